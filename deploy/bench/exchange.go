package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// exchange is one of the two that are measured: callers dial its number, and its agents' phones ring.
type exchange struct {
	ours   bool
	number string
	phones []*phone
	stay   *atomic.Int64 // how long agents talk
	bell   *bell
	// programs do the work of a call.
	programs []process
	// staff has so many agents take calls, and all others not.
	staff func(ctx context.Context, n int) error
	// tail gives the last digits of the caller whom a phone rings for.
	tail func(ring) string
}

func (e *exchange) String() string {
	if e.ours {
		return "ours"
	}
	return "app_queue"
}

func (e *exchange) talkFor(d time.Duration) { e.stay.Store(int64(d)) }

// bell keeps what has rung.
type bell struct {
	mu    sync.Mutex
	rings []ring
}

func (b *bell) rang(r ring) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rings = append(b.rings, r)
}

// take gives what has rung since it was asked last.
func (b *bell) take() []ring {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.rings
	b.rings = nil
	return all
}

// round is what callers and phones tell of one load.
type round struct {
	visits []visit
	rings  []ring
	worked time.Duration // by the programs
}

// run puts a load on the exchange.
func (e *exchange) run(ctx context.Context, l lab, c callers) (r round, err error) {
	c.number = e.number
	e.bell.take()
	before, err := workedOf(e.programs)
	if err != nil {
		return r, err
	}
	if r.visits, err = c.call(ctx, l); err != nil {
		return r, err
	}
	after, err := workedOf(e.programs)
	r.rings, r.worked = e.bell.take(), after-before
	return r, err
}

// untilRing pairs each ring with the caller it is for, and gives the time from their INVITE to it.
func (e *exchange) untilRing(r round) (all []time.Duration) {
	taken := make([]bool, len(r.visits))
	for _, g := range r.rings {
		tail := e.tail(g)
		for n, v := range r.visits { // of those with this number the first is served first
			if !taken[n] && !v.begun.IsZero() && v.tail() == tail && v.begun.Before(g.at) {
				taken[n] = true
				all = append(all, g.at.Sub(v.begun))
				break
			}
		}
	}
	return all
}

// sinceFree gives the time from each hang-up by an agent to the next ring at that phone.
func (r round) sinceFree() (all []time.Duration) {
	for _, g := range r.rings {
		if !g.freed.IsZero() {
			all = append(all, g.at.Sub(g.freed))
		}
	}
	return all
}

// close ends the phones. Their accounts end with the lab.
func (e *exchange) close() {
	for _, p := range e.phones {
		p.wire.close()
	}
}
