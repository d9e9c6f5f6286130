package queue

// apply gives a call back to the agent who gave it away: it is parked for them, so they are rung at once whatever they say of
// themselves, and if they do not answer in time it is the first in the queue.
func (e TakenBack) apply(c *Core) {
	k, a := c.calls[e.Call], c.agents[e.Agent]
	if k == nil || a == nil || k.giver != e.Agent || k.state != CallWaiting && k.state != CallOffered || !a.canTakeBack(k) {
		c.stats.Stale++
		return
	}
	if k.state == CallOffered {
		c.withdraw(k)
	}
	c.unqueue(k)
	if a.work == WrappingUp {
		c.wrapped(a, "")
	}
	k.asked, k.holder, k.held, k.giver = nil, nil, 0, ""
	k.agent, a.call, k.parked = a, k, c.now+c.rules.resume
	c.enter(k, CallParked)
	c.about(k, RecParked).Reason = ReasonTakenBack
	c.refresh(a)
	c.resume(a)
}

// canTakeBack says whether an agent has hands free for a call that they gave away.
func (a *agent) canTakeBack(k *call) bool {
	return !a.leaving() && a.call == nil && (a.work == Idle || a.work == WrappingUp && a.after.call == k.id)
}
