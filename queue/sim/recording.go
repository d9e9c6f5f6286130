package sim

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"alo116/queue"
)

// Recording is a stretch of the helpline's own past.
type Recording struct {
	From, To time.Time
	Calls    []RecordedCall
	Roster   []Spell
	Policy   *queue.Policy // the rules that held, one that [queue.Policy.Check] accepts
}

// RecordedCall is one call as the journal tells it.
type RecordedCall struct {
	Line    queue.LineID
	Choice  string       // what the caller chose in the line's menu; empty if nothing
	Caller  queue.Caller // its key, if there is one, lets the line's continuity work
	Arrived time.Time
	Waited  time.Duration // until it was answered, or else until its end
	Talked  time.Duration
	WrapUp  time.Duration
	Agent   queue.AgentID // who answered
	Outcome queue.EndReason
}

// Spell is a time for which somebody was there to take calls.
type Spell struct {
	Agent    queue.AgentID
	Role     queue.Role
	Skills   map[queue.Skill]queue.Level
	From, To time.Time
}

// Profile is what one needs to know of a person beside the journal.
type Profile struct {
	Role   queue.Role
	Skills map[queue.Skill]queue.Level
}

// check says why a recording cannot be replayed.
func (r *Recording) check() error {
	switch {
	case !r.From.Before(r.To):
		return errors.New("the recording ends before it begins")
	case r.Policy == nil:
		return errors.New("the recording has no policy")
	case len(r.Calls) == 0:
		return errors.New("nobody called in these days")
	case len(r.Roster) == 0:
		return errors.New("nobody was there to take calls in these days")
	}
	if !slices.ContainsFunc(r.Calls, RecordedCall.answered) {
		return errors.New("nobody was answered in these days, so nothing is known of how long a talk takes")
	}
	for _, c := range r.Calls {
		if c.Arrived.Before(r.From) || !c.Arrived.Before(r.To) {
			return fmt.Errorf("a call of %s lies outside of the recording", c.Arrived.Format(time.RFC3339))
		}
	}
	return nil
}

func (c RecordedCall) answered() bool { return c.Outcome == queue.EndAnswered }

// Recall makes a recording out of the journal: records in order, beginning early enough to tell who
// was on duty at from. Calls that did not end before the journal does are left out.
func Recall(journal []queue.Record, people map[queue.AgentID]Profile, p *queue.Policy, from, to time.Time) Recording {
	m := memory{people: people, calls: map[queue.CallID]*RecordedCall{}, since: map[queue.AgentID]time.Time{}}
	for i := range journal {
		m.add(&journal[i])
	}
	for agent := range m.since {
		m.leave(agent, to)
	}
	r := Recording{From: from, To: to, Policy: p}
	for _, c := range m.ended {
		if !c.Arrived.Before(from) && c.Arrived.Before(to) {
			r.Calls = append(r.Calls, *c)
		}
	}
	for _, s := range m.spells {
		s.From, s.To = later(s.From, from), earlier(s.To, to)
		if s.From.Before(s.To) {
			r.Roster = append(r.Roster, s)
		}
	}
	slices.SortFunc(r.Roster, func(a, b Spell) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Agent, b.Agent))
	})
	return r
}

// memory is what is known from the journal so far.
type memory struct {
	people map[queue.AgentID]Profile
	calls  map[queue.CallID]*RecordedCall
	ended  []*RecordedCall
	since  map[queue.AgentID]time.Time // ready
	spells []Spell
}

func (m *memory) add(r *queue.Record) {
	c := m.calls[r.Call]
	switch r.Kind {
	case queue.RecArrived:
		m.calls[r.Call] = &RecordedCall{Line: r.Line, Caller: r.Caller, Arrived: r.At}
	case queue.RecChose:
		if c != nil {
			c.Choice = r.Reason
		}
	case queue.RecConnected:
		if c != nil && c.Agent == "" {
			c.Waited, c.Agent = r.At.Sub(c.Arrived), r.Agent
		}
	case queue.RecEnded:
		if c != nil {
			c.Outcome, c.Talked = queue.EndReason(r.Reason), r.Talked
			if !c.answered() {
				c.Waited = r.At.Sub(c.Arrived)
			}
			m.ended = append(m.ended, c)
		}
	case queue.RecWrapUpDone:
		if c != nil {
			c.WrapUp += r.Wrapped
		}
	case queue.RecPresence:
		m.presence(r)
	}
}

func (m *memory) presence(r *queue.Record) {
	_, ready := m.since[r.Agent]
	switch now := r.Reason == string(queue.IsReady); {
	case now && !ready:
		m.since[r.Agent] = r.At
	case !now && ready:
		m.leave(r.Agent, r.At)
	}
}

func (m *memory) leave(agent queue.AgentID, at time.Time) {
	p := m.people[agent]
	m.spells = append(m.spells, Spell{Agent: agent, Role: p.Role, Skills: p.Skills, From: m.since[agent], To: at})
	delete(m.since, agent)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
