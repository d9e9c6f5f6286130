package ari

import (
	"cmp"
	"context"
	"slices"
	"time"

	"alo116/queue"
)

// A guest's leg is in the same room as caller and counsellor. On hold it is in the line's waiting room, like a caller; muted, only
// what comes from it is kept out.

// guestMemo is what must be known about a guest by whoever finds the call in Asterisk.
type guestMemo struct {
	N      uint32           `json:"n"`
	Agent  queue.AgentID    `json:"agent,omitempty"`
	Target string           `json:"target,omitempty"`
	State  queue.GuestState `json:"state"`
}

// withGuest notes a guest, in a list of its own: the old one may be on its way to Asterisk.
func (m *memo) withGuest(g guestMemo) {
	m.withoutGuest(g.N)
	m.Guests = append(m.Guests, g)
}

func (m *memo) withoutGuest(n uint32) {
	m.Guests = slices.DeleteFunc(slices.Clone(m.Guests), func(g guestMemo) bool { return g.N == n })
}

// beginInvite reserves the guest's leg. It reports false if there is no phone to ring; that is told already.
func (a *Adapter) beginInvite(c *call, cmd queue.Command, t *task) bool {
	if c.legs[cmd.Offer.N] != nil {
		return false
	}
	c.legs[cmd.Offer.N] = &leg{agent: cmd.Agent, guest: true}
	endpoint := placeOutside(cmd.Target)
	if cmd.Target == "" {
		user, ok := a.accounts.user(cmd.Agent)
		if !ok {
			a.apply(gone{channel: legOf(cmd.Offer)})
			return false
		}
		endpoint = "PJSIP/" + user
	}
	line := c.memo.Line
	t.run = func(ctx context.Context) { a.ringAgent(ctx, cmd.Offer, endpoint, line, cmd.Limit) }
	t.stale = func() { a.inbox.push(gone{channel: legOf(cmd.Offer)}) }
	return true
}

// beginPlace brings a guest to where the counsellor wants them.
func (a *Adapter) beginPlace(c *call, cmd queue.Command, t *task) {
	if l := c.legs[cmd.Offer.N]; l == nil || l.withdrawn {
		t.run = func(context.Context) {}
		return
	}
	c.memo.withGuest(guestMemo{cmd.Offer.N, cmd.Agent, cmd.Target, cmd.Guest})
	m, w := c.memo, a.workers[c.id].caller
	t.run = func(ctx context.Context) { a.place(ctx, w, cmd.Offer, cmd.Guest, m) }
}

// place does so. The memo comes first: whoever finds a guest who is not in the talk must know that it is meant so.
func (a *Adapter) place(ctx context.Context, w *worker, offer queue.OfferID, to queue.GuestState, m memo) {
	leg := legOf(offer)
	a.warn(a.rest.remember(ctx, "place", channelOf(offer.Call), m.String()), offer.Call)
	err := w.insist(ctx, a.pace.again, func(ctx context.Context) error {
		if to == queue.GuestHeld {
			if err := a.rest.startMusic(ctx, "place", leg); err != nil {
				return err
			}
			return a.rest.enterRoom(ctx, "place", waitBridge(m.Line), leg)
		}
		if err := a.rest.stopMusic(ctx, "place", waitBridge(m.Line), leg); err != nil {
			return err
		}
		if err := a.rest.mute(ctx, "place", leg, m.mutes(offer.N)); err != nil {
			return err
		}
		return a.rest.enter(ctx, "place", talkBridge(offer.Call), leg)
	})
	switch {
	case err == nil || ctx.Err() != nil: // or the connection is lost: the next one finds out what became of it
	case absent(err):
		a.doubt(offer.Call, leg)
	default:
		a.warn(err, offer.Call)
		a.warn(a.rest.hangUp(ctx, "place", leg), offer.Call)
		a.inbox.push(gone{channel: leg})
	}
}

// mute keeps what comes from a channel out of its room, or lets it in.
func (r *rest) mute(ctx context.Context, verb, channel string, on bool) error {
	return r.repeat(ctx, verb, func() error {
		if on {
			return r.lib.Channel().Mute(channelKey(channel), "in")
		}
		return r.lib.Channel().Unmute(channelKey(channel), "in")
	})
}

// beginHandOver makes a guest's leg the counsellor's.
func (a *Adapter) beginHandOver(c *call, cmd queue.Command, t *task) {
	if l := c.legs[cmd.Offer.N]; l != nil {
		l.guest = false
	}
	c.memo.withoutGuest(cmd.Offer.N)
	c.memo.Offer, c.memo.Agent, c.memo.Joined = cmd.Offer.N, cmd.Agent, time.Now().UTC()
	m := c.memo
	t.run = func(ctx context.Context) {
		a.warn(a.rest.remember(ctx, "hand_over", channelOf(c.id), m.String()), c.id)
	}
}

// guestsIn are the guests of a call who were found in the room of its talk, or on hold in their line's.
func guestsIn(call queue.CallID, m memo, bridges []bridgeInfo) (guests []guestMemo) {
	for _, g := range m.Guests {
		room := talkBridge(call)
		if g.State == queue.GuestHeld {
			room = waitBridge(m.Line)
		}
		leg := legOf(queue.OfferID{Call: call, N: g.N})
		if slices.ContainsFunc(bridges, func(b bridgeInfo) bool { return b.ID == room && slices.Contains(b.Channels, leg) }) {
			guests = append(guests, g)
		}
	}
	return guests
}

// guestJoined tells that a guest is in the talk, once.
func (f *floor) guestJoined(o queue.OfferID, l *leg, out *facts) {
	if !l.joined && l.room == talkBridge(o.Call) {
		l.joined, l.answered = true, true
		out.events = append(out.events, queue.Joined{Offer: o})
	}
}

// adoptGuests notes the guests that were found.
func (f *floor) adoptGuests(c *call, found []guestMemo) {
	c.memo.Guests = found
	for _, g := range found {
		l := c.legs[g.N]
		if l == nil {
			l = &leg{agent: g.Agent, guest: true}
			c.legs[g.N] = l
		}
		l.rang, l.answered, l.joined = true, true, true
		l.room = cmp.Or(map[queue.GuestState]string{queue.GuestHeld: waitBridge(c.memo.Line)}[g.State], talkBridge(c.id))
	}
}
