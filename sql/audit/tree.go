package audit

import (
	"bytes"
	"slices"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
)

var (
	hasher = rfc6962.DefaultHasher
	ranges = compact.RangeFactory{Hash: hasher.HashChildren}
)

// Tree is the right edge of the Merkle tree: enough to add to it and to tell its root.
type Tree struct{ edge *compact.Range }

// NewTree gives a tree without entries.
func NewTree() *Tree { return &Tree{ranges.NewEmptyRange(0)} }

// Peaks names the entries whose nodes make up a tree of that size, from the left.
func Peaks(size int64) (peaks []int64) {
	for n := size; n > 0; n -= width(n) {
		peaks = append(peaks, n)
	}
	slices.Reverse(peaks)
	return peaks
}

// width is how many entries the node of entry n stands for.
func width(n int64) int64 { return n & -n }

// Resume gives the tree of that size from the nodes of its peaks. A trail somebody damaged goes on, for the house must
// work; what is missing is whole false then, and verify tells of it ever after.
func Resume(size int64, nodes map[int64][]byte) (t *Tree, whole bool) {
	peaks := Peaks(size)
	hashes, whole := make([][]byte, len(peaks)), true
	for i, n := range peaks {
		hashes[i] = nodes[n]
		if len(hashes[i]) != hasher.Size() {
			hashes[i], whole = make([]byte, hasher.Size()), false
		}
	}
	edge, err := ranges.NewRange(0, uint64(size), hashes)
	if err != nil {
		panic(err) // as many hashes as Peaks says: it cannot
	}
	return &Tree{edge}, whole
}

// Size is how many entries the tree has.
func (t *Tree) Size() int64 { return int64(t.edge.End()) }

// Root is the hash that stands for all entries, their content and order (RFC 9162, section 2.1.1).
func (t *Tree) Root() []byte {
	root, err := t.edge.GetRootHash(nil)
	if err != nil {
		panic(err) // the range begins at 0: it cannot
	}
	if root == nil {
		return hasher.EmptyRoot()
	}
	return bytes.Clone(root)
}

// add puts a leaf at the end and gives the hash of the largest full subtree that ends with it.
func (t *Tree) add(leaf []byte) []byte {
	if err := t.edge.Append(leaf, nil); err != nil {
		panic(err) // NewRange saw that all hashes are there: it cannot
	}
	hashes := t.edge.Hashes()
	return bytes.Clone(hashes[len(hashes)-1])
}
