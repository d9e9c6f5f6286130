package queue

// auditEvery is how often the safety net is drawn while calls wait and agents are free.
const auditEvery = moment(1e9)

func (c *Core) auditing() bool { return c.link && c.waiting > 0 && c.free > 0 }

func (c *Core) auditAt() moment {
	if !c.auditing() {
		return 0
	}
	return c.audited + auditEvery
}

// audit looks, once a second, at every free agent as if nothing had been matched before. A match
// found here is one that an event should have made: it is made now, and counted as our fault.
func (c *Core) audit() {
	if c.auditing() && c.now < c.audited+auditEvery {
		return
	}
	if c.auditing() {
		for _, a := range c.roster {
			if a.free && c.callFor(a) != nil {
				c.stats.MissedWakeups++
				c.freed = append(c.freed, a)
			}
		}
		c.settle()
	}
	c.audited = c.now
}
