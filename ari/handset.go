package ari

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"alo116/queue"
)

// handset is what a screen does with its person's desk phone, as it would itself with the phone in the browser. What becomes of
// it is told as if the person had done it on the phone.
type handset struct {
	agent queue.AgentID
	do    func(*Adapter, *call, queue.OfferID)
}

// PutDown puts a person's phone down: what rings is declined, a talk is left.
func (a *Adapter) PutDown(id queue.AgentID) { a.inbox.push(handset{id, (*Adapter).putDown}) }

// Silence keeps a person's own voice from all others in their talk, or lets it in again. Config.Silenced follows.
func (a *Adapter) Silence(id queue.AgentID, on bool) {
	a.inbox.push(handset{id, func(a *Adapter, c *call, o queue.OfferID) { a.silence(c, o, on) }})
}

// Dial sends digits to the others in a person's talk.
func (a *Adapter) Dial(id queue.AgentID, digits string) {
	a.inbox.push(handset{id, func(a *Adapter, c *call, o queue.OfferID) { a.dialOthers(c, o, digits) }})
}

// handset finds the leg that is meant. There may be none by now.
func (a *Adapter) handset(h handset) {
	if c, o := a.floor.legAt(h.agent); c != nil {
		h.do(a, c, o)
	}
}

func (a *Adapter) putDown(c *call, o queue.OfferID) {
	l := c.legs[o.N]
	l.by, l.declined = queue.ByAgent, !l.answered
	w := a.workers[c.id].legs
	w.give(task{round: a.round.Load(), run: func(ctx context.Context) {
		a.warn(w.insist(ctx, a.pace.again, func(ctx context.Context) error { return a.rest.hangUp(ctx, "put_down", legOf(o)) }), c.id)
	}})
}

// silence: the memo tells what is so, whoever finds the call; and the screen is told once it is.
func (a *Adapter) silence(c *call, o queue.OfferID, on bool) {
	if !c.legs[o.N].answered {
		return
	}
	c.memo.silence(o.N, on)
	m, w := c.memo, a.workers[c.id].caller
	w.give(task{round: a.round.Load(), run: func(ctx context.Context) {
		err := w.insist(ctx, a.pace.again, func(ctx context.Context) error { return a.rest.mute(ctx, "silence", legOf(o), m.mutes(o.N)) })
		if err != nil {
			a.warn(err, c.id)
			a.inbox.push(silenced{o, !on})
			return
		}
		a.warn(a.rest.remember(ctx, "silence", channelOf(c.id), m.String()), c.id)
		a.inbox.push(silenced{o, on})
	}})
}

// silenced: from now on a leg's own voice is kept from the others, or not.
type silenced struct {
	offer queue.OfferID
	on    bool
}

func (a *Adapter) tellSilenced(n silenced) {
	l := a.floor.leg(n.offer)
	if l == nil {
		return
	}
	a.floor.calls[n.offer.Call].memo.silence(n.offer.N, n.on)
	if a.cfg.Silenced == nil {
		return
	}
	if !n.on {
		n.offer = queue.OfferID{}
	}
	a.cfg.Silenced(l.agent, n.offer)
}

// tellAllSilenced tells it of the calls that were found.
func (a *Adapter) tellAllSilenced() {
	for _, c := range a.floor.calls {
		for _, n := range c.memo.Silenced {
			a.tellSilenced(silenced{queue.OfferID{Call: c.id, N: n}, true})
		}
	}
}

// dialOthers gives the digits to each of the others who are in the talk's room.
func (a *Adapter) dialOthers(c *call, o queue.OfferID, digits string) {
	room := talkBridge(c.id)
	if c.legs[o.N].room != room {
		return
	}
	var others []string
	if c.room == room {
		others = append(others, channelOf(c.id))
	}
	for _, other := range c.sorted() {
		if other != o && c.legs[other.N].room == room {
			others = append(others, legOf(other))
		}
	}
	a.give(c.id, func(ctx context.Context) {
		for _, channel := range others {
			a.warn(a.rest.dial(ctx, channel, digits), c.id)
		}
	})
}

// dial is not repeated: a digit that is heard twice is another number.
func (r *rest) dial(ctx context.Context, channel, digits string) error {
	return r.send(ctx, "dial", http.MethodPost, "/channels/"+url.PathEscape(channel)+"/dtmf", map[string]any{"dtmf": digits}, nil)
}

// legAt is the leg that an agent's phone is in: one that was answered before one that rings, the newest of several.
func (f *floor) legAt(id queue.AgentID) (at *call, o queue.OfferID) {
	var best *leg
	for _, c := range f.calls {
		for n, l := range c.legs {
			if l.agent != id || l.withdrawn || best != nil && (best.answered && !l.answered || best.answered == l.answered && n < o.N) {
				continue
			}
			at, o, best = c, queue.OfferID{Call: c.id, N: n}, l
		}
	}
	return at, o
}

// silence notes whose voice is kept from the others by themselves, in a list of its own: the old one may be on its way to Asterisk.
func (m *memo) silence(n uint32, on bool) {
	m.Silenced = slices.DeleteFunc(slices.Clone(m.Silenced), func(s uint32) bool { return s == n })
	if on {
		m.Silenced = append(m.Silenced, n)
	}
}

// mutes tells whether nobody hears a leg: by its own wish, or by the host's.
func (m memo) mutes(n uint32) bool {
	return slices.Contains(m.Silenced, n) ||
		slices.ContainsFunc(m.Guests, func(g guestMemo) bool { return g.N == n && g.State == queue.GuestMuted })
}
