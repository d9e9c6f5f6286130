package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/casework"
)

// caseHead is what a list tells of a case: no word of it.
type caseHead struct {
	ID        string          `json:"id"`
	Code      string          `json:"code"`
	Status    casework.Status `json:"status"`
	Outcome   string          `json:"outcome,omitempty"`
	Risk      string          `json:"risk,omitempty"`
	Owner     queue.AgentID   `json:"owner"`
	OwnerName string          `json:"owner_name"`
	FollowUp  string          `json:"follow_up,omitempty"`
	Place     string          `json:"place,omitempty"`
	Category  string          `json:"category,omitempty"`
	Missing   bool            `json:"missing"`
	Opened    int64           `json:"opened"`
	Closed    int64           `json:"closed,omitempty"`
}

func headOf(c sql.Case) caseHead {
	return caseHead{c.ID, c.Code, c.Status, c.Outcome, c.Risk, c.Owner, c.OwnerName, c.FollowUp, c.Place, c.Category,
		string(c.Values["missing_child"]) == "true", milli(c.OpenedAt), milli(c.ClosedAt)}
}

func headsOf(cases []sql.Case) []caseHead {
	heads := make([]caseHead, len(cases))
	for i, c := range cases {
		heads[i] = headOf(c)
	}
	return heads
}

// caseBody is a case, for who may read it.
type caseBody struct {
	caseHead
	Form      string                     `json:"form"`
	Rev       int                        `json:"rev"`
	Forgotten bool                       `json:"forgotten,omitempty"`
	Held      *bool                      `json:"held,omitempty"` // only for who may hold and release it
	Values    map[string]json.RawMessage `json:"values"`
	Next      []casework.Status          `json:"next"` // where it may go, for who asks
	Outcomes  []string                   `json:"outcomes"`
	May       []roles.Action             `json:"may"` // what they may do without more ado
	Events    []eventBody                `json:"events"`
	Contacts  []foundBody                `json:"contacts"`
	Documents documentsBody              `json:"documents"`
}

type eventBody struct {
	Rev   int             `json:"rev"`
	Kind  casework.Kind   `json:"kind"`
	Field string          `json:"field,omitempty"`
	Value json.RawMessage `json:"value,omitempty"`
	Words string          `json:"words,omitempty"`
	At    int64           `json:"at"`
	Actor queue.AgentID   `json:"actor"`
	Name  string          `json:"name"`
}

// openCase shows a case that may be somebody else's, once the audit trail has it.
func (s *Site) openCase(w http.ResponseWriter, r *http.Request) error {
	var why reasonBody
	if err := readJSON(w, r, &why); err != nil {
		return err
	}
	c, err := s.caseAt(r)
	if err != nil {
		return err
	}
	if c, err = s.lookAt(r, c, &why); err != nil {
		return err
	}
	return s.replyCase(w, r, c)
}

// caseAt finds the case that the address names, without its words.
func (s *Site) caseAt(r *http.Request) (sql.Case, error) {
	c, err := s.cfg.Staff.Cases().Head(r.Context(), r.PathValue("id"))
	return c, caseProblem(err)
}

// lookAt gives a case with its words, if what was said is enough, once the audit trail has it.
func (s *Site) lookAt(r *http.Request, c sql.Case, why *reasonBody) (sql.Case, error) {
	glass, err := s.judge(r, why, asker(r).over(roles.Read, roles.Case, c))
	if err != nil {
		return c, err
	}
	return s.lookInto(r, c, why, glass)
}

// lookInto gives a case with its words, to who was judged, once the audit trail has it.
func (s *Site) lookInto(r *http.Request, c sql.Case, why *reasonBody, glass bool) (sql.Case, error) {
	c, err := s.cfg.Staff.Cases().Look(r.Context(), c.ID, asker(r).person.ID, why.Purpose, why.Words, glass)
	if err != nil {
		return c, caseProblem(err)
	}
	if glass {
		s.watchAlerts(r.Context())
	}
	return c, nil
}

