package agent

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// reopenWithin is how far back is looked for what a person closed; whether they may have it again the table of the roles says.
const reopenWithin = 15 * time.Minute

// finishedView is a contact that a person closed a moment ago, and may have again.
type finishedView struct {
	Contact string       `json:"contact"`
	Line    queue.LineID `json:"line"`
	Opened  stamp        `json:"opened"`
	Closed  stamp        `json:"closed"`
	Case    bool         `json:"case"`
}

// finish keeps in mind what was just closed, for whose it is from now on: what was entered for a colleague is theirs.
func (f *floor) finish(h *held) {
	owner := h.Agent
	var taker queue.AgentID
	if h.Call == "" && json.Unmarshal(h.Values[form.TakenByField], &taker) == nil && taker != "" {
		owner = taker
	}
	f.person(owner).keep(form.Finish(h.Contact, time.Now()))
	f.show(f.person(owner))
}

// keep takes contacts that were closed, each once and the newest first, and forgets those that are too old.
func (p *person) keep(all ...form.Finished) {
	for _, c := range all {
		p.unclose(c.ID)
		p.closed = append(p.closed, c)
	}
	slices.SortStableFunc(p.closed, func(a, b form.Finished) int { return cmp.Or(b.ClosedAt.Compare(a.ClosedAt), cmp.Compare(a.ID, b.ID)) })
	p.closed = slices.DeleteFunc(p.closed, func(c form.Finished) bool { return time.Since(c.ClosedAt) >= reopenWithin })
	p.changes++
}

// unclose forgets a closed contact that is not closed any more.
func (p *person) unclose(id string) {
	p.closed = slices.DeleteFunc(p.closed, func(c form.Finished) bool { return c.ID == id })
}

// reopenable gives what the person closed and may have again at this moment, the newest first.
func (p *person) reopenable() []finishedView {
	all := []finishedView{}
	for _, c := range p.closed {
		if p.may(roles.Reopen, roles.Contact, p.ID, p.Team, time.Since(c.ClosedAt)) == nil {
			all = append(all, finishedView{c.ID, c.Line, stamp(c.OpenedAt), stamp(c.ClosedAt), c.Case})
		}
	}
	return all
}
