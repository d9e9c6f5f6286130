package queue

import (
	"slices"
	"time"
)

// MaxGuests is how many may be asked into one talk beside its counsellor and the caller.
const MaxGuests = 3

// GuestRing is how long the phone of a guest rings.
const GuestRing = 30 * time.Second

// AgencyTarget stands before the number of an agency of the directory, to tell it from the places of the allow-list.
const AgencyTarget = "agency:"

// guestRing is the same as the core counts. How long their other states may last is the same as for whoever is offered a call.
const guestRing = moment(GuestRing)

// guest is somebody whom the counsellor asked into their talk: a colleague, or a place of the allow-list. Their leg is numbered
// like an offer of the call, so that whatever is told of it maps back.
type guest struct {
	n      uint32
	agent  *agent // nil for a place outside
	target string // the place outside
	state  GuestState
	since  moment // in this state
}

// GuestState is where a guest of a talk is.
type GuestState string

// The states of a guest.
const (
	GuestRinging GuestState = "ringing"
	GuestJoining GuestState = "joining" // answered, not yet in the talk
	GuestIn      GuestState = "in"      // hears all, and is heard by all
	GuestMuted   GuestState = "muted"   // hears all, and is heard by nobody
	GuestHeld    GuestState = "held"    // hears music, alone
)

// Why a guest is not in a talk any more, in the record of it, beside the reasons of a failed offer and who hung up.
const (
	ReasonRemoved  = "removed"   // by the counsellor
	ReasonTalkOver = "talk_over" // the counsellor's talk ended
)

// there says whether a guest answered and is kept in the talk, be it on hold.
func (s GuestState) there() bool { return s == GuestIn || s == GuestMuted || s == GuestHeld }

// until is when a guest's state must be over; zero if it may last.
func (g *guest) until() moment {
	switch {
	case g.state == GuestRinging && g.agent != nil && g.agent.work == Reserved:
		return g.since + reservedLimit
	case g.state == GuestRinging:
		return g.since + guestRing + offerMargin
	case g.state == GuestJoining:
		return g.since + connectingLimit
	case g.state == GuestHeld:
		return g.since + holdLimit
	}
	return 0
}

func (k *call) guest(n uint32) *guest {
	for _, g := range k.guests {
		if g.n == n {
			return g
		}
	}
	return nil
}

// guestOf is the guest's place that an agent has in the call they are with; nil if it is their own talk.
func (a *agent) guestOf() *guest {
	if a.call == nil {
		return nil
	}
	for _, g := range a.call.guests {
		if g.agent == a {
			return g
		}
	}
	return nil
}

// leg names the guest's leg.
func (g *guest) leg(k *call) OfferID { return OfferID{k.id, g.n} }

// aboutGuest adds a record that concerns a guest.
func (c *Core) aboutGuest(k *call, g *guest, kind Kind, reason string) *Record {
	r := c.about(k, kind)
	r.Agent, r.Offer, r.Reason = idOf(g.agent), g.n, reason
	return r
}

// guestTurn puts a guest into another state, and a colleague into the work that goes with it.
func (c *Core) guestTurn(k *call, g *guest, s GuestState) {
	g.state, g.since = s, c.now
	c.guestWork(g)
	c.aboutGuest(k, g, RecGuest, string(s))
	c.arm(k)
}

func (c *Core) guestWork(g *guest) {
	switch {
	case g.agent == nil || g.state == GuestRinging:
	case g.state == GuestJoining:
		c.turn(g.agent, Connecting)
	default:
		c.turn(g.agent, Talking)
	}
}

// letOut forgets a guest whose leg is gone or about to go. A colleague is free again: the talk was not theirs, so there is
// nothing to wrap up, and it is no blame not to have come.
func (c *Core) letOut(k *call, g *guest, reason string) {
	k.guests = slices.DeleteFunc(k.guests, func(x *guest) bool { return x == g })
	c.aboutGuest(k, g, RecGuestOut, reason)
	c.arm(k)
	if a := g.agent; a != nil {
		if g.state != GuestRinging {
			a.idle = c.now
		}
		if reason == string(FailUnreachable) {
			c.distrust(a)
		}
		c.release(a)
	}
}

// tellGuest asks for something to be done about a guest's leg.
func (c *Core) tellGuest(v Verb, k *call, g *guest) *Command {
	cmd := c.tell(v, k)
	cmd.Agent, cmd.Target, cmd.Offer = idOf(g.agent), g.target, g.leg(k)
	return cmd
}

// sendOut ends a guest's leg.
func (c *Core) sendOut(k *call, g *guest, reason string) {
	c.tellGuest(Withdraw, k, g)
	c.letOut(k, g, reason)
}

// sendAllOut ends the legs of all guests: nobody stays when the counsellor's talk ends.
func (c *Core) sendAllOut(k *call) {
	for len(k.guests) > 0 {
		c.sendOut(k, k.guests[0], ReasonTalkOver)
	}
}

// guestDue is the earliest deadline of a call's guests.
func (k *call) guestDue() (at moment) {
	for _, g := range k.guests {
		at = sooner(at, g.until())
	}
	return at
}

// guestsDue sees to guests whose state has lasted too long.
func (c *Core) guestsDue(k *call) {
	for _, g := range slices.Clone(k.guests) {
		switch at := g.until(); {
		case at == 0 || at > c.now:
		case g.state == GuestHeld:
			c.put(k, g, GuestIn)
		case g.state == GuestRinging && (g.agent == nil || g.agent.work == Ringing):
			c.sendOut(k, g, string(FailNoAnswer))
		default:
			c.sendOut(k, g, string(FailUnreachable))
		}
	}
}
