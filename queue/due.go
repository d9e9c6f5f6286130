package queue

// expire sees to all deadlines that have passed, in their order.
func (c *Core) expire() {
	for t := c.timers.due(c.now); t != nil; t = c.timers.due(c.now) {
		if t.call != nil {
			c.callDue(t.call)
		} else {
			c.agentDue(t.agent)
		}
	}
}

// arm sets a call's timer to the earliest of its deadlines.
func (c *Core) arm(k *call) { c.timers.set(&k.timer, c.callDeadline(k)) }

func (c *Core) callDeadline(k *call) moment {
	switch k.state {
	case CallGreeting:
		return k.since + greetingLimit
	case CallMenu:
		return k.menuDue()
	case CallWaiting:
		at := sooner(k.stepAt, k.held)
		at = sooner(at, k.sayAt)
		at = sooner(at, c.retryAt(k))
		if k.asked != nil {
			at = sooner(at, k.asked.until)
		}
		if k.line.MaxWaitS > 0 && k.connected == 0 {
			at = sooner(at, k.queued+seconds(k.line.MaxWaitS))
		}
		return at
	case CallOffered:
		return sooner(k.stepAt, k.offerLimit())
	case CallDialling:
		return k.since + dialLimit + offerMargin
	case CallConnecting:
		return k.since + connectingLimit
	case CallTalking:
		at := sooner(k.muteDue(), k.guestDue())
		if k.apart != 0 {
			at = sooner(at, k.apart+holdLimit)
		}
		return at
	case CallParked:
		return k.parked
	case CallLeaving:
		return k.since + leavingLimit
	}
	return 0
}

// callDue sees to a call one of whose deadlines has passed.
func (c *Core) callDue(k *call) {
	switch k.state {
	case CallGreeting:
		c.greeted(k)
	case CallMenu:
		c.unchosen(k)
	case CallWaiting:
		c.waitDue(k)
	case CallOffered:
		if c.now < k.offerLimit() {
			c.widen(k)
			c.arm(k)
			return
		}
		reason := FailUnreachable
		if k.agent.work == Ringing {
			reason = FailNoAnswer
		}
		c.takeBack(k.agent, reason)
	case CallDialling:
		c.dialDue(k)
	case CallConnecting:
		c.takeBack(k.agent, FailUnreachable)
	case CallTalking:
		c.guestsDue(k)
		if k.apart != 0 && c.now >= k.apart+holdLimit {
			c.unpause(k, ReasonHoldLimit)
		}
		if at := k.muteDue(); at != 0 && c.now >= at {
			c.unmute(k, ReasonHoldLimit)
		}
	case CallParked:
		c.unpark(k)
	case CallLeaving:
		c.overstayed(k)
	}
}

// waitDue sees to a waiting call.
func (c *Core) waitDue(k *call) {
	if most := k.line.MaxWaitS; most > 0 && k.connected == 0 && c.now >= k.queued+seconds(most) {
		c.leave(k, k.line.Overflow, ReasonMaxWait)
		return
	}
	if k.held != 0 && k.held <= c.now {
		c.freeHold(k)
	}
	c.rewiden(k)
	if k.state != CallWaiting {
		return
	}
	c.announce(k)
	if len(k.refusals) > 0 {
		c.woken = append(c.woken, k)
	}
	c.arm(k)
}

// armAgent sets an agent's timer to the earliest of their deadlines.
func (c *Core) armAgent(a *agent) {
	at := a.suspect
	switch {
	case a.work == WrappingUp:
		at = sooner(at, a.after.until)
	case a.work == Idle && a.presence == IsReady && a.down != 0:
		at = sooner(at, max(a.down, a.since)+lostLimit)
	}
	c.timers.set(&a.timer, at)
}

// agentDue sees to an agent one of whose deadlines has passed.
func (c *Core) agentDue(a *agent) {
	if a.suspect != 0 && a.suspect <= c.now {
		a.suspect = 0
		c.refresh(a)
		c.resume(a)
		return
	}
	if a.work == WrappingUp {
		c.wrapped(a, "")
		return
	}
	c.setPresence(a, wish{NotReady, ReasonLost, ""})
}
