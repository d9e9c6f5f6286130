package queue

// memoryMost bounds how many callers the core remembers; the longest unheard of is forgotten first.
const memoryMost = 10_000

// memory knows with whom callers talked last, by the key of their number.
type memory struct {
	by    map[string]*acquaintance
	order list[acquaintance]
}

// acquaintance is a caller's last talk.
type acquaintance struct {
	caller string
	agent  AgentID
	at     moment
	place  node[acquaintance]
}

// remember notes with whom a caller talks, on lines that ask for it. Whom we call back is not sent to another counsellor by it.
func (c *Core) remember(k *call) {
	if k.line.RememberS > 0 && k.caller.Key != "" && k.out == "" {
		c.memory.note(k.caller.Key, k.agent.id, c.now, c.next())
	}
}

func (m *memory) note(caller string, agent AgentID, at moment, seq uint64) {
	a := m.by[caller]
	switch {
	case a != nil:
		a.place.leave()
	case len(m.by) >= memoryMost:
		a = m.order.first.of
		a.place.leave()
		delete(m.by, a.caller)
	default:
		a = &acquaintance{}
	}
	*a = acquaintance{caller: caller, agent: agent, at: at, place: node[acquaintance]{of: a, at: at, seq: seq}}
	if m.by == nil {
		m.by = map[string]*acquaintance{}
	}
	m.by[caller] = a
	m.order.put(&a.place)
}

// counsellor is the agent with whom the caller talked last, if the line asks for them and they
// are still about.
func (c *Core) counsellor(k *call) *agent {
	if k.line.RememberS == 0 || k.caller.Key == "" {
		return nil
	}
	last := c.memory.by[k.caller.Key]
	if last == nil || c.now > last.at+seconds(k.line.RememberS) {
		return nil
	}
	return c.agents[last.agent]
}

// unholdAll ends the wait for people who do not take calls any more.
func (c *Core) unholdAll() {
	for _, a := range c.roster {
		if a.held.len > 0 && !a.there {
			c.unhold(a)
		}
	}
}

// hold lets a new call wait for the caller's last counsellor alone, if they are at work, could
// take it and the line gives it that time.
func (c *Core) hold(k *call) {
	a := c.counsellor(k)
	if k.line.HoldS > 0 && a != nil && a.there && a.work != Idle && k.line.lanes[k.step].profiles.has(a.profile.slot) {
		k.holder, k.held = a, c.now+seconds(k.line.HoldS)
	}
}
