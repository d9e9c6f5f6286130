package ari

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"alo116/queue"
)

// reconcile makes the floor what was found in Asterisk. Calls that vanished are forgotten: that
// LinkUp does not name them tells their end. What became of the legs of the others follows after it.
func (f *floor) reconcile(inv inventory) (up queue.LinkUp, after facts) {
	slices.SortFunc(inv.calls, func(a, b foundCall) int {
		return cmp.Or(a.memo.At.Compare(b.memo.At), strings.Compare(string(a.id), string(b.id)))
	})
	exists := map[queue.CallID]bool{}
	for _, fc := range inv.calls {
		c := f.adopt(fc)
		exists[c.id] = true
		up.Live = append(up.Live, fc.live(c.caller))
		for _, o := range c.sorted() {
			f.recheck(o, inv.legs, &after)
		}
	}
	f.strangers(inv.legs, &after)
	for id, c := range f.calls {
		if !exists[id] {
			f.forget(c)
		}
	}
	return up, after
}

// adopt notes a call that was found, whether it was known or not.
func (f *floor) adopt(fc foundCall) *call {
	c := f.calls[fc.id]
	if c == nil {
		c = &call{id: fc.id, caller: f.identify(fc.id, fc.memo.Line, fc.number, fc.number == ""), memo: fc.memo, legs: map[uint32]*leg{}}
		f.calls[c.id], f.channels[channelOf(c.id)] = c, c.id
	}
	c.up, c.room, c.memo.Held, c.memo.Muted, c.memo.Silenced = fc.up, fc.room, fc.memo.Held, fc.memo.Muted, fc.memo.Silenced
	f.adoptGuests(c, fc.guests)
	if o, ok := offerOfLeg(fc.with); ok {
		l := c.legs[o.N]
		if l == nil {
			l = &leg{agent: fc.memo.Agent}
			c.legs[o.N] = l
		}
		l.rang, l.answered, l.joined, l.room, l.guest = true, true, true, talkBridge(c.id), false
	}
	return c
}

// recheck compares a leg with what was found of it.
func (f *floor) recheck(o queue.OfferID, legs map[string]bool, after *facts) {
	up, exists := legs[legOf(o)]
	l := f.leg(o)
	switch {
	case !exists:
		f.legGone(o, 0, after)
	case l.withdrawn:
		after.then = append(after.then, queue.Command{Do: queue.Withdraw, Call: o.Call, Offer: o})
	case up && !l.answered:
		f.legAnswered(o, after)
	}
	if c := f.calls[o.Call]; l.joined && !l.guest && c.room != talkBridge(o.Call) && c.memo.Held.IsZero() {
		l.joined = false
	}
}

// strangers are legs of our calls that ring or wait without anybody knowing of them: an earlier
// life of this program rang them.
func (f *floor) strangers(legs map[string]bool, after *facts) {
	for _, id := range slices.Sorted(maps.Keys(legs)) {
		if o, ok := offerOfLeg(id); ok && f.leg(o) == nil {
			after.then = append(after.then, queue.Command{Do: queue.Withdraw, Call: o.Call, Offer: o})
		}
	}
}

// astray are calls that are nowhere: no room, no prompt, no talk, and not on their way out.
// They would hear silence.
func (f *floor) astray() (ids []queue.CallID) {
	for id, c := range f.calls {
		if c.room == "" && c.prompt.id == "" && c.ending == "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
