package sql

import (
	"encoding/json"
	"time"

	"alo116/queue"
)

// columns are a batch turned sideways: one array for each column of call_event, so that one statement
// inserts them all.
type columns struct {
	epoch, n, offer               []int64
	at                            []time.Time
	kind, call, line, agent       []string
	actor                         []string
	callerKey                     [][]byte
	withheld                      []*bool
	pause, reason, endedBy        []string
	waited, rang, talked, wrapped []int64
	held                          []int64
	why, skills                   []*string
	outgoing                      []bool
	calls, agents                 []string // those concerned, each once
}

func newColumns(records []queue.Record) *columns {
	c := new(columns)
	calls, agents := make(map[string]bool), make(map[string]bool)
	for i := range records {
		r := &records[i]
		c.add(r)
		c.calls = addOnce(c.calls, calls, string(r.Call))
		c.agents = addOnce(c.agents, agents, string(r.Agent))
	}
	return c
}

func addOnce(list []string, seen map[string]bool, value string) []string {
	if value == "" || seen[value] {
		return list
	}
	seen[value] = true
	return append(list, value)
}

func (c *columns) add(r *queue.Record) {
	key, withheld := caller(r)
	c.epoch, c.n = append(c.epoch, int64(r.Epoch)), append(c.n, int64(r.N)) // too great is negative, and refused
	c.at, c.kind = append(c.at, r.At), append(c.kind, string(r.Kind))
	c.call, c.line = append(c.call, string(r.Call)), append(c.line, string(r.Line))
	c.agent, c.offer = append(c.agent, string(r.Agent)), append(c.offer, int64(r.Offer))
	c.callerKey, c.withheld = append(c.callerKey, key), append(c.withheld, withheld)
	c.pause, c.reason, c.endedBy = append(c.pause, r.Pause), append(c.reason, r.Reason), append(c.endedBy, string(r.By))
	c.waited, c.rang = append(c.waited, r.Waited.Microseconds()), append(c.rang, r.Rang.Microseconds())
	c.talked, c.wrapped = append(c.talked, r.Talked.Microseconds()), append(c.wrapped, r.Wrapped.Microseconds())
	c.why, c.actor = append(c.why, why(r.Why)), append(c.actor, string(r.Actor))
	c.held = append(c.held, r.Held.Microseconds())
	c.skills = append(c.skills, learned(r.Skills))
	c.outgoing = append(c.outgoing, r.Outgoing)
}

// caller gives what an arrival, or who asks for a call out, tells of the caller; nothing for other records.
func caller(r *queue.Record) (key []byte, withheld *bool) {
	told := r.Kind == queue.RecArrived || r.Kind == queue.RecAsked || (r.Kind == queue.RecAdopted && r.Caller != queue.Caller{})
	if !told {
		return nil, nil
	}
	if !r.Caller.Withheld {
		key = callerKey(r.Caller.Key)
	}
	return key, &r.Caller.Withheld
}

func why(e *queue.Explanation) *string {
	if e == nil {
		return nil
	}
	text, err := json.Marshal(e)
	if err != nil {
		return nil // strings and numbers only: it cannot
	}
	s := string(text)
	return &s
}

// learned gives the skills of a record that tells some.
func learned(levels map[queue.Skill]queue.Level) *string {
	if levels == nil {
		return nil
	}
	text, err := json.Marshal(levels)
	if err != nil {
		return nil // strings and numbers only: it cannot
	}
	s := string(text)
	return &s
}

func (c *columns) args() []any {
	return []any{c.epoch, c.n, c.at, c.kind, c.call, c.line, c.agent, c.offer, c.callerKey, c.withheld,
		c.pause, c.reason, c.endedBy, c.waited, c.rang, c.talked, c.wrapped, c.why, c.actor, c.skills, c.held, c.outgoing}
}
