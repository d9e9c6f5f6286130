package ari

import (
	"context"
	"slices"

	"alo116/queue"
)

// give adds something to be done for a caller.
func (a *Adapter) give(id queue.CallID, run func(context.Context)) {
	if w := a.workers[id].caller; w != nil {
		w.give(task{round: a.round.Load(), run: run})
	}
}

// employ gives a call its workers.
func (a *Adapter) employ(id queue.CallID) {
	h := hands{newWorker(a.ctx), newWorker(a.ctx)}
	a.workers[id] = h
	a.cfg.Metrics.workers.Set(float64(len(a.workers)))
	a.wg.Go(func() { h.caller.work(a.ctx, a.do) })
	a.wg.Go(func() { h.legs.work(a.ctx, a.do) })
}

// discharge has the workers of an ended call clean up and go.
func (a *Adapter) discharge(id queue.CallID, legs []queue.OfferID) {
	h, known := a.workers[id]
	if !known {
		return
	}
	delete(a.workers, id)
	a.cfg.Metrics.workers.Set(float64(len(a.workers)))
	h.caller.finish(task{run: func(ctx context.Context) { a.warn(a.rest.dropBridge(ctx, "clean", talkBridge(id)), id) }})
	h.legs.finish(task{run: func(ctx context.Context) { a.clean(ctx, id, legs) }})
}

// do does one task when the link is live, unless it is of use only in an earlier connection.
func (a *Adapter) do(ctx context.Context, t task) {
	live, ok := a.gate.enter(ctx)
	if !ok {
		return
	}
	defer a.gate.leave()
	if t.stale != nil && t.round != a.round.Load() {
		t.stale()
		return
	}
	t.run(live)
}

// sorted gives the numbers of a call's legs in order.
func (c *call) sorted() []queue.OfferID {
	var legs []queue.OfferID
	for n := range c.legs {
		legs = append(legs, queue.OfferID{Call: c.id, N: n})
	}
	slices.SortFunc(legs, func(a, b queue.OfferID) int { return int(a.N) - int(b.N) })
	return legs
}
