package queue

// adopt makes a call known that lived before this core did.
func (c *Core) adopt(v *LiveCall) *call {
	arrived := min(c.moment(v.At), c.now)
	if arrived == 0 {
		arrived = c.now
	}
	k := c.add(v.Call, c.lineOf(v.Line).chosen(v.Choice), v.Caller, arrived)
	k.offer, k.legs, k.queued = v.Offer.N, v.Offer.N, arrived // queued: it is no new call, however full the room
	k.choice = v.Choice
	if k.out = v.Call.whom(v.Out); k.out != "" { // who was called does not wait behind others
		k.class = urgent
	}
	c.about(k, RecAdopted).Caller = v.Caller
	if v.Offer.N != 0 && v.Joined.IsZero() {
		c.do(Command{Do: Withdraw, Call: k.id, Agent: v.Agent, Offer: k.offerID()})
	}
	k.since, k.state = arrived, CallWaiting
	if !v.Danger.IsZero() {
		k.danger = min(c.moment(v.Danger), c.now)
	}
	return k
}

// retake joins core and call in a talk that goes on in Asterisk, if its counsellor is in no other.
func (c *Core) retake(k *call, v *LiveCall) bool {
	a := c.agents[v.Agent]
	if a != nil && a.work == Talking && a.call != k { // somebody else has them: the caller sits in a talk alone
		k.inRoom = true
		c.tell(Wait, k)
		if k.spot.in == nil {
			c.await(k)
		}
		return false
	}
	if a != nil {
		c.setDown(a, k)
	}
	if a = c.agents[v.Agent]; a == nil { // never seen, or gone with what they did
		a = c.enlist(v.Agent)
	}
	c.unqueue(k)
	if k.holder != nil {
		k.holder, k.held = nil, 0
	}
	k.agent, a.call, k.offer = a, k, v.Offer.N
	k.legs = max(k.legs, k.offer)
	joined := min(c.moment(v.Joined), c.now)
	k.waited, k.rang, k.talked = k.totals(max(joined, k.since))
	k.since = c.now
	c.connect(k)
	k.since, a.since = joined, joined
	if k.connected == c.now {
		k.connected = joined
	}
	if !v.Held.IsZero() {
		c.setApart(k, max(joined, min(c.moment(v.Held), c.now)))
	}
	if !v.Muted.IsZero() {
		c.setMuted(k, max(joined, min(c.moment(v.Muted), c.now)))
	}
	return true
}

// setDown frees an agent of an offer, or of a call parked for them, in favour of a talk that goes on. A call that is offered
// while it is parked for them is parked again first, and then let go.
func (c *Core) setDown(a *agent, favoured *call) {
	if a.work == WrappingUp {
		c.wrapped(a, "")
	}
	other := a.call
	if other == nil || other == favoured {
		return
	}
	if other.state != CallParked {
		c.takeBack(a, FailWithdrawn)
	}
	if a.call == other {
		c.unpark(other)
	}
}
