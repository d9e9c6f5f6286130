package web

import (
	"container/list"
	"sync"
	"time"
)

// pending keeps what was begun and is not finished yet, each thing under a key, for a short while. Their number
// is bounded: if there are too many, the oldest is forgotten and has to be begun again.
type pending[T any] struct {
	life time.Duration

	mu    sync.Mutex
	byKey map[string]*list.Element
	order *list.List // the oldest in front
}

type begun[T any] struct {
	key   string
	value T
	until time.Time
}

func newPending[T any](life time.Duration) *pending[T] {
	return &pending[T]{life: life, byKey: map[string]*list.Element{}, order: list.New()}
}

// put keeps value under key, in place of what was there.
func (p *pending[T]) put(now time.Time, key string, value T) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.remove(key)
	for e := p.order.Front(); e != nil && (p.order.Len() >= maxRemember || now.After(e.Value.(begun[T]).until)); e = p.order.Front() {
		p.remove(e.Value.(begun[T]).key)
	}
	p.byKey[key] = p.order.PushBack(begun[T]{key, value, now.Add(p.life)})
}

// get looks at what is under key.
func (p *pending[T]) get(now time.Time, key string) (value T, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.look(now, key)
}

// take gives what is under key, to one caller only.
func (p *pending[T]) take(now time.Time, key string) (value T, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	value, ok = p.look(now, key)
	p.remove(key)
	return value, ok
}

func (p *pending[T]) drop(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.remove(key)
}

func (p *pending[T]) look(now time.Time, key string) (value T, ok bool) {
	if e := p.byKey[key]; e != nil {
		if b := e.Value.(begun[T]); !now.After(b.until) {
			return b.value, true
		}
	}
	return value, false
}

func (p *pending[T]) remove(key string) {
	if e := p.byKey[key]; e != nil {
		p.order.Remove(e)
		delete(p.byKey, key)
	}
}
