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
	if k.out = e.Call.whom(e.Out); k.out != "" { // they answered us, and do not wait behind others
		k.queued, k.class = c.now, urgent
	}
	c.about(k, RecArrived).Caller = e.Caller
	if k.back = e.Back || k.out != ""; e.Choice != "" {
		c.setChoice(k, e.Choice)
	}
	if !k.line.open(c.at) {
		c.leave(k, k.line.Closed, ReasonClosed)
		return
	}
	greeting := k.line.Greeting
	if k.out != "" { // they did not call us
		greeting = ""
	}
	c.tell(Greet, k).Prompt = greeting
	c.enter(k, CallGreeting)
	if greeting == "" {
		c.greeted(k)
	}
}

func (e GreetingEnded) apply(c *Core) {
	if k := c.calls[e.Call]; k != nil && k.state == CallGreeting {
		c.greeted(k)
	}
}

// lineOf finds a line, or makes it one.
func (c *Core) lineOf(id LineID) *line {
	l := c.rules.lineFor(id)
	if l.lanes == nil {
		c.addLanes(l)
		c.sortLanes()
	}
	return l
}
