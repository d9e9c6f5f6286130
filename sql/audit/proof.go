package audit

import (
	"fmt"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
)

// Lookup gives the entry of that number.
type Lookup func(n int64) (Entry, error)

// Inclusion proves to who has the root of a tree of that size that entry n is in it (RFC 9162, section 2.1.3).
func Inclusion(n, size int64, entry Lookup) ([][]byte, error) {
	nodes, err := proof.Inclusion(uint64(n-1), uint64(size))
	if err != nil {
		return nil, fmt.Errorf("prove entry %d: %w", n, err)
	}
	return hashes(nodes, entry)
}

// Includes checks such a proof.
func Includes(size int64, root []byte, e Entry, inclusion [][]byte) error {
	if err := proof.VerifyInclusion(hasher, uint64(e.N-1), uint64(size), e.leaf(), inclusion, root); err != nil {
		return fmt.Errorf("entry %d is not in that tree: %w", e.N, err)
	}
	return nil
}

// Consistency proves to who has both roots that the older tree is the beginning of the newer (section 2.1.4).
func Consistency(older, newer int64, entry Lookup) ([][]byte, error) {
	nodes, err := proof.Consistency(uint64(older), uint64(newer))
	if err != nil {
		return nil, fmt.Errorf("prove that the trail only grew: %w", err)
	}
	return hashes(nodes, entry)
}

// Extends checks such a proof.
func Extends(older, newer Anchor, consistency [][]byte) error {
	err := proof.VerifyConsistency(hasher, uint64(older.Size), uint64(newer.Size), consistency, older.Root, newer.Root)
	if err != nil {
		return fmt.Errorf("the trail of %d entries is not the beginning of that of %d: %w", older.Size, newer.Size, err)
	}
	return nil
}

func hashes(nodes proof.Nodes, entry Lookup) ([][]byte, error) {
	found := make([][]byte, len(nodes.IDs))
	for i, id := range nodes.IDs {
		hash, err := node(id, entry)
		if err != nil {
			return nil, err
		}
		found[i] = hash
	}
	return nodes.Rehash(found, hasher.HashChildren)
}

// node gives the hash of a full subtree. Those that are the left half of a greater one are stored with their last
// entry; the others are put together from their last entry and such halves.
func node(id compact.NodeID, entry Lookup) ([]byte, error) {
	last := int64((id.Index + 1) << id.Level)
	e, err := entry(last)
	if err != nil || width(last) == 1<<id.Level {
		return e.Node, err
	}
	hash := e.leaf()
	for level := range id.Level {
		left, err := entry(last - 1<<level)
		if err != nil {
			return nil, err
		}
		hash = hasher.HashChildren(left.Node, hash)
	}
	return hash, nil
}
