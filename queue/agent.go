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

	presence   Presence
	reason     string // why not ready
	next       Presence
	nextReason string

	// Reachability: what is proven.

	screen, phone bool
	down          moment // since when one of them is missing
	suspect       moment // until when the phone is not trusted, though registered

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
	until moment // the longest wrap-up; zero is without limit
}

// reachable says whether both of an agent's ends are proven.
func (a *agent) reachable() bool { return a.screen && a.phone && a.suspect == 0 }

// present says whether the agent takes calls, now or after what they do now.
func (a *agent) present() bool {
	p := a.presence
	if a.next != "" {
		p = a.next
	}
	return p == IsReady && a.reachable()
}

// offerable says whether a call may be offered now. A call parked for them comes first.
func (a *agent) offerable() bool {
	return a.work == Idle && a.call == nil && a.next == "" && a.present()
}

// refresh puts the agent among the free, or takes them out, after anything about them has changed.
func (c *Core) refresh(a *agent) {
	c.armAgent(a)
	if p := a.present(); p != a.there {
		a.there, c.peopled = p, true
	}
	free := a.offerable()
	switch {
	case free && !a.free:
		a.place.at, a.place.seq, a.place.of = a.idle, a.seq, a
		a.profile.idle.put(&a.place)
		c.idle.set(a.profile.slot)
		c.free++
		c.freed = append(c.freed, a)
	case !free && a.free:
		a.place.leave()
		if a.profile.idle.len == 0 {
			c.idle.clear(a.profile.slot)
		}
		c.free--
	}
	a.free = free
}

// turn changes what an agent does.
func (c *Core) turn(a *agent, w Work) {
	if a.work != Idle {
		a.toiled += time.Duration(c.now - a.since)
	}
	a.work, a.since = w, c.now
	c.refresh(a)
}

// release makes an agent idle whose offer came to nothing: their place among the idle is untouched.
func (c *Core) release(a *agent) {
	a.call = nil
	c.turn(a, Idle)
	c.depart(a)
}

// enlist makes an agent known.
func (c *Core) enlist(id AgentID) *agent {
	a := &agent{id: id, seq: c.next(), presence: Offline, work: Idle, since: c.now, idle: c.now, duty: c.now}
	a.timer.agent, a.timer.seq = a, a.seq
	c.agents[id] = a
	c.roster = append(c.roster, a)
	return a
}
