package agent

import (
	"slices"
	"time"

	"alo116/agent/roles"
	"alo116/queue"
)

// maxPriority is far beyond any line's.
const maxPriority = 1000

// prioritise serves a call that waits before others, or after them.
func (f *floor) prioritise(p *person, _ *socket, m message) error {
	c, live := f.calls[m.Call]
	if !live || c.State == queue.CallTalking || c.State == queue.CallLeaving {
		return errGone
	}
	if m.Priority == nil || *m.Priority < -maxPriority || *m.Priority > maxPriority {
		return errNoSense
	}
	if err := f.mayOn(p, roles.Prioritise, c); err != nil {
		return err
	}
	f.cfg.Emit(queue.Prioritised{Call: m.Call, Priority: *m.Priority, By: p.ID})
	return nil
}

// assign keeps a call that waits for somebody who takes calls.
func (f *floor) assign(p *person, _ *socket, m message) error {
	c, live := f.calls[m.Call]
	if !live || c.State != queue.CallWaiting {
		return errGone
	}
	if !f.takesCalls(m.To) {
		return errNoSense
	}
	if err := f.mayOn(p, roles.Assign, c); err != nil {
		return err
	}
	f.cfg.Emit(queue.Assigned{Call: m.Call, To: m.To, By: p.ID})
	return nil
}

// transfer gives a talk away: to a person, to whoever meets needs, to a line, or to a destination outside. With none of
// these the call goes back to its own line.
func (f *floor) transfer(p *person, _ *socket, m message) error {
	c, live := f.calls[m.Call]
	if !live || c.State != queue.CallTalking {
		return errGone
	}
	if err := f.mayOn(p, roles.Transfer, c); err != nil {
		return err
	}
	if c.Agent != p.ID || !f.leads(p, m) {
		return errNoSense
	}
	f.cfg.Emit(queue.TransferAsked{Call: m.Call, Agent: p.ID, To: m.To, Needs: m.Needs, Line: m.Line, Divert: m.Divert})
	return nil
}

// leads tells whether a transfer names one way at most, and one that there is.
func (f *floor) leads(p *person, m message) bool {
	ways, good := 0, true
	way := func(named, there bool) {
		if named {
			ways++
			good = good && there
		}
	}
	policy := f.cfg.Policy()
	way(m.To != "", m.To != p.ID && f.takesCalls(m.To))
	way(len(m.Needs) > 0, !slices.ContainsFunc(m.Needs, func(n queue.Need) bool { return !slices.Contains(policy.Skills, n.Skill) || n.Level > 5 }))
	way(m.Line != "", slices.ContainsFunc(policy.Lines, func(l queue.Line) bool { return l.ID == m.Line }))
	way(m.Divert != "", slices.Contains(destinations(policy), m.Divert))
	return good && ways <= 1
}

// takesCalls tells whether somebody takes calls, now or after what they do.
func (f *floor) takesCalls(id queue.AgentID) bool {
	a := f.agents[id]
	return a.Presence == queue.IsReady && a.Next == "" || a.Next == queue.IsReady
}

// mayOn refuses what a person may not do to a live call. Its owner is who has it.
func (f *floor) mayOn(p *person, do roles.Action, c queue.CallView) error {
	team := ""
	if owner := f.people[c.Agent]; owner != nil {
		team = owner.Team
	}
	return p.may(do, roles.Call, c.Agent, team, time.Since(c.Arrived))
}

// destinations lists where the policy sends calls outside, and where else it lets a talk be given; it may be given to nowhere else.
func destinations(policy *queue.Policy) []string {
	all := append([]string{}, policy.TransferTo...)
	for _, l := range policy.Lines {
		all = append(all, l.Overflow.Divert, l.Closed.Divert)
		for _, s := range l.AllSteps() {
			all = append(all, s.Divert)
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(d string) bool { return d == "" })
}
