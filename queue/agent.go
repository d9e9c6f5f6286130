package queue

import "time"

// agent is one signed-in person: three machines that are never merged.
type agent struct {
	id      AgentID
	seq     uint64
	role    Role
	skills  map[Skill]Level
	profile *profile // nil once they have left

	// Presence: what they say.

	presence Presence
	reason   string // why not ready
	next     wish   // what is wanted after the work they are in

	// Reachability: what is proven.

	screen, phone bool
	down          moment // since when one of them is missing
	suspect       moment // until when the phone is not trusted, though registered
	failed        int    // times in a row that it could not be rung

	// Work: what they do.

	work   Work
	since  moment // in this work or, when idle, in this presence
	idle   moment // their place among the idle: since when they have had nothing to do
	call   *call  // offered, talked with, or parked for them
	after  last   // the call they wrap up
	began  moment // when its talk began
	duty   moment // since when they have been on duty, for fairness
	toiled time.Duration

	held  list[call]  // calls that wait for them alone
	there bool        // takes calls, now or next
	free  bool        // could be offered a call now
	place node[agent] // among the idle of their profile
	timer timer
}

// last is what remains of a call when only its wrap-up is left.
type last struct {
	call  CallID
	line  *line
	offer uint32
	out   bool   // it was a call out
	until moment // the longest wrap-up; zero is without limit
}

// reachable says whether both of an agent's ends are proven.
func (a *agent) reachable() bool { return a.screen && a.phone && a.suspect == 0 }

// present says whether the agent takes calls, now or after what they do now.
func (a *agent) present() bool {
	p := a.presence
	if a.next.presence != "" {
		p = a.next.presence
	}
	return p == IsReady && a.reachable()
}

// offerable says whether a call may be offered now. A call parked for them comes first.
func (a *agent) offerable() bool {
	return a.work == Idle && a.call == nil && a.next.presence == "" && a.present()
}

// refresh puts the agent among the free, or takes them out, after anything about them has changed.
func (c *Core) refresh(a *agent) {
	c.armAgent(a)
	if p := a.present(); p != a.there {
		a.there, c.peopled = p, true
	}
	switch free := a.offerable(); {
	case free && !a.free:
		c.list(a)
	case !free:
		c.unlist(a)
	}
}

// list puts an agent among the free.
func (c *Core) list(a *agent) {
	a.free = true
	c.free++
	a.place = node[agent]{of: a, at: a.idle, seq: a.seq}
	a.profile.idle.put(&a.place)
	c.idleSince(a.profile)
	c.freed = append(c.freed, a)
}

// unlist takes an agent out of the free.
func (c *Core) unlist(a *agent) {
	if !a.free {
		return
	}
	a.free = false
	c.free--
	a.place.leave()
	c.idleSince(a.profile)
}

// idleSince notes who of a profile has been idle longest.
func (c *Core) idleSince(p *profile) {
	if p.idle.first == nil {
		c.idle.clear(p.slot)
		return
	}
	c.idle.set(p.slot)
	c.longest[p.slot] = p.idle.first.at
}

// turn changes what an agent does. Who was idle and stays so has been idle since then: the time that an agent
// without screen or phone may stay ready does not begin anew when a call is parked for them no longer.
func (c *Core) turn(a *agent, w Work) {
	if a.work != Idle {
		a.toiled += time.Duration(c.now - a.since)
	}
	if a.work != w {
		a.work, a.since = w, c.now
	}
	c.refresh(a)
}

// release makes an agent idle whose offer came to nothing: their place among the idle is untouched, and what
// they wanted next comes true.
func (c *Core) release(a *agent) {
	a.call = nil
	c.applyNext(a)
	c.turn(a, Idle)
	c.depart(a)
}

// enlist makes an agent known.
func (c *Core) enlist(id AgentID) *agent {
	a := &agent{id: id, seq: c.next(), presence: Offline, down: c.now, work: Idle, since: c.now, idle: c.now, duty: c.now}
	a.timer.agent, a.timer.seq = a, a.seq
	c.agents[id] = a
	c.roster = append(c.roster, a)
	return a
}
