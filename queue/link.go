package queue

func (LinkDown) apply(c *Core) {
	if c.link {
		c.link = false
		c.record(RecLink).Reason = "down"
	}
}

// apply reconciles what the core knows with what Asterisk says, which is the truth about calls.
func (e LinkUp) apply(c *Core) {
	if !c.link {
		c.link, c.linked = true, c.now
		c.record(RecLink).Reason = "up"
	}
	found := make(map[CallID]bool, len(e.Live))
	for i := range e.Live {
		found[e.Live[i].Call] = true
	}
	for n := c.floor.first; n != nil; {
		k := n.of
		n = n.next
		if !found[k.id] {
			c.end(k, ByLost)
		}
	}
	c.conclude(found)
	for i := range e.Live {
		c.reconcile(&e.Live[i])
	}
	c.stir()
}

// reconcile makes one live call what Asterisk says it is.
func (c *Core) reconcile(v *LiveCall) {
	talks := !v.Joined.IsZero() && v.Agent != ""
	k := c.calls[v.Call]
	known := k != nil
	if !known {
		k = c.adopt(v)
	}
	switch {
	case !known && !talks:
		c.await(k)
	case k.state == CallTalking && !talks:
		c.park(k)
	case k.state != CallTalking && k.state != CallLeaving && talks && (k.agent == nil || k.offer == v.Offer.N && k.agent.id == v.Agent):
		c.retake(k, v)
	case k.state == CallTalking:
		c.agree(k, v)
	default:
		c.repeat(k)
	}
}

// adopt makes a call known that lived before this core did.
func (c *Core) adopt(v *LiveCall) *call {
	arrived := min(c.moment(v.At), c.now)
	if arrived == 0 {
		arrived = c.now
	}
	k := c.add(v.Call, c.lineOf(v.Line), v.Caller, arrived)
	k.offer, k.legs, k.queued = v.Offer.N, v.Offer.N, arrived // queued: it is no new call, however full the room
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

// retake joins core and call in a talk that goes on in Asterisk.
func (c *Core) retake(k *call, v *LiveCall) {
	a := c.agents[v.Agent]
	if a != nil && a.work == Talking && a.call != k { // somebody else has them: the caller sits in a talk alone
		k.inRoom = true
		c.tell(Wait, k)
		if k.spot.in == nil {
			c.await(k)
		}
		return
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
	c.adoptGuests(k, v.Guests)
}

// setDown frees an agent of an offer, or of a call parked for them, in favour of a talk that goes on.
func (c *Core) setDown(a *agent, favoured *call) {
	switch {
	case a.work == WrappingUp:
		c.wrapped(a, "")
	case a.call == nil || a.call == favoured:
	case a.call.state == CallParked:
		c.unpark(a.call)
	default:
		c.takeBack(a, FailWithdrawn)
	}
}

// repeat asks again for what may not have been heard while the link was down.
func (c *Core) repeat(k *call) {
	switch k.state {
	case CallGreeting:
		c.await(k)
	case CallWaiting:
		c.tell(Wait, k)
	case CallConnecting:
		c.tellLeg(Join, k)
	case CallParked:
		c.tell(Park, k)
	case CallLeaving:
		c.do(k.farewell())
	}
}

// stir wakes all waiting calls: any of them may be taken now.
func (c *Core) stir() {
	for n := c.floor.first; n != nil; n = n.next {
		if n.of.state == CallWaiting {
			c.woken = append(c.woken, n.of)
		}
	}
	for _, a := range c.roster {
		c.resume(a)
	}
	c.freed = c.freed[:0]
}
