package main

import "sync"

// inbox is an unbounded queue between reporters that must not wait and the one loop that reads.
// It keeps order and loses nothing; its length is a metric, so that growth is seen.
type inbox[T any] struct {
	mu    sync.Mutex
	items []T
	wake  chan struct{} // holds one token while there may be something to take
}

func newInbox[T any]() *inbox[T] { return &inbox[T]{wake: make(chan struct{}, 1)} }

// put never blocks.
func (b *inbox[T]) put(item T) {
	b.mu.Lock()
	b.items = append(b.items, item)
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default: // a token is there already: the reader will take this item with the others
	}
}

// take gives all that is there, in order, and leaves spare to be filled next.
func (b *inbox[T]) take(spare []T) []T {
	b.mu.Lock()
	defer b.mu.Unlock()
	items := b.items
	b.items = spare[:0]
	return items
}

func (b *inbox[T]) len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.items)
}
