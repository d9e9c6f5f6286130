package queue

import "slices"

// settle matches whatever this step has stirred up: first each agent who became free takes the
// call that comes first, then each call that became takeable takes the agent who comes first. All
// others were matched as well as can be before, so nothing else needs a look.
func (c *Core) settle() {
	if c.peopled {
		c.peopled = false
		c.widenAll()
		c.reconsider()
	}
	if c.link {
		slices.SortFunc(c.freed, func(a, b *agent) int { return order(a.place.before(&b.place)) })
		slices.SortFunc(c.woken, func(a, b *call) int { return order(a.ahead(b)) })
		for _, a := range c.freed {
			c.serve(a)
		}
		for _, k := range c.woken {
			c.seek(k)
		}
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

// serve gives a free agent the call that comes first among those they may take. Where agents are
// kept in reserve the call may choose another of the free, so that the reserve is not always the same person.
func (c *Core) serve(a *agent) {
	for a.free {
		k := c.callFor(a)
		if k == nil {
			return
		}
		chosen := a
		k.why = k.whyFor(a)
		if k.lane.keep > 0 && k.holder == nil {
			chosen = c.agentFor(k)
		}
		c.ring(k, chosen)
	}
}

// whyFor names the rule by which the call goes to an agent who has no rival for it.
func (k *call) whyFor(a *agent) how {
	switch {
	case k.holder != a:
		return how(k.line.Prefer)
	case k.asked != nil:
		return byTransfer
	}
	return byContinuity
}

// callFor finds the call that a free agent takes: the most urgent, then the longest waiting.
func (c *Core) callFor(a *agent) *call {
	var best *call
	for n := a.held.first; n != nil; n = n.next {
		if best == nil || n.of.ahead(best) {
			best = n.of
		}
	}
	for i := range both(a.profile.lanes, c.busy) {
		l := c.lanes[i]
		if best != nil && best.class > l.class {
			break
		}
		k := c.firstOf(l, a)
		if k != nil && (best == nil || k.ahead(best)) && c.spares(l) {
			best = k
		}
	}
	return best
}

// firstOf is the most senior call of a lane that the agent may take. Nobody blocks the one behind.
func (c *Core) firstOf(l *lane, a *agent) *call {
	for n := l.calls.first; n != nil; n = n.next {
		if c.may(a, n.of) {
			return n.of
		}
	}
	return nil
}

// spares says whether enough agents are free for a call of this lane to take one.
func (c *Core) spares(l *lane) bool {
	if l.keep == 0 {
		return true
	}
	n := 0
	for slot := range both(l.profiles, c.idle) {
		if n += c.profiles[slot].idle.len; n > l.keep {
			return true
		}
	}
	return false
}

// seek gives a waiting call the free agent who comes first among those who may take it.
func (c *Core) seek(k *call) {
	if k.state != CallWaiting {
		return
	}
	if k.holder != nil {
		if k.holder.free {
			k.why = k.whyFor(k.holder)
			c.ring(k, k.holder)
		}
		return
	}
	if c.free > 0 && c.spares(k.lane) {
		if a := c.agentFor(k); a != nil {
			c.ring(k, a)
			return
		}
	}
	if k.fresh && c.full(k.line) {
		c.leave(k, k.line.Overflow, ReasonFull)
	}
	k.fresh = false
}

// full says whether more calls wait than may.
func (c *Core) full(l *line) bool {
	all, own := c.rules.policy.WaitingRoom, l.WaitingRoom
	return all != nil && c.waiting > *all || own != nil && l.waiting > *own
}

// agentFor finds the free agent whom a call takes: the counsellor it last spoke with, if the line
// asks for that, then by the line's preference, then the longest idle.
func (c *Core) agentFor(k *call) *agent {
	if a := c.counsellor(k); a != nil && a.free && c.may(a, k) && k.lane.profiles.has(a.profile.slot) {
		k.why = byContinuity
		return a
	}
	k.why = how(k.line.Prefer)
	var best *agent
	for slot := range both(k.lane.profiles, c.idle) {
		for n := c.profiles[slot].idle.first; n != nil; n = n.next {
			if !c.may(n.of, k) {
				continue
			}
			if best == nil || c.prefers(k, n.of, best) {
				best = n.of
			}
			if k.line.Prefer != LeastBusy {
				break
			}
		}
	}
	return best
}

// prefers says whether a comes before b for this call.
func (c *Core) prefers(k *call, a, b *agent) bool {
	switch k.line.Prefer {
	case ClosestLevel:
		if x, y := k.lane.ask.excess(a.profile), k.lane.ask.excess(b.profile); x != y {
			return x < y
		}
	case LeastBusy:
		if x, y := c.share(a, b), c.share(b, a); x != y {
			return x < y
		}
	}
	return a.place.before(&b.place)
}

// share compares what part of their time on duty a has worked with b's: the part's numerator over
// the common denominator, in milliseconds.
func (c *Core) share(a, b *agent) int64 {
	const ms = 1_000_000
	return a.toiled.Milliseconds() * (int64(c.now-b.duty)/ms + 1)
}
