package queue

// holdLimit is how long a caller stays on hold at most. Then the talk goes on by itself: nobody is forgotten there.
const holdLimit = moment(600e9)

// talksWith says whether an agent talks with this caller, be it that they are on hold.
func (k *call) talksWith(a AgentID) bool {
	return k != nil && k.state == CallTalking && k.agent.id == a
}

// apply gives the caller music. The agent stays where they are: it is still their talk.
func (e HoldAsked) apply(c *Core) {
	k := c.calls[e.Call]
	if !k.talksWith(e.Agent) || k.apart != 0 {
		c.stats.Stale++
		return
	}
	c.tellLeg(Hold, k)
	c.setApart(k, c.now)
}

// setApart notes since when the caller is on hold.
func (c *Core) setApart(k *call, since moment) {
	k.apart = since
	c.arm(k)
	c.about(k, RecHeld)
}

func (e ResumeAsked) apply(c *Core) {
	k := c.calls[e.Call]
	if !k.talksWith(e.Agent) || k.apart == 0 {
		c.stats.Stale++
		return
	}
	c.unpause(k, "")
}

// apply: the caller could not be put on hold, and hears the talk.
func (e HoldFailed) apply(c *Core) {
	if k := c.calls[e.Call]; k != nil && k.state == CallTalking && k.apart != 0 {
		c.talkOn(k, ReasonHoldFailed)
	}
}

// unpause brings the caller back into the talk.
func (c *Core) unpause(k *call, reason string) {
	c.tellLeg(Resume, k)
	c.talkOn(k, reason)
}

// talkOn notes that the caller is on hold no more.
func (c *Core) talkOn(k *call, reason string) {
	c.account(k)
	c.arm(k)
	c.about(k, RecResumed).Reason = reason
}

// account adds the present hold to the call's holds, and ends it.
func (c *Core) account(k *call) {
	k.onHold, k.apart = k.holds(c.now), 0
}

// left sees to a caller on hold whose agent hangs up: they are not hung up on, but go to the head of the queue.
func (c *Core) left(k *call) {
	c.about(k, RecTransferred).Reason = "hung_up"
	c.refuse(k, k.agent)
	k.giver = k.agent.id
	c.hangUp(k)
	k.inRoom, k.class = true, urgent
	c.tell(Park, k)
	c.await(k)
}

// agree makes a talk what the core knows of it, which what was found in Asterisk may not be yet.
func (c *Core) agree(k *call, v *LiveCall) {
	switch held := !v.Held.IsZero(); {
	case k.apart != 0 && !held:
		c.tellLeg(Hold, k)
	case k.apart == 0 && held:
		c.tellLeg(Resume, k)
	}
	c.agreeGuests(k, v.Guests)
}
