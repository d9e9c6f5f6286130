package queue

func (e CallArrived) apply(c *Core) {
	if c.calls[e.Call] != nil {
		c.stats.Stale++
		return
	}
	arrived := min(c.moment(e.At), c.now)
	if arrived == 0 {
		arrived = c.now
	}
	k := c.add(e.Call, c.lineOf(e.Line), e.Caller, arrived)
	c.about(k, RecArrived).Caller = e.Caller
	if !k.line.open(c.time(c.now)) {
		c.leave(k, k.line.Closed, ReasonClosed)
		return
	}
	c.do(Command{Do: Greet, Call: k.id, Prompt: k.line.Greeting})
	if k.line.Greeting == "" {
		c.await(k)
		return
	}
	c.enter(k, CallGreeting)
}

func (e GreetingEnded) apply(c *Core) {
	if k := c.calls[e.Call]; k != nil && k.state == CallGreeting {
		c.await(k)
	}
}

// lineOf finds a line. A number that the policy does not know is answered by anybody, for a caller
// must never meet a dead line.
func (c *Core) lineOf(id LineID) *line {
	if l := c.rules.lines[id]; l != nil {
		return l
	}
	l := c.rules.add(&Line{ID: id})
	c.addLanes(l)
	c.sortLanes()
	return l
}
