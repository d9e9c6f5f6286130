package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"alo116/agent"
	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

type numberBody struct {
	Number string `json:"number"`
}

// revealNumber shows the caller's number of one contact, for a purpose, once the audit trail has it.
func (s *Site) revealNumber(w http.ResponseWriter, r *http.Request) error {
	why, glass, err := s.reason(w, r, roles.Reveal, roles.Number)
	if err != nil {
		return err
	}
	number, err := s.cfg.Staff.Contacts().Reveal(r.Context(), r.PathValue("id"), asker(r).person.ID, why.Purpose, why.Words, glass)
	if err != nil {
		return contactProblem(err)
	}
	if glass {
		s.watchAlerts(r.Context())
	}
	reply(w, http.StatusOK, numberBody{number})
	return nil
}

type contactBody struct {
	ID     string                     `json:"id"`
	Call   queue.CallID               `json:"call"`
	Line   queue.LineID               `json:"line"`
	Agent  queue.AgentID              `json:"agent"`
	Form   string                     `json:"form"`
	Rev    int                        `json:"rev"`
	Closed bool                       `json:"closed"`
	Opened int64                      `json:"opened"`
	Choice string                     `json:"choice,omitempty"` // of the caller, in the line's menu, by its code
	Held   *bool                      `json:"held,omitempty"`   // only for who may hold and release it
	Values map[string]json.RawMessage `json:"values"`
	// Out: a counsellor called. CallBack: who asks may call the caller back, as far as what is known by now says. Cases: they may put it to
	// a case, and ask which ones there are.
	Out      bool `json:"out,omitempty"`
	CallBack bool `json:"call_back,omitempty"`
	Cases    bool `json:"cases,omitempty"`
}

// openContact shows a contact that may be somebody else's, once the audit trail has it.
func (s *Site) openContact(w http.ResponseWriter, r *http.Request) error {
	why, glass, err := s.reason(w, r, roles.Read, roles.Contact)
	if err != nil {
		return err
	}
	c, err := s.cfg.Staff.Contacts().Look(r.Context(), r.PathValue("id"), asker(r).person.ID, why.Purpose, why.Words, glass)
	if err != nil {
		return contactProblem(err)
	}
	if glass {
		s.watchAlerts(r.Context())
	}
	owner, err := s.ownerOf(r, c.ID)
	if err != nil {
		return err
	}
	body := shownContact(c, asker(r).person)
	body.Cases = asker(r).mayPlace(owner)
	if body.CallBack, err = s.mayCallBack(r, c, owner); err != nil {
		return err
	}
	reply(w, http.StatusOK, body)
	return nil
}

// mayCallBack tells whether who asks may call a contact's caller back, if they were to ask for it now.
func (s *Site) mayCallBack(r *http.Request, c form.Contact, owner sql.ContactOwner) (bool, error) {
	if asker(r).verdict(roles.Dial, roles.Number, owner) != roles.Yes {
		return false, nil
	}
	err := s.cfg.Staff.Contacts().Callable(r.Context(), c)
	if errors.Is(err, form.ErrNotSafe) || errors.Is(err, form.ErrNoNumber) {
		return false, nil
	}
	return err == nil, err
}

// shownContact leaves out what the form keeps from who asks.
func shownContact(c form.Contact, to agent.Person) contactBody {
	body := contactBody{ID: c.ID, Call: c.Call, Line: c.Line, Agent: c.Agent, Form: c.Version, Rev: c.Rev, Closed: c.Closed, Opened: milli(c.OpenedAt), Out: c.Call.Out(), Choice: c.Choice}
	body.Values = form.Seen(c, to.Role, c.Agent == to.ID)
	if roles.Could(to.Role, roles.Retain, roles.Contact) != roles.No {
		body.Held = &c.Held
	}
	return body
}

// milli is a time as the screens have it; 0 for none.
func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// contactProblem gives what the store says of a contact our own words.
func contactProblem(err error) error {
	switch {
	case errors.Is(err, sql.ErrNotFound):
		return errNotFound
	case errors.Is(err, sql.ErrForgotten):
		return errForgotten
	}
	return err
}
