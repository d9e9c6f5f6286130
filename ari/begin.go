package ari

import (
	"context"
	"time"

	"alo116/queue"
)

// beginRing reserves the leg. It reports false if there is no phone to ring; that is told already.
func (a *Adapter) beginRing(c *call, cmd queue.Command, t *task) bool {
	if c.legs[cmd.Offer.N] != nil {
		return false
	}
	c.legs[cmd.Offer.N] = &leg{agent: cmd.Agent}
	c.memo.Offer, c.memo.Agent, c.memo.Joined, c.memo.Held, c.memo.Guests, c.memo.Silenced = cmd.Offer.N, cmd.Agent, time.Time{}, time.Time{}, nil, nil
	user, ok := a.accounts.user(cmd.Agent)
	if !ok {
		a.apply(gone{channel: legOf(cmd.Offer)})
		return false
	}
	m := c.memo
	t.run = func(ctx context.Context) { a.ringAgent(ctx, cmd.Offer, "PJSIP/"+user, m.Line, cmd.Limit) }
	t.stale = func() { a.inbox.push(gone{channel: legOf(cmd.Offer)}) }
	if !c.unanswered() {
		a.give(c.id, func(ctx context.Context) { a.warn(a.rest.remember(ctx, "ring", channelOf(c.id), m.String()), c.id) })
	}
	return true
}

// beginWithdraw lets a leg go, and gives whose work that is. One that rings is independent of its caller. One that is in the
// talk goes in order with all else about the talk: a hand-over is remembered before the one who hands over is gone.
func (a *Adapter) beginWithdraw(c *call, offer queue.OfferID, t *task) *worker {
	w := a.workers[c.id].legs
	if l := c.legs[offer.N]; l != nil {
		l.withdrawn = true
		if l.joined {
			w = a.workers[c.id].caller
		}
	}
	t.run = func(ctx context.Context) { a.withdraw(ctx, w, offer) }
	return w
}

// beginDivert gives the call back to the dialplan.
func (a *Adapter) beginDivert(c *call, target string, t *task) {
	c.ending, c.prompt = queue.ByTransfer, prompt{}
	m, w := c.memo, a.workers[c.id].caller
	m.Visit = max(m.Visit, 1) + 1
	t.run = func(ctx context.Context) { a.divert(ctx, w, c.id, target, m) }
}

// hush ends what is said to a caller, if anything is. That it is over is told as ever.
func (a *Adapter) hush(c *call) {
	if !c.prompt.media {
		return
	}
	id := c.prompt.id
	c.prompt.media = false
	a.give(c.id, func(ctx context.Context) { a.warn(a.rest.stopPlay(ctx, "stop", id), c.id) })
}

// expect begins to wait for the end of a prompt, which comes in any case: played, failed, not
// begun in time, or too long.
func (a *Adapter) expect(c *call, then queue.Command) string {
	c.said++
	id := playbackID(c.id, c.said)
	c.prompt, c.listens = prompt{id: id, then: then}, then.Do == 0
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
	a.apply(played{o.id, !c.prompt.started})
}
