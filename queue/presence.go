package queue

import (
	"maps"
	"slices"
	"time"
)

func (e SignedIn) apply(c *Core) {
	a := c.agents[e.Agent]
	switch {
	case a == nil:
		a = c.enlist(e.Agent)
	case a.leaving() && a.work == Idle && a.call == nil:
		ends := *a
		c.forget(a)
		a = c.enlist(e.Agent)
		a.screen, a.phone, a.down, a.suspect, a.failed = ends.screen, ends.phone, ends.down, ends.suspect, ends.failed
	}
	if !a.leaving() && (a.role != e.Role || !maps.Equal(a.skills, e.Skills)) {
		c.journalSkills(a, e.Skills, "")
	}
	c.reskill(a, e.Role, e.Skills)
	if a.next.presence == Offline {
		a.next = wish{}
	}
	if a.presence == Offline {
		c.setPresence(a, wish{NotReady, ReasonSignedIn, ""})
	}
	c.refresh(a)
}

func (e Reskilled) apply(c *Core) {
	a := c.agents[e.Agent]
	if a == nil || a.leaving() || maps.Equal(a.skills, e.Skills) {
		c.stats.Stale++
		return
	}
	c.journalSkills(a, e.Skills, e.By)
	c.reskill(a, a.role, e.Skills)
	c.refresh(a)
}

// journalSkills records that a signed-in agent has other skills from now on.
func (c *Core) journalSkills(a *agent, skills map[Skill]Level, by AgentID) {
	r := c.record(RecReskilled)
	r.Agent, r.Actor, r.Skills = a.id, by, maps.Clone(skills)
}

// reskill gives an agent a new profile. The calls that waited for them alone wait for anybody: they may
// be beyond them now.
func (c *Core) reskill(a *agent, role Role, skills map[Skill]Level) {
	c.unlist(a)
	was := a.profile
	a.role, a.skills = role, maps.Clone(skills)
	a.profile = c.profile(role, skills, -1)
	c.count(a.profile, +1)
	if was != nil {
		c.count(was, -1)
	}
	c.unhold(a)
}

func (e SignedOut) apply(c *Core) {
	a := c.agents[e.Agent]
	if a == nil || a.leaving() {
		return
	}
	c.unlist(a)
	c.count(a.profile, -1)
	a.profile = nil
	c.unhold(a)
	switch a.work {
	case Dialling, Connecting, Talking:
		a.next = wish{presence: Offline}
		c.refresh(a)
		return
	case Reserved, Ringing:
		a.next = wish{presence: Offline}
		c.takeBack(a, FailWithdrawn)
	case WrappingUp:
		c.wrapped(a, "")
	}
	a.next = wish{}
	c.setPresence(a, wish{presence: Offline})
	if a.call != nil {
		c.unpark(a.call)
	}
	c.depart(a)
}

// leaving says whether an agent has signed out, be it only after what they do now.
func (a *agent) leaving() bool { return a.profile == nil }

// depart forgets an agent who left and has nothing more to do, once both their ends are gone too:
// a phone that stays registered is not reported again when its owner comes back.
func (c *Core) depart(a *agent) {
	if a.presence == Offline && a.work == Idle && a.call == nil && !a.screen && !a.phone {
		c.forget(a)
	}
}

func (c *Core) forget(a *agent) {
	c.timers.set(&a.timer, 0)
	delete(c.agents, a.id)
	c.roster = slices.DeleteFunc(c.roster, func(b *agent) bool { return a == b })
}

func (e Ready) apply(c *Core)  { c.want(e.Agent, wish{IsReady, "", e.By}) }
func (e Paused) apply(c *Core) { c.want(e.Agent, wish{NotReady, e.Reason, e.By}) }

// wish is a presence that somebody wants for an agent: they themselves, or a supervisor for them.
type wish struct {
	presence Presence
	reason   string
	by       AgentID
}

// want applies what a person says of themselves: at once when they are idle, after the work they
// are in otherwise. To pause while a phone rings is to decline.
func (c *Core) want(id AgentID, w wish) {
	a := c.agents[id]
	if a == nil || a.leaving() {
		return
	}
	switch a.work {
	case Reserved, Ringing:
		if w.presence != IsReady {
			c.takeBack(a, FailDeclined)
			c.setPresence(a, w)
		} else if a.presence != IsReady { // rung whatever they said of themselves
			a.next = w
			c.refresh(a)
		}
	case Idle:
		c.setPresence(a, w)
	default:
		a.next = w
		if w.presence == a.presence && w.reason == a.reason {
			a.next = wish{}
		}
		c.refresh(a)
	}
}

// takeBack ends an offer that the agent's own act, or the loss of them, has ended.
func (c *Core) takeBack(a *agent, reason FailReason) {
	k := a.call
	if g := a.guestOf(); g != nil {
		c.sendOut(k, g, string(reason))
		return
	}
	c.tellLeg(Withdraw, k)
	c.fail(k, reason)
}

// applyNext makes true what the agent wanted next.
func (c *Core) applyNext(a *agent) {
	w := a.next
	a.next = wish{}
	switch {
	case a.leaving():
		c.setPresence(a, wish{presence: Offline})
	case w.presence != "":
		c.setPresence(a, w)
	}
}

// setPresence changes what an agent says of themselves.
func (c *Core) setPresence(a *agent, w wish) {
	if a.presence == w.presence && a.reason == w.reason {
		return
	}
	a.presence, a.reason = w.presence, w.reason
	if a.work == Idle {
		a.since = c.now
	}
	if w.presence == IsReady {
		a.idle = c.now
	}
	r := c.record(RecPresence)
	r.Agent, r.Reason, r.Pause, r.Actor = a.id, string(w.presence), w.reason, w.by
	c.refresh(a)
}

// lasted is how long the agent has been in their work.
func (c *Core) lasted(a *agent) time.Duration { return time.Duration(c.now - a.since) }

// unhold lets the calls that wait for this agent alone wait for anybody.
func (c *Core) unhold(a *agent) {
	for a.held.first != nil {
		c.freeHold(a.held.first.of)
	}
}

func (c *Core) freeHold(k *call) {
	c.unqueue(k)
	k.holder, k.held = nil, 0
	c.lapse(k)
	c.widen(k)
	if k.state == CallWaiting {
		c.enqueue(k)
	}
}
