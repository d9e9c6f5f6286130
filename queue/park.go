package queue

// park keeps a caller whose agent was lost without hanging up, for that same agent to resume.
func (c *Core) park(k *call) {
	a := k.agent
	c.sendAllOut(k)
	k.inRoom = false
	k.parked = c.now + c.rules.resume
	c.recount(k) // the talk was no waiting
	c.tell(Park, k)
	c.enter(k, CallParked)
	c.about(k, RecParked)
	a.idle = c.now
	c.applyNext(a)
	c.turn(a, Idle)
	c.resume(a)
}

// resume rings an agent whose call is parked, as soon as they can be reached, whatever their presence.
func (c *Core) resume(a *agent) {
	k := a.call
	if c.link && k != nil && k.state == CallParked && a.reachable() {
		c.widen(k)
		k.lane, k.why = c.laneOf(k), byResume
		c.ring(k, a)
	}
}

// unpark ends the time for the same agent: the call goes to the head of the queue.
func (c *Core) unpark(k *call) {
	c.letGo(k)
	k.class, k.parked = urgent, 0
	c.await(k)
}

// letGo frees an agent from the call that is parked for them.
func (c *Core) letGo(k *call) {
	a := k.agent
	k.agent = nil
	c.release(a)
}
