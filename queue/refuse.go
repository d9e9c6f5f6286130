package queue

import "slices"

// refusal notes that an offer of a call to an agent came to nothing, or that this agent gave it away.
type refusal struct {
	agent AgentID
	at    moment
}

// refuse keeps a call from an agent for this round.
func (c *Core) refuse(k *call, a *agent) {
	if len(k.refusals) == 0 {
		c.refused++
	}
	k.refused++
	i := slices.IndexFunc(k.refusals, func(r refusal) bool { return r.agent == a.id })
	if i < 0 {
		k.refusals = append(k.refusals, refusal{a.id, c.now})
	} else {
		k.refusals[i].at = c.now
	}
}

// forgive ends the round: nobody has refused the call any more.
func (c *Core) forgive(k *call) {
	if len(k.refusals) > 0 {
		c.refused--
		k.refusals = k.refusals[:0]
	}
}

// may says whether a call may be offered to this agent as far as refusals go: not again in the
// same round; when nobody else is left, after a short rest.
func (c *Core) may(a *agent, k *call) bool {
	for _, r := range k.refusals {
		if r.agent == a.id && c.now < r.at+c.rules.round {
			return c.now >= r.at+c.rules.rest && c.alone(k)
		}
	}
	return true
}

// alone says whether nobody is left who could take the call and has not refused it in this round.
func (c *Core) alone(k *call) bool {
	return !slices.ContainsFunc(c.roster, func(b *agent) bool {
		return b.there && k.lane.profiles.has(b.profile.slot) && !c.barred(k, b)
	})
}

func (c *Core) barred(k *call, b *agent) bool {
	return slices.ContainsFunc(k.refusals, func(r refusal) bool {
		return r.agent == b.id && c.now < r.at+c.rules.round
	})
}

// retryAt is when the next refusal loses some of its force.
func (c *Core) retryAt(k *call) moment {
	var at moment
	for _, r := range k.refusals {
		for _, t := range [2]moment{r.at + c.rules.rest, r.at + c.rules.round} {
			if t > c.now {
				at = sooner(at, t)
			}
		}
	}
	return at
}

// reconsider wakes the calls that remember a refusal, when who is left has changed.
func (c *Core) reconsider() {
	if c.refused == 0 {
		return
	}
	for n := c.floor.first; n != nil; n = n.next {
		if n.of.state == CallWaiting && len(n.of.refusals) > 0 {
			c.woken = append(c.woken, n.of)
		}
	}
}
