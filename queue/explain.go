package queue

// how names the rule by which a call chose its agent.
type how string

const (
	byContinuity how = "last_counsellor"
	byResume     how = "resumed"
	byTransfer   how = "asked_for"
	byCallOut    how = "outgoing"
)

// In a team of up to explainTeam an explanation names everybody. In a larger one, where naming all would cost
// more than the decision, it names some of the candidates, and those who were passed over are told by its
// counts: Signed less Able lacked what the call needs, Able less Free were at work or away.
const (
	explainTeam = 64
	explainSome = 16
)

// explain tells why a call goes to this agent, before it does.
func (c *Core) explain(k *call, chosen *agent) *Explanation {
	if c.explained == len(c.whys) {
		c.whys = append(c.whys, &Explanation{})
	}
	e := c.whys[c.explained]
	c.explained++
	*e = Explanation{
		Step: k.step, Choice: k.line.choice, Rule: string(k.why), Signed: c.signed, Able: k.lane.able,
		Candidates: append(e.Candidates[:0], chosen.id), Passed: e.Passed[:0],
	}
	if e.Rule == "" {
		e.Rule = string(LongestIdle)
	}
	most := explainSome
	if len(c.roster) <= explainTeam {
		most = explainTeam
	}
	for slot := range both(k.lane.profiles, c.idle) {
		p := c.profiles[slot]
		e.Free += p.idle.len
		for n := p.idle.first; n != nil && len(e.Candidates) < most; n = n.next {
			if n.of != chosen && c.may(n.of, k) {
				e.Candidates = append(e.Candidates, n.of.id)
			}
		}
	}
	if len(c.roster) <= explainTeam {
		c.explainPassed(e, k, chosen)
	}
	return e
}

func (c *Core) explainPassed(e *Explanation, k *call, chosen *agent) {
	for _, b := range c.roster {
		if b == chosen || b.leaving() {
			continue
		}
		if why := c.passed(b, k); why != "" {
			e.Passed = append(e.Passed, PassedAgent{Agent: b.id, Why: why})
		}
	}
}

// passed says why an agent is no candidate; empty if they are one.
func (c *Core) passed(b *agent, k *call) string {
	switch {
	case !k.lane.profiles.has(b.profile.slot):
		return "skill"
	case b.work != Idle || b.call != nil:
		return "busy"
	case b.presence != IsReady:
		return "not_ready"
	case !b.reachable():
		return "unreachable"
	case !c.may(b, k):
		return "refused"
	}
	return ""
}
