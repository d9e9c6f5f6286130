package queue

import (
	"cmp"
	"math"
	"slices"
)

// lane is where calls of one line with the same needs and the same urgency wait, in order of seniority.
type lane struct {
	index int // in Core.lanes, which are in order of urgency
	line  *line
	step  int
	ask   *ask
	class int // the line's priority, or urgent
	keep  int // agents that must stay free when one of these calls starts

	calls    list[call]
	profiles bitset // whose agents may take these calls
	able     int    // signed-in agents among them
}

// urgent is the class of calls that lost their counsellor: they go before all others.
const urgent = math.MaxInt

// addLanes makes the lanes of a line, and of what it is for choices of its menu.
func (c *Core) addLanes(l *line) {
	if l.pace = c.paces[l.ID]; l.pace == nil {
		l.pace = &pace{}
		c.paces[l.ID] = l.pace
	}
	for step, a := range l.asks {
		l.lanes = append(l.lanes, c.newLane(l, step, a, l.Priority))
		l.urgent = append(l.urgent, c.newLane(l, step, a, urgent))
	}
	for _, v := range l.variants {
		c.addLanes(v)
	}
}

func (c *Core) newLane(l *line, step int, a *ask, class int) *lane {
	n := &lane{line: l, step: step, ask: a, class: class}
	if class != urgent {
		n.keep = c.rules.keep(class)
	}
	c.lanes = append(c.lanes, n)
	return n
}

// sortLanes puts all lanes in order of urgency and works out anew who may take calls from them.
func (c *Core) sortLanes() {
	slices.SortStableFunc(c.lanes, func(a, b *lane) int { return cmp.Compare(b.class, a.class) })
	c.busy = newBitset(len(c.lanes))
	for _, p := range c.profiles {
		if p != nil {
			p.lanes = newBitset(len(c.lanes))
		}
	}
	for i, l := range c.lanes {
		l.index, l.able = i, 0
		l.profiles = newBitset(len(c.profiles))
		if l.calls.len > 0 {
			c.busy.set(i)
		}
		for _, p := range c.profiles {
			if p != nil {
				c.fit(l, p)
			}
		}
		for _, p := range c.profiles {
			if p != nil && l.profiles.has(p.slot) {
				l.able += p.signed
			}
		}
	}
}

// laneFor finds the lane of a line for other needs or another class than the ordinary, or makes it.
func (c *Core) laneFor(l *line, step int, a *ask, class int) *lane {
	for _, n := range c.lanes {
		if n.line == l && n.ask == a && n.class == class {
			return n
		}
	}
	n := c.newLane(l, step, a, class)
	c.sortLanes()
	return n
}
