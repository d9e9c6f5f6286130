package queue

import "slices"

// adoptGuests takes in the guests that were found in a talk which this core did not know. One whose phone rang is not found: an
// earlier life rang it. A colleague who has a talk of their own by now is not taken from it.
func (c *Core) adoptGuests(k *call, found []LiveGuest) {
	for _, v := range found {
		k.legs = max(k.legs, v.N)
		a := c.guestAgent(v.Agent)
		if k.guest(v.N) != nil || len(k.guests) >= MaxGuests || a != nil && (a == k.agent || a.work == Connecting || a.work == Talking) {
			c.tellStranger(k, v)
			continue
		}
		if a != nil {
			c.setDown(a, k)
			a = c.guestAgent(v.Agent) // who left may be gone with what they did
			a.call = k
		}
		g := &guest{n: v.N, agent: a, target: v.Target}
		k.guests = append(k.guests, g)
		c.guestTurn(k, g, v.State)
	}
}

// tellStranger ends a leg that was found and is nobody's.
func (c *Core) tellStranger(k *call, v LiveGuest) {
	cmd := c.tell(Withdraw, k)
	cmd.Agent, cmd.Target, cmd.Offer = v.Agent, v.Target, OfferID{k.id, v.N}
}

// guestAgent is the agent of that name, who may never have been seen; nil for no name.
func (c *Core) guestAgent(id AgentID) *agent {
	if a := c.agents[id]; a != nil || id == "" {
		return a
	}
	return c.enlist(id)
}

// agreeGuests makes a talk's guests what the core knows of them. What became of a leg is told after this by its own event.
func (c *Core) agreeGuests(k *call, found []LiveGuest) {
	for _, v := range found {
		switch g := k.guest(v.N); {
		case g == nil:
			c.tellStranger(k, v)
		case g.state.there() && g.state != v.State:
			c.tellGuest(Place, k, g).Guest = g.state
		}
	}
	for _, g := range slices.Clone(k.guests) {
		if g.state.there() && !slices.ContainsFunc(found, func(v LiveGuest) bool { return v.N == g.n }) {
			c.sendOut(k, g, string(ByLost))
		}
	}
}
