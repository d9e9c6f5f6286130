package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
)

// stream is a source of random numbers for one purpose of one call type. Streams do not disturb each
// other: with one agent more, the same callers come at the same moments and have as much to say. Their
// seeds are hashed, for the generator's sequences from neighbouring seeds are not independent enough.
func stream(seed uint64, purpose, name string) *rand.Rand {
	h := sha256.Sum256(fmt.Appendf(nil, "%d %s %s", seed, purpose, name))
	return rand.New(rand.NewPCG(binary.LittleEndian.Uint64(h[:]), binary.LittleEndian.Uint64(h[8:])))
}
