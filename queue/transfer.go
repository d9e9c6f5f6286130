package queue

import (
	"fmt"
	"slices"
)

// transfer is whom a call was given to by a counsellor, and until when nobody else may take it.
type transfer struct {
	needs []Need
	ask   *ask // of these needs; nil when it was given to a person
	until moment
}

// apply gives a call away. The call keeps its seniority, the agent who gave it is not offered it
// again in this round, and if the wish cannot be met in the line's time the call is anybody's.
func (e TransferAsked) apply(c *Core) {
	k := c.calls[e.Call]
	if k == nil || k.state != CallTalking || k.agent.id != e.Agent {
		c.stats.Stale++
		return
	}
	a := k.agent
	c.tellLeg(Withdraw, k)
	c.about(k, RecTransferred).Reason = e.target()
	c.refuse(k, a)
	c.hangUp(k)
	k.giver = a.id
	if e.Divert != "" {
		c.leave(k, Exit{Divert: e.Divert}, ReasonTransfer)
		return
	}
	if e.Line != "" && e.Line != k.line.ID {
		k.line, k.step = c.lineOf(e.Line).chosen(k.choice), 0
		k.class = k.line.Priority
	}
	if to := c.agents[e.To]; to != nil && to.there && to != a {
		c.direct(k, to)
	} else if len(e.Needs) > 0 {
		c.ask(k, e.Needs)
	}
	c.await(k)
}

// target says in a word where the call goes.
func (e TransferAsked) target() string {
	switch {
	case e.Divert != "":
		return "divert"
	case e.To != "":
		return "agent"
	case len(e.Needs) > 0:
		return "skills"
	}
	return "line"
}

// direct keeps a call for one person, for as long as the line allows.
func (c *Core) direct(k *call, to *agent) {
	until := c.now + seconds(orDefault(k.line.TransferS, 60))
	k.asked = &transfer{until: until}
	k.holder, k.held = to, until
}

// ask keeps a call for people who meet needs that are not its line's. Needs that the policy does
// not know are nobody's.
func (c *Core) ask(k *call, needs []Need) {
	unknown := func(n Need) bool { return !slices.Contains(c.rules.policy.Skills, n.Skill) }
	if slices.ContainsFunc(needs, unknown) {
		return
	}
	until := c.now + seconds(orDefault(k.line.TransferS, 60))
	k.asked = &transfer{needs: slices.Clone(needs), ask: c.rules.askFor(needs), until: until}
	c.lapse(k)
}

// askFor compiles needs that no line asks for, once.
func (r *rules) askFor(needs []Need) *ask {
	key := fmt.Sprint(needs)
	a := r.asked[key]
	if a == nil {
		a = &ask{of: []want{{all: r.needs(needs)}}}
		r.asked[key] = a
	}
	return a
}

// lapse ends a transfer that took too long, or that nobody signed in could ever take.
func (c *Core) lapse(k *call) {
	if k.asked != nil && k.holder == nil &&
		(k.asked.ask == nil || c.now >= k.asked.until || c.laneOf(k).able == 0) {
		k.asked = nil
	}
}