// stillOpen tells whether the audit trail has that who asks opened a case, or its referrals, not longer ago than a session lasts: for a
// purpose, unless they may without one.
func (s *Site) stillOpen(r *http.Request, action, id string, verdict roles.Verdict) (bool, error) {
	if verdict < roles.ForReason {
		return false, nil
	}
	page, err := s.cfg.Staff.AuditEntries(r.Context(), sql.AuditFilter{Actor: asker(r).person.ID, Action: action, Object: "case:" + id,
		From: s.now().Add(-sessionLife), Limit: 1})
	return len(page.Entries) > 0 && (verdict == roles.Yes || page.Entries[0].Purpose != ""), err
}

// caseOpen asks it of a case.
func (s *Site) caseOpen(r *http.Request, c sql.Case) (bool, error) {
	return s.stillOpen(r, "case.opened", c.ID, asker(r).over(roles.Read, roles.Case, c))
}

// over asks the table about a case, or what lies in it. A case's owner is its owner; its age counts since it was closed or, if
// it is not, begun.
func (who session) over(do roles.Action, to roles.Object, c sql.Case) roles.Verdict {
	since := c.OpenedAt
	if !c.ClosedAt.IsZero() {
		since = c.ClosedAt
	}
	return who.verdict(do, to, sql.ContactOwner{Agent: c.Owner, Team: c.Team, Since: since})
}

// replyCase shows a case as it is now to who may read it.
func (s *Site) replyCase(w http.ResponseWriter, r *http.Request, c sql.Case) error {
	who := asker(r)
	body := caseBody{caseHead: headOf(c), Form: c.Version, Rev: c.Rev, Forgotten: c.Forgotten, Outcomes: casework.Outcomes(),
		Next: []casework.Status{}, May: []roles.Action{}, Events: []eventBody{}, Contacts: []foundBody{}}
	body.Values = form.Seen(form.Contact{Version: c.Version, Values: c.Values}, who.person.Role, c.Owner == who.person.ID)
	if who.over(roles.Retain, roles.Case, c) != roles.No {
		body.Held = &c.Held
	}
	for _, do := range []roles.Action{roles.Change, roles.Close, roles.Reopen, roles.Assign, roles.Attach} {
		if !c.Forgotten && who.over(do, roles.Case, c) == roles.Yes {
			body.May = append(body.May, do)
		}
	}
	for _, to := range c.Status.Next() {
		if !c.Forgotten && who.over(stepping(to), roles.Case, c) == roles.Yes {
			body.Next = append(body.Next, to)
		}
	}
	if err := s.fillCase(r, c, &body); err != nil {
		return err
	}
	reply(w, http.StatusOK, body)
	return nil
}

// fillCase adds what happened in a case, and its contacts: of them no word, for each has its own door.
func (s *Site) fillCase(r *http.Request, c sql.Case, body *caseBody) error {
	events, err := s.cfg.Staff.Cases().Timeline(r.Context(), c.ID)
	if err != nil {
		return caseProblem(err)
	}
	for _, e := range events {
		body.Events = append(body.Events, eventBody{e.Rev, e.Kind, e.Field, e.Value, e.Words, milli(e.At), e.Actor, e.Name})
	}
	contacts, err := s.cfg.Staff.Cases().Contacts(r.Context(), c.ID)
	if err != nil {
		return err
	}
	if body.Documents, err = s.documentsOf(r.Context(), asker(r), c); err != nil {
		return documentProblem(err)
	}
	names, err := s.names(r)
	for _, k := range contacts {
		body.Contacts = append(body.Contacts, foundOne(k, names, form.Seen(k, asker(r).person.Role, k.Agent == asker(r).person.ID)))
	}
	return err
}

// names are what everybody is called who works here.
func (s *Site) names(r *http.Request) (map[queue.AgentID]string, error) {
	people, err := s.cfg.Staff.ListPeople(r.Context())
	names := make(map[queue.AgentID]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names, err
}

// caseProblem gives what the store says of a case our own words.
func caseProblem(err error) error {
	for of, problem := range map[error]error{sql.ErrCaseClosed: errCaseClosed, sql.ErrNoStep: errNoStep, sql.ErrInCase: errInCase,
		form.ErrConflict: errConflict, form.ErrInvalid: errBadRequest} {
		if errors.Is(err, of) {
			return problem
		}
	}
	return contactProblem(err)
}

// today is the day it is for the helpline.
func (s *Site) today() string { return s.now().In(time.Local).Format(time.DateOnly) }
