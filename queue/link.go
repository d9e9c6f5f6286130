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
	c.reconcileAll(e.Live)
	c.stir()
}

// reconcileAll makes the live calls what Asterisk says they are: first who has which talk, then who is a guest in one, for
// nobody is taken from their own talk to be a guest, in whatever order the calls are told.
func (c *Core) reconcileAll(live []LiveCall) {
	var retaken []*LiveCall
	for i := range live {
		v := &live[i]
		if c.reconcile(v) {
			retaken = append(retaken, v)
		}
		c.agreeMuted(c.calls[v.Call], v)
	}
	for _, v := range retaken {
		if k := c.calls[v.Call]; k.state == CallTalking {
			c.adoptGuests(k, v.Guests)
		}
	}
}

// reconcile makes one live call what Asterisk says it is, its guests apart when it says that it retook a talk.
func (c *Core) reconcile(v *LiveCall) (retook bool) {
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
		return c.retake(k, v)
	case k.state == CallTalking:
		c.agree(k, v)
	default:
		c.repeat(k)
	}
	return false
}

// repeat asks again for what may not have been heard while the link was down.
func (c *Core) repeat(k *call) {
	switch k.state {
	case CallGreeting, CallMenu: // what was said or pressed meanwhile nobody heard
		c.await(k)
	case CallWaiting:
		c.tell(Wait, k)
	case CallDialling: // who is found has answered
		c.reached(k)
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
