package queue

func (e ScreenUp) apply(c *Core)   { c.reach(e.Agent, screen, true) }
func (e ScreenDown) apply(c *Core) { c.reach(e.Agent, screen, false) }
func (e PhoneUp) apply(c *Core)    { c.reach(e.Agent, phone, true) }
func (e PhoneDown) apply(c *Core)  { c.reach(e.Agent, phone, false) }

// end is one of the two ends at which an agent is reached.
type end int

const (
	screen end = iota
	phone
)

// reach notes what is proven of an agent's ends. Without both no offer is made or goes on; a talk
// goes on for as long as its leg does. Whoever stays idle without them for half a minute is not
// ready any more; until then nothing is changed about what they said.
func (c *Core) reach(id AgentID, at end, up bool) {
	a := c.agents[id]
	if a == nil {
		if !up {
			return
		}
		a = c.enlist(id)
	}
	if at == screen {
		a.screen = up
	} else {
		a.phone, a.suspect, a.failed = up, 0, 0
	}
	switch {
	case a.screen && a.phone:
		a.down = 0
	case a.down == 0:
		a.down = c.now
	}
	if (a.work == Reserved || a.work == Ringing) && a.down != 0 {
		c.takeBack(a, FailUnreachable)
	}
	c.refresh(a)
	c.resume(a)
	c.depart(a)
}
