package queue

import "math/bits"

// bitset is a set of small numbers: the lanes that hold calls, the profiles that have free agents.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) set(i int)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) clear(i int)    { b[i>>6] &^= 1 << (i & 63) }
func (b bitset) has(i int) bool { return i>>6 < len(b) && b[i>>6]&(1<<(i&63)) != 0 }

// grown is b with room for n numbers.
func (b bitset) grown(n int) bitset {
	for len(b)*64 < n {
		b = append(b, 0)
	}
	return b
}

// both calls yield with every number that is in a and in b, ascending.
func both(a, b bitset) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := range min(len(a), len(b)) {
			for w := a[i] & b[i]; w != 0; w &= w - 1 {
				if !yield(i<<6 | bits.TrailingZeros64(w)) {
					return
				}
			}
		}
	}
}

// meet says whether some number is in a and in b.
func meet(a, b bitset) bool {
	for i := range min(len(a), len(b)) {
		if a[i]&b[i] != 0 {
			return true
		}
	}
	return false
}
