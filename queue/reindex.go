package queue

import "reflect"

// apply brings new rules into force. No waiting call loses its place; one whose line has other
// needs now takes its steps anew.
func (e PolicyChanged) apply(c *Core) {
	if e.Policy == nil || e.Policy.Check() != nil {
		c.record(RecPolicy).Reason = "refused"
		return
	}
	c.rules = newRules(e.Policy)
	for n := c.floor.first; n != nil; n = n.next {
		c.rebind(n.of)
	}
	for _, a := range c.roster {
		if a.after.line != nil {
			a.after.line = c.rules.lineFor(a.after.line.ID)
		}
	}
	c.reindex(nil)
	c.record(RecPolicy).Reason = "changed"
	for n := c.floor.first; n != nil; {
		k := n.of
		n = n.next
		switch k.state {
		case CallWaiting:
			c.rewiden(k)
			c.unsuit(k)
		case CallOffered:
			c.widen(k)
			c.arm(k)
		case CallMenu:
			if k.line.Menu == nil {
				c.await(k)
			}
		}
	}
	c.peopled = true
	c.stir()
}

// unsuit ends a wait for the last counsellor alone whom the new rules do not let take the call. Whom somebody
// chose for it may have it all the same.
func (c *Core) unsuit(k *call) {
	if k.state == CallWaiting && k.holder != nil && k.asked == nil && !k.lane.profiles.has(k.holder.profile.slot) {
		c.freeHold(k)
	}
}

// rebind puts a call under the rules of its line, which are new, or others for what its caller chose.
func (c *Core) rebind(k *call) {
	was := k.line
	k.line = c.rules.lineFor(was.ID).chosen(k.choice)
	if !reflect.DeepEqual(was.Steps, k.line.Steps) {
		k.step = 0
	}
	if k.class == was.Priority {
		k.class = k.line.Priority
	}
	if k.asked != nil && k.asked.ask != nil {
		k.asked = nil // asked by the old rules' skills
	}
	c.schedule(k)
}

// reindex makes anew all that can be worked out from the rules, the calls and the agents. Slots
// says which agent's profile goes where, if that matters.
func (c *Core) reindex(slots []int) {
	c.timers = timers{}
	c.lanes, c.profiles, c.byKey, c.idle, c.longest = nil, nil, map[string]*profile{}, nil, nil
	c.waiting, c.signed, c.free, c.refused = 0, 0, 0, 0
	for _, l := range c.rules.order {
		l.waiting = 0
		l.bare()
		c.addLanes(l)
	}
	c.sortLanes()
	for i, a := range c.roster {
		a.free, a.held, a.place = false, list[call]{}, node[agent]{}
		a.timer.at = 0
		if !a.leaving() {
			slot := -1
			if slots != nil {
				slot = slots[i]
			}
			a.profile = c.profile(a.role, a.skills, slot)
			c.count(a.profile, +1)
		}
		c.refresh(a)
	}
	for n := c.floor.first; n != nil; n = n.next {
		c.reindexCall(n.of)
	}
	clear(c.freed)
	clear(c.woken)
	c.freed, c.woken, c.peopled = c.freed[:0], c.woken[:0], false
}

// bare takes the lanes off a line.
func (l *line) bare() {
	l.lanes, l.urgent = nil, nil
	for _, v := range l.variants {
		v.bare()
	}
}

func (c *Core) reindexCall(k *call) {
	k.timer.at = 0
	if k.holder != nil && k.holder.leaving() {
		k.holder, k.held = nil, 0
	}
	k.spot = node[call]{of: k, at: k.arrived, seq: k.seq}
	if len(k.refusals) > 0 {
		c.refused++
	}
	if k.state == CallWaiting {
		c.schedule(k)
		c.enqueue(k)
	} else {
		c.arm(k)
	}
}
