package ari

import (
	"context"
	"slices"
	"time"

	"alo116/queue"
)

// Do takes commands. It keeps nothing of the slice and never waits; what becomes of the commands is
// told as events.
func (a *Adapter) Do(cs []queue.Command) {
	for _, c := range cs {
		a.inbox.push(c)
	}
}

// begin turns a command into a task of its call's worker. It belongs to the loop.
func (a *Adapter) begin(cmd queue.Command) {
	c := a.floor.calls[cmd.Call]
	if c == nil { // it ended while the command was on its way, as its event says
		a.log.Debug().Str("call", string(cmd.Call)).Stringer("verb", cmd.Do).Msg("command for an ended call")
		return
	}
	w, verb, media := a.workers[c.id].caller, cmd.Do.String(), a.media(cmd, time.Now())
	answer := !c.up
	t := task{round: a.round.Load()}
	switch cmd.Do {
	case queue.Greet:
		c.up = true
		id := a.expect(c, queue.Command{})
		t.run = func(ctx context.Context) { a.perform(ctx, w, verb, c.id, id, true, media) }
	case queue.Wait:
		c.up = true
		line := c.memo.Line
		t.run = func(ctx context.Context) { _ = a.wait(ctx, w, verb, c.id, answer, line) }
	case queue.Say:
		c.said++
		id := playbackID(c.id, c.said)
		t.run, t.stale = func(ctx context.Context) { a.say(ctx, c.id, id, media) }, func() {}
	case queue.Ring:
		if !a.beginRing(c, cmd, &t) {
			return
		}
		w = a.workers[c.id].legs
	case queue.Invite:
		if !a.beginInvite(c, cmd, &t) {
			return
		}
		w = a.workers[c.id].legs
	case queue.Place:
		a.beginPlace(c, cmd, &t)
	case queue.HandOver:
		a.beginHandOver(c, cmd, &t)
	case queue.Withdraw:
		if l := c.legs[cmd.Offer.N]; l != nil {
			l.withdrawn = true
		}
		w = a.workers[c.id].legs
		t.run = func(ctx context.Context) { a.withdraw(ctx, w, cmd.Offer) }
	case queue.Join:
		c.memo.Joined = time.Now().UTC()
		m := c.memo
		t.run = func(ctx context.Context) { a.join(ctx, w, cmd.Offer, m) }
		t.stale = func() { a.inbox.push(gone{channel: legOf(cmd.Offer)}) }
	case queue.Hold:
		c.memo.Held = time.Now().UTC()
		m := c.memo
		t.run = func(ctx context.Context) { a.hold(ctx, w, c.id, m) }
	case queue.Resume:
		c.memo.Held = time.Time{}
		m := c.memo
		t.run = func(ctx context.Context) { a.resume(ctx, w, cmd.Offer, m) }
	case queue.MarkDanger:
		c.memo.Danger = time.Now().UTC()
		m := c.memo
		t.run = func(ctx context.Context) { a.warn(a.rest.remember(ctx, verb, channelOf(c.id), m.String()), c.id) }
	case queue.Park:
		c.memo.Joined, c.memo.Held, c.memo.Guests = time.Time{}, time.Time{}, nil
		m := c.memo
		t.run = func(ctx context.Context) { a.park(ctx, w, c.id, m) }
	case queue.Divert, queue.Dismiss:
		c.up = true
		id := a.expect(c, queue.Command{Do: queue.HangUp, Call: c.id})
		if cmd.Do == queue.Divert {
			c.prompt.then = queue.Command{Do: queue.Divert, Call: c.id, Target: cmd.Target}
			if len(media) == 0 {
				a.beginDivert(c, cmd.Target, &t)
				break
			}
		}
		t.run = func(ctx context.Context) { a.perform(ctx, w, verb, c.id, id, answer, media) }
	case queue.HangUp:
		c.ending = queue.BySystem
		t.run = func(ctx context.Context) { a.hangUp(ctx, w, c.id) }
	default:
		a.log.Error().Stringer("verb", cmd.Do).Msg("command not known")
		return
	}
	w.give(t)
}

// beginRing reserves the leg. It reports false if there is no phone to ring; that is told already.
func (a *Adapter) beginRing(c *call, cmd queue.Command, t *task) bool {
	if c.legs[cmd.Offer.N] != nil {
		return false
	}
	c.legs[cmd.Offer.N] = &leg{agent: cmd.Agent}
	c.memo.Offer, c.memo.Agent, c.memo.Joined, c.memo.Held, c.memo.Guests = cmd.Offer.N, cmd.Agent, time.Time{}, time.Time{}, nil
	user, ok := a.accounts.user(cmd.Agent)
	if !ok {
		a.apply(gone{channel: legOf(cmd.Offer)})
		return false
	}
	m := c.memo
	t.run = func(ctx context.Context) { a.ringAgent(ctx, cmd.Offer, "PJSIP/"+user, m.Line, cmd.Limit) }
	t.stale = func() { a.inbox.push(gone{channel: legOf(cmd.Offer)}) }
	a.give(c.id, func(ctx context.Context) { a.warn(a.rest.remember(ctx, "ring", channelOf(c.id), m.String()), c.id) })
	return true
}

// beginDivert gives the call back to the dialplan.
func (a *Adapter) beginDivert(c *call, target string, t *task) {
	c.ending, c.prompt = queue.ByTransfer, prompt{}
	m, w := c.memo, a.workers[c.id].caller
	m.Visit = max(m.Visit, 1) + 1
	t.run = func(ctx context.Context) { a.divert(ctx, w, c.id, target, m) }
}

// expect begins to wait for the end of a prompt, which comes in any case: played, failed, not
// begun in time, or too long.
func (a *Adapter) expect(c *call, then queue.Command) string {
	c.said++
	id := playbackID(c.id, c.said)
	c.prompt = prompt{id: id, then: then}
	time.AfterFunc(a.pace.promptStart, func() { a.inbox.push(overdue{id: id}) })
	time.AfterFunc(a.pace.promptEnd, func() { a.inbox.push(overdue{id: id, begun: true}) })
	return id
}

// overdue: a prompt has not begun, or not ended, in time.
type overdue struct {
	id    string
	begun bool
}

func (a *Adapter) overdue(o overdue) {
	c := a.floor.playing(o.id)
	if c == nil || c.prompt.started && !o.begun {
		return
	}
	a.log.Warn().Str("call", string(c.id)).Bool("begun", c.prompt.started).Msg("prompt overdue")
	a.give(c.id, func(ctx context.Context) { a.warn(a.rest.stopPlay(ctx, "stop", o.id), c.id) })
	a.apply(played{o.id})
}

// apply takes a notice to the floor and does what follows.
func (a *Adapter) apply(n notice) { a.settle(a.floor.apply(n)) }

func (a *Adapter) settle(f facts) {
	for _, id := range f.begun {
		a.employ(id)
		m := a.floor.calls[id].memo
		a.give(id, func(ctx context.Context) {
			a.missed(a.rest.remember(ctx, "arrive", channelOf(id), m.String()), id)
		})
	}
	for _, e := range f.events {
		a.cfg.Emit(e)
	}
	for _, cmd := range f.then {
		a.begin(cmd)
	}
	for _, e := range f.ended {
		a.discharge(e.id, e.legs)
	}
}

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
