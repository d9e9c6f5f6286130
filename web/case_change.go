package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/casework"
)

// Limits of what is written in a case.
const (
	maxCaseBody = 40 << 10 // the largest field, and what stands around it
	maxNote     = 4000     // characters
)

// changing finds the case of a request, for somebody who may do that to it without more ado.
func (s *Site) changing(r *http.Request, do roles.Action) (sql.Case, error) {
	c, err := s.caseAt(r)
	if err != nil {
		return c, err
	}
	if asker(r).over(do, roles.Case, c) != roles.Yes {
		return c, errNotAllowed
	}
	return c, nil
}

// changingToSee is changing for whom showChanged shows the case then. If it is theirs and they have not opened it, that is one of the looks
// they have: who has none left hears so before anything is changed.
func (s *Site) changingToSee(r *http.Request, do roles.Action) (sql.Case, error) {
	c, err := s.changing(r, do)
	if err != nil {
		return c, err
	}
	if open, err := s.caseOpen(r, c); err != nil || open || asker(r).over(roles.Read, roles.Case, c) != roles.Yes {
		return c, err
	}
	return c, s.takeLook(r)
}

// showChanged shows a case after a change, or says why there was none. Who had not opened their own does so now, which the audit trail
// tells. Nothing is shown of somebody else's that they did not open for a purpose, nor if it was given out of their sight.
func (s *Site) showChanged(w http.ResponseWriter, r *http.Request, id string, err error) error {
	if err != nil {
		return caseProblem(err)
	}
	c, err := s.cfg.Staff.Cases().Head(r.Context(), id)
	if err != nil {
		return caseProblem(err)
	}
	open, err := s.caseOpen(r, c)
	switch {
	case err != nil:
		return err
	case open:
		c, err = s.cfg.Staff.Cases().Read(r.Context(), c.ID)
	case asker(r).over(roles.Read, roles.Case, c) == roles.Yes:
		c, err = s.lookInto(r, c, &reasonBody{}, false)
	default:
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if err != nil {
		return caseProblem(err)
	}
	return s.replyCase(w, r, c)
}

type fieldBody struct {
	Field string          `json:"field"`
	Value json.RawMessage `json:"value"`
	Rev   int             `json:"rev"`
}

// fieldProblem is why a field was not kept: what the form says is wrong, or what somebody else wrote there.
type fieldProblem struct {
	problemBody
	Rev      int             `json:"rev,omitempty"`
	Value    json.RawMessage `json:"value,omitempty"`
	Problems []form.Problem  `json:"problems,omitempty"`
}

// setCaseField keeps one field of the case sheet, from who saw the revision that they name.
func (s *Site) setCaseField(w http.ResponseWriter, r *http.Request) error {
	var body fieldBody
	if err := readUpTo(w, r, maxCaseBody, &body); err != nil {
		return err
	}
	c, err := s.changing(r, roles.Change)
	if err != nil {
		return err
	}
	me := asker(r).person
	if len(body.Value) == 0 {
		return errBadRequest
	}
	if !form.MayChange(c.Version, body.Field, me.Role, c.Owner == me.ID) {
		return errNotAllowed
	}
	rev, err := s.cfg.Staff.Cases().Set(r.Context(), c.ID, me.ID, body.Field, body.Value, body.Rev)
	if wrong, is := errors.AsType[form.Problem](err); is {
		reply(w, http.StatusUnprocessableEntity, fieldProblem{problemBody: problemBody{Error: problem{"invalid", wrong.Error()}}, Problems: []form.Problem{wrong}})
		return nil
	}
	if errors.Is(err, form.ErrConflict) {
		return s.replyConflict(w, r, c, body.Field)
	}
	if err != nil {
		return caseProblem(err)
	}
	reply(w, http.StatusOK, map[string]int{"rev": rev})
	return nil
}

// replyConflict shows what somebody else wrote to who has opened the case; anybody else is to look at it first.
func (s *Site) replyConflict(w http.ResponseWriter, r *http.Request, c sql.Case, field string) error {
	if open, err := s.caseOpen(r, c); err != nil || !open {
		return cmp.Or(err, errConflict)
	}
	c, err := s.cfg.Staff.Cases().Read(r.Context(), c.ID)
	if err != nil {
		return caseProblem(err)
	}
	reply(w, http.StatusConflict, fieldProblem{problemBody: problemBody{Error: problem{"conflict", "Somebody else wrote this meanwhile. Both are shown: choose one."}},
		Rev: c.Rev, Value: c.Values[field]})
	return nil
}

// stepping is what it takes to bring a case to a status.
func stepping(to casework.Status) roles.Action {
	switch to {
	case casework.Closed:
		return roles.Close
	case casework.Reopened:
		return roles.Reopen
	}
	return roles.Change
}

// moveCase brings a case to another status.
func (s *Site) moveCase(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Status  casework.Status `json:"status"`
		Outcome string          `json:"outcome"`
		Rev     int             `json:"rev"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	c, err := s.changingToSee(r, stepping(body.Status))
	if err != nil {
		return err
	}
	_, err = s.cfg.Staff.Cases().Move(r.Context(), c.ID, asker(r).person.ID, body.Status, body.Outcome, body.Rev)
	return s.showChanged(w, r, c.ID, err)
}

// followUpCase sets the day on which a case's owner wants to be reminded of it, or none.
func (s *Site) followUpCase(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Day string `json:"day"`
		Rev int    `json:"rev"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if _, err := time.Parse(time.DateOnly, body.Day); err != nil && body.Day != "" {
		return errBadDay
	}
	c, err := s.changingToSee(r, roles.Change)
	if err != nil {
		return err
	}
	_, err = s.cfg.Staff.Cases().FollowUp(r.Context(), c.ID, asker(r).person.ID, body.Day, body.Rev)
	return s.showChanged(w, r, c.ID, err)
}

// assignCase makes a case somebody else's, of those whom the asker may give cases to.
func (s *Site) assignCase(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Owner queue.AgentID `json:"owner"`
		Rev   int           `json:"rev"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if ok, err := s.mayOwn(r, body.Owner); err != nil || !ok {
		return errors.Join(err, errNotAllowed)
	}
	c, err := s.changingToSee(r, roles.Assign)
	if err != nil {
		return err
	}
	_, err = s.cfg.Staff.Cases().Assign(r.Context(), c.ID, asker(r).person.ID, body.Owner, body.Rev)
	return s.showChanged(w, r, c.ID, err)
}

// noteCase adds words to a case's timeline.
func (s *Site) noteCase(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Words string `json:"words"`
	}
	if err := readUpTo(w, r, maxCaseBody, &body); err != nil {
		return err
	}
	if body.Words = strings.TrimSpace(body.Words); body.Words == "" || utf8.RuneCountInString(body.Words) > maxNote {
		return errBadRequest
	}
	c, err := s.changingToSee(r, roles.Change)
	if err != nil {
		return err
	}
	_, err = s.cfg.Staff.Cases().Note(r.Context(), c.ID, asker(r).person.ID, body.Words)
	return s.showChanged(w, r, c.ID, err)
}

// holdCase keeps a case and its contacts from the retention rules, or gives them back, once the audit trail tells what for.
func (s *Site) holdCase(hold bool) answerer {
	return func(w http.ResponseWriter, r *http.Request) error {
		var why reasonBody
		if err := readJSON(w, r, &why); err != nil {
			return err
		}
		c, err := s.caseFor(r, roles.Retain, &why)
		if err != nil {
			return err
		}
		if err := s.cfg.Staff.Cases().Hold(r.Context(), c.ID, hold, asker(r).person.ID, why.Purpose, why.Words); err != nil {
			return caseProblem(err)
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}
