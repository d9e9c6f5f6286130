package agent

import (
	"context"
	"encoding/json"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// maxEarlier is how many earlier contacts are listed.
const maxEarlier = 50

// history is what the caller at hand had before, told when somebody asks.
type history struct {
	Type     string        `json:"type"`
	ID       string        `json:"id"`
	About    queue.CallID  `json:"about"`
	Contacts []earlierView `json:"contacts"`
	More     bool          `json:"more"` // there are older ones
}

// earlierView is one of them. Without Open it holds codes only.
type earlierView struct {
	ID     string                     `json:"id"`
	Line   queue.LineID               `json:"line"`
	Agent  queue.AgentID              `json:"agent"`
	Name   string                     `json:"name"`
	Form   string                     `json:"form"`
	Opened stamp                      `json:"opened"`
	Closed bool                       `json:"closed"`
	Open   bool                       `json:"open"`
	Out    bool                       `json:"out,omitempty"`    // a counsellor called
	Choice string                     `json:"choice,omitempty"` // in the line's menu, by its code
	Values map[string]json.RawMessage `json:"values"`
}

// earlierFields are what a list of contacts shows.
var earlierFields = [...]string{"call_type", "categories", "risk_level", "immediate_danger", "note"}

// tellHistory lists the earlier contacts of the caller that the person has at hand.
func (f *floor) tellHistory(p *person, s *socket, m message) error {
	caller, talks := f.atHand(p.ID)
	if !talks || m.Call != p.known.call {
		return errGone
	}
	me := p.Person
	f.beside(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, storeWait)
		defer cancel()
		all, err := f.cfg.Callers.Earlier(ctx, m.Call, caller, me.ID, maxEarlier+1, func(w form.Whose) bool {
			return me.may(roles.Read, roles.Contact, w.Agent, w.Team, w.Age) == nil
		})
		f.hub.post(func(f *floor) {
			if err != nil {
				f.refuse(s, refused{ID: m.ID}, err)
				return
			}
			s.answer(tell(m, me, all))
		})
	})
	return nil
}

func tell(m message, to Person, all []form.Earlier) history {
	h := history{Type: "history", ID: m.ID, About: m.Call, Contacts: []earlierView{}, More: len(all) > maxEarlier}
	for _, e := range all[:min(len(all), maxEarlier)] {
		v := earlierView{ID: e.ID, Line: e.Line, Agent: e.Agent, Name: e.Name, Form: e.Version, Opened: stamp(e.OpenedAt), Closed: e.Closed,
			Open: e.Open, Out: e.Call.Out(), Choice: e.Choice, Values: map[string]json.RawMessage{}}
		seen := form.Seen(e.Contact, to.Role, e.Agent == to.ID)
		for _, field := range earlierFields {
			if value, there := seen[field]; there {
				v.Values[field] = value
			}
		}
		h.Contacts = append(h.Contacts, v)
	}
	return h
}
