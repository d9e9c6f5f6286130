package queue

import "time"

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

// firstOf is the most senior call of a lane that the agent may take, or another of the free if
// this one has refused it: it goes first all the same. Nobody blocks the one behind.
func (c *Core) firstOf(l *lane, a *agent) *call {
	for n := l.calls.first; n != nil; n = n.next {
		if c.may(a, n.of) || c.agentFor(n.of) != nil {
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

// taker is the free agent who takes the call, if any may.
func (c *Core) taker(k *call) *agent {
	switch {
	case k.state != CallWaiting:
		return nil
	case k.holder != nil && k.holder.free:
		k.why = k.whyFor(k.holder)
		return k.holder
	case k.holder != nil || c.free == 0 || !c.spares(k.lane):
		return nil
	}
	return c.agentFor(k)
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
		if best != nil && k.line.byIdleness() && c.longest[slot] > best.idle {
			continue
		}
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

// byIdleness says whether the line's preference is no more than who has been idle longest.
func (l *line) byIdleness() bool { return l.Prefer == "" || l.Prefer == LongestIdle }

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

// share is the part of their time on duty that a has worked, brought to the denominator it has in
// common with b's: a's work times b's duty, in milliseconds.
func (c *Core) share(a, b *agent) int64 {
	return a.toiled.Milliseconds() * (time.Duration(c.now-b.duty).Milliseconds() + 1)
}
