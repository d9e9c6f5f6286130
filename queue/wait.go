package queue

import (
	"slices"
	"strconv"
)

// await lets a call wait: for the first time, or again at its old seniority.
func (c *Core) await(k *call) {
	first := k.queued == 0
	c.recount(k)
	if first {
		k.fresh, k.said = true, c.now-1
	} else {
		k.said = c.now
	}
	c.schedule(k)
	if !k.inRoom {
		k.inRoom = true
		c.tell(Wait, k)
	}
	c.enter(k, CallWaiting)
	c.about(k, RecWaiting)
	c.widen(k)
	if k.state != CallWaiting {
		return
	}
	if first {
		c.hold(k)
	}
	c.enqueue(k)
}

// recount sets since when a call would have waited, had it done nothing else.
func (c *Core) recount(k *call) {
	waited, _, _ := k.totals(c.now)
	k.queued = c.now - moment(waited)
}

// enqueue gives a waiting call its place.
func (c *Core) enqueue(k *call) {
	k.lane = c.laneOf(k)
	if k.holder != nil {
		k.holder.held.put(&k.spot)
	} else {
		k.lane.calls.put(&k.spot)
		c.busy.set(k.lane.index)
	}
	c.waiting++
	k.line.root.waiting++
	c.woken = append(c.woken, k)
	c.arm(k)
}

// laneOf is the lane in which the call belongs now.
func (c *Core) laneOf(k *call) *lane {
	switch {
	case k.asked != nil && k.asked.ask != nil:
		return c.laneFor(k.line, k.step, k.asked.ask, k.class)
	case k.class == urgent:
		return k.line.urgent[k.step]
	case k.class != k.line.Priority:
		return c.laneFor(k.line, k.step, k.line.asks[k.step], k.class)
	}
	return k.line.lanes[k.step]
}

// unqueue takes a call out of its place, if it has one.
func (c *Core) unqueue(k *call) {
	if k.spot.in == nil {
		return
	}
	k.spot.leave()
	if k.lane.calls.len == 0 {
		c.busy.clear(k.lane.index)
	}
	c.waiting--
	k.line.root.waiting--
}

// move gives a waiting call a new place, after its needs or its holder have changed.
func (c *Core) move(k *call) {
	c.unqueue(k)
	c.enqueue(k)
}

// widen takes the steps that are due, by time or because nobody signed in could meet those before.
func (c *Core) widen(k *call) {
	if k.unreached() {
		return
	}
	steps := k.line.Steps
	for next := k.step + 1; next < len(steps); next++ {
		s := steps[next]
		due := c.now >= k.queued+seconds(s.AfterS)
		early := !s.OnTime && k.line.lanes[k.step].able == 0 && (s.Divert == "" || c.now >= c.linked+arrivalGrace)
		if !due && !early || s.Divert != "" && k.state != CallWaiting {
			break
		}
		k.step = next
		c.about(k, RecWidened).Reason = strconv.Itoa(next)
	}
	k.stepAt = 0
	if next := k.step + 1; next < len(steps) && (steps[next].Divert == "" || k.state == CallWaiting) {
		k.stepAt = k.queued + seconds(steps[next].AfterS)
		if grace := c.linked + arrivalGrace; steps[next].Divert != "" && grace > c.now {
			k.stepAt = sooner(k.stepAt, grace)
		}
	}
	if k.step < len(steps) && steps[k.step].Divert != "" && k.state == CallWaiting {
		c.leave(k, Exit{Divert: steps[k.step].Divert}, ReasonStep)
	}
}

// widenAll lets waiting calls widen whose needs nobody signed in could meet any more.
func (c *Core) widenAll() {
	if !slices.ContainsFunc(c.lanes, func(l *lane) bool { return l.able == 0 && l.calls.len > 0 }) {
		return
	}
	for n := c.floor.first; n != nil; n = n.next {
		if k := n.of; k.state == CallWaiting && k.holder == nil && k.lane.able == 0 {
			c.rewiden(k)
		}
	}
}

// rewiden widens a waiting call and gives it its new place.
func (c *Core) rewiden(k *call) {
	was := k.step
	asked := k.asked
	c.lapse(k)
	c.widen(k)
	switch {
	case k.state == CallWaiting && (k.step != was || k.asked != asked):
		c.move(k)
	case k.state == CallWaiting:
		c.arm(k)
	}
}
