package queue

import "strconv"

func (e Prioritised) apply(c *Core) {
	k := c.calls[e.Call]
	if k == nil || k.class == urgent || k.class == e.Priority || e.Priority == urgent {
		c.stats.Stale++
		return
	}
	queued := k.spot.in != nil
	c.unqueue(k)
	k.class = e.Priority
	r := c.about(k, RecPrioritised)
	r.Reason, r.Actor = strconv.Itoa(e.Priority), e.By
	if queued {
		c.enqueue(k)
	}
}

func (e Assigned) apply(c *Core) {
	k, a := c.calls[e.Call], c.agents[e.To]
	if k == nil || k.state != CallWaiting || a == nil || !a.there || k.holder == a {
		c.stats.Stale++
		return
	}
	r := c.about(k, RecAssigned)
	r.Agent, r.Actor = a.id, e.By
	c.unqueue(k)
	c.direct(k, a)
	c.enqueue(k)
}
