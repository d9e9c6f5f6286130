package ari

import (
	"context"
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
	if c == nil && cmd.Do == queue.Ring && cmd.Line != "" {
		c = a.beginOut(cmd)
	}
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
		c.prompt.media = len(media) > 0
		t.run = func(ctx context.Context) { a.perform(ctx, w, verb, c.id, id, true, media) }
	case queue.SayMenu:
		c.up = true
		a.hush(c)
		id := a.expect(c, queue.Command{})
		c.prompt.media, c.prompt.menu = len(media) > 0, cmd.N
		t.run = func(ctx context.Context) { a.perform(ctx, w, verb, c.id, id, answer, media) }
	case queue.MarkChoice:
		c.memo.Choice = cmd.Choice
		m := c.memo
		t.run = func(ctx context.Context) { a.warn(a.rest.remember(ctx, verb, channelOf(c.id), m.String()), c.id) }
	case queue.Wait:
		c.up, c.listens = true, false
		a.hush(c)
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
		w = a.beginWithdraw(c, cmd.Offer, &t)
	case queue.Dial:
		a.beginDial(c, cmd, &t)
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
	case queue.Mute, queue.Unmute:
		a.beginMute(c, cmd.Do == queue.Mute, &t)
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
		if c.unanswered() && !c.dialled {
			a.apply(gone{channel: channelOf(c.id)})
			return
		}
		c.ending = queue.BySystem
		t.run = func(ctx context.Context) { a.hangUp(ctx, w, c.id) }
	default:
		a.log.Error().Stringer("verb", cmd.Do).Msg("command not known")
		return
	}
	w.give(t)
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
