package ari

import "sync"

// inbox is an unbounded queue between many writers, who must never wait and never lose anything,
// and the one loop that reads it in order.
type inbox struct {
	mu    sync.Mutex
	items []any
	wake  chan struct{}
	depth func(int)
}

func newInbox(depth func(int)) *inbox {
	return &inbox{wake: make(chan struct{}, 1), depth: depth}
}

func (b *inbox) push(item any) {
	b.mu.Lock()
	b.items = append(b.items, item)
	b.depth(len(b.items))
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default: // the reader is already told
	}
}

// take gives all that is there. It shares nothing with later pushes.
func (b *inbox) take() []any {
	b.mu.Lock()
	defer b.mu.Unlock()
	items := b.items
	b.items = nil
	b.depth(0)
	return items
}
