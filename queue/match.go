package queue

import "slices"

// settle matches whatever this step has stirred up: agents who became free and calls that became
// takeable. All others were matched as well as can be before, so nothing else needs a look. Among
// what can be matched the first call goes first, whichever side stirred it up.
func (c *Core) settle() {
	if c.peopled {
		c.peopled = false
		c.unholdAll()
		c.widenAll()
		c.reconsider()
	}
	if c.link {
		if len(c.woken) > 1 {
			slices.SortFunc(c.woken, func(a, b *call) int { return order(a.ahead(b)) })
		}
		for i := 0; c.matchNext(&i); {
		}
	}
	for _, k := range c.woken {
		c.settled(k)
	}
	clear(c.freed)
	clear(c.woken)
	c.freed, c.woken = c.freed[:0], c.woken[:0]
}

func order(before bool) int {
	if before {
		return -1
	}
	return 1
}

// matchNext makes the match that comes first, if there is any. Before i all woken calls have
// failed to find somebody; as agents are only taken meanwhile, they need not try again.
func (c *Core) matchNext(i *int) bool {
	var k *call
	var to *agent
	for ; *i < len(c.woken); *i++ {
		k = c.woken[*i]
		if to = c.taker(k); to != nil {
			break
		}
	}
	for _, a := range c.freed {
		if !a.free {
			continue
		}
		if other := c.callFor(a); other != nil && (to == nil || other.ahead(k)) {
			k, to = other, c.chosen(other, a)
		}
	}
	if to == nil {
		return false
	}
	c.ring(k, to)
	return true
}

// chosen is the agent for a call that a free agent has found. Where agents are kept in reserve the
// call may take another of the free, so that the reserve is not always the same person.
func (c *Core) chosen(k *call, a *agent) *agent {
	if k.holder == nil && (k.lane.keep > 0 || !c.may(a, k)) {
		return c.agentFor(k)
	}
	k.why = k.whyFor(a)
	return a
}

// settled sees to a call for which everything was tried: a new one that found nobody and no room
// to wait either is turned away. Whoever came while nothing could be offered is not.
func (c *Core) settled(k *call) {
	if k.fresh && k.state == CallWaiting && c.link && c.full(k.line) {
		c.leave(k, k.line.Overflow, ReasonFull)
	}
	k.fresh = false
}

// full says whether more calls wait than may.
func (c *Core) full(l *line) bool {
	all, own := c.rules.policy.WaitingRoom, l.WaitingRoom
	return all != nil && c.waiting > *all || own != nil && l.root.waiting > *own
}
