package queue

import "time"

// Deadlines of the states that pass. Asterisk, the phones and the screens normally report sooner.
const (
	offerMargin     = moment(3e9)   // over the ring time that Asterisk was given
	reservedLimit   = moment(8e9)   // a phone that does not ring by then cannot be reached
	connectingLimit = moment(10e9)  // from answered to both in the bridge
	suspectLimit    = moment(15e9)  // an unreachable phone is not tried again before, unless it comes back
	lostLimit       = moment(30e9)  // a ready agent without screen or phone stays ready
	arrivalGrace    = moment(15e9)  // after a start people sign in again before a call is diverted for want of them
	greetingLimit   = moment(120e9) // a greeting that does not end
	leavingLimit    = moment(120e9) // a caller who was sent away and does not go
)

// failedMost is how many times in a row a registered phone may fail to ring before its owner is not
// ready any more.
const failedMost = 3

// offerLimit is until when the offer of a call holds.
func (k *call) offerLimit() moment {
	if k.agent.work == Reserved {
		return k.since + min(reservedLimit, k.line.offer+offerMargin)
	}
	return k.since + k.line.offer + offerMargin
}

// ring offers a call to a free agent: both are reserved by this, at once.
func (c *Core) ring(k *call, a *agent) {
	c.stats.Decisions++
	why := c.explain(k, a)
	c.unqueue(k)
	k.number()
	k.agent, a.call, k.holder, k.held = a, k, nil, 0
	c.turn(a, Reserved)
	c.enter(k, CallOffered)
	cmd := c.tellLeg(Ring, k)
	cmd.Limit = time.Duration(k.line.offer)
	if k.unreached() {
		cmd.Line = k.line.ID
	}
	c.about(k, RecOffered).Why = why
}

func (e OfferRinging) apply(c *Core) {
	k, g, live := c.leg(e.Offer)
	switch {
	case g != nil:
		c.guestRings(k, g)
	case live && k.state == CallOffered && k.agent.work == Reserved:
		c.turn(k.agent, Ringing)
		c.arm(k)
		c.about(k, RecRinging)
	}
}

func (e OfferAnswered) apply(c *Core) {
	k, g, live := c.leg(e.Offer)
	switch {
	case g != nil:
		c.guestAnswers(k, g)
	case !live:
		c.withdrawStale(e.Offer)
	case k.unreached():
		if k.state == CallOffered {
			c.dial(k)
		}
	case k.state == CallOffered:
		c.answer(k)
		c.tellLeg(Join, k)
	}
}

// withdrawStale ends a leg that came up for what is over already.
func (c *Core) withdrawStale(o OfferID) { c.do(Command{Do: Withdraw, Call: o.Call, Offer: o}) }

func (c *Core) answer(k *call) {
	k.inRoom, k.giver = false, ""
	c.enter(k, CallConnecting)
	k.agent.failed = 0
	c.turn(k.agent, Connecting)
	c.about(k, RecAnswered)
}

func (e Joined) apply(c *Core) {
	k, g, live := c.leg(e.Offer)
	switch {
	case g != nil:
		c.guestJoins(k, g)
	case !live:
		c.withdrawStale(e.Offer)
	case k.unreached(): // nobody is there to be joined with
	case k.state == CallOffered:
		c.answer(k)
		c.connect(k)
	case k.state == CallConnecting:
		c.connect(k)
	}
}

// connect begins the talk.
func (c *Core) connect(k *call) {
	k.inRoom, k.giver = false, ""
	c.enter(k, CallTalking)
	c.turn(k.agent, Talking)
	k.agent.began = c.now
	k.class, k.asked, k.parked, k.talker = k.line.Priority, nil, 0, k.agent.id
	c.forgive(k)
	if k.connected == 0 {
		k.connected = c.now
	}
	c.remember(k)
	c.about(k, RecConnected)
}

func (e OfferFailed) apply(c *Core) {
	k, g, live := c.leg(e.Offer)
	switch {
	case g != nil:
		c.letOut(k, g, string(e.Reason))
	case live && (k.state == CallOffered || k.state == CallDialling || k.state == CallConnecting):
		c.fail(k, e.Reason)
	}
}

// fail ends an offer without a talk. The call keeps its seniority; a missed offer sets the agent
// away, an unreachable phone is no blame.
func (c *Core) fail(k *call, reason FailReason) {
	if k.unreached() {
		c.giveUp(k, reason)
		return
	}
	a := k.agent
	kind := RecFailed
	switch reason {
	case FailDeclined:
		kind = RecDeclined
	case FailNoAnswer:
		kind = RecMissed
	case FailUnreachable:
		c.distrust(a)
	}
	c.about(k, kind).Reason = string(reason)
	if k.parked > c.now && kind == RecFailed {
		if k.state == CallConnecting { // the caller may be in the talk's room already, alone
			c.tell(Park, k)
		}
		c.enter(k, CallParked)
		c.applyNext(a)
		c.turn(a, Idle)
		return
	}
	c.putBack(k)
	if reason == FailNoAnswer {
		c.setPresence(a, wish{NotReady, ReasonMissed, ""})
	}
	if a.failed >= failedMost {
		a.failed = 0
		c.setPresence(a, wish{NotReady, ReasonLost, ""})
	}
	c.release(a)
}

// distrust notes that an agent's phone could not be rung though it is registered.
func (c *Core) distrust(a *agent) {
	if a.down == 0 {
		a.failed++
		a.suspect = c.now + suspectLimit
	}
}

// putBack returns an offered call to where it waited before.
func (c *Core) putBack(k *call) {
	a := k.agent
	k.agent = nil
	c.refuse(k, a)
	if k.asked != nil && k.asked.ask == nil {
		k.asked = nil // the person it was given to did not take it
	}
	if k.parked != 0 || k.out != "" { // whom we called does not wait behind others
		k.class, k.parked = urgent, 0
	}
	c.await(k)
}

// withdraw takes an offer back from an agent because the call is gone or goes elsewhere.
func (c *Core) withdraw(k *call) {
	a := k.agent
	c.tellLeg(Withdraw, k)
	c.about(k, RecWithdrawn)
	k.agent = nil
	c.release(a)
}
