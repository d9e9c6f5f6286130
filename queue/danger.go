package queue

// apply notes that somebody in this call is in danger, once: the moment is what counts. It stays with the call to its end,
// whoever talks on it.
func (e DangerNoted) apply(c *Core) {
	k := c.calls[e.Call]
	if !k.talksWith(e.Agent) || k.danger != 0 {
		c.stats.Stale++
		return
	}
	k.danger = c.now
	c.tell(MarkDanger, k)
	c.about(k, RecDanger)
}
