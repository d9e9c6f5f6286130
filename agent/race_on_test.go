//go:build race

package agent

// raced: the race detector makes everything several times slower and larger.
const (
	raced  = true
	rounds = 20
)
