package sim

import (
	"hash/fnv"
	"math/rand/v2"
)

// stream is a source of random numbers for one purpose of one call type. Streams do not disturb each
// other: with one agent more, the same callers come at the same moments and have as much to say.
func stream(seed uint64, purpose, name string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(purpose + "/" + name)) // never fails
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}
