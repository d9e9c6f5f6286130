package queue

// hangUp ends the talk for the agent: the work after the call begins.
func (c *Core) hangUp(k *call) {
	a := k.agent
	c.sendAllOut(k)
	a.call = nil
	a.after = last{call: k.id, line: k.line, offer: k.offer, out: k.out != ""}
	if k.line.WrapUpS > 0 {
		a.after.until = c.now + seconds(k.line.WrapUpS)
	}
	c.turn(a, WrappingUp)
	c.about(k, RecWrapUp)
	k.agent = nil
	if k.line.NoWrapUp || a.leaving() {
		c.wrapped(a, "")
	}
}

func (e WrapUpDone) apply(c *Core) {
	if a := c.agents[e.Agent]; a != nil && a.work == WrappingUp {
		c.wrapped(a, e.By)
	}
}

// wrapped ends the wrap-up; by is the supervisor who ended it, if one did.
func (c *Core) wrapped(a *agent, by AgentID) {
	r := c.record(RecWrapUpDone)
	r.Call, r.Line, r.Offer, r.Agent, r.Outgoing = a.after.call, a.after.line.ID, a.after.offer, a.id, a.after.out
	r.Wrapped, r.Actor = c.lasted(a), by
	c.finish(a)
}

// finish makes an agent idle, and what they wanted next comes true.
func (c *Core) finish(a *agent) {
	if a.after.line != nil && !a.after.out {
		a.after.line.pace.note(c.now - a.began)
	}
	a.after = last{}
	a.idle = c.now
	c.applyNext(a)
	c.turn(a, Idle)
	c.depart(a)
}
