package agent

import (
	"context"
	"encoding/json"
	"time"

	"alo116/agent/form"
	"alo116/agent/roles"
)

// defaultEnterWithin is how long after a contact it may be entered, unless the settings say otherwise.
const defaultEnterWithin = 31 * 24 * time.Hour

// clockSlack is how far ahead a counsellor's clock may be.
const clockSlack = 2 * time.Minute

// enter begins a contact that was no call: for oneself, or a colleague whom the table of the roles names.
func (f *floor) enter(p *person, s *socket, m message) error {
	e := form.Entered{ID: m.Contact, By: p.ID, For: m.To, Channel: m.Channel, At: m.At}
	if e.For == "" {
		e.For = p.ID
	}
	values, err := e.Values(f.cfg.Form)
	if err != nil {
		return err
	}
	if err := f.inTime(values[1].Value); err != nil {
		return err
	}
	me := p.Person
	f.beside(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, storeWait)
		defer cancel()
		c, err := f.cfg.Contacts.Enter(ctx, e, func(w form.Whose) error { return me.may(roles.Add, roles.Contact, w.Agent, w.Team, 0) })
		f.hub.post(func(f *floor) { f.reopened(me.ID, s, m, c, err) })
	})
	return nil
}

// inTime refuses a moment that is not over, or too long ago. One that is not known is fine.
func (f *floor) inTime(value json.RawMessage) error {
	first, last, known := form.Happened(value, f.cfg.Location)
	if !known {
		return nil
	}
	now := time.Now()
	switch {
	case first.After(now.Add(clockSlack)):
		return errInFuture
	case last.Before(now.Add(-f.cfg.EnterWithin)):
		return errTooOld
	}
	return nil
}

// setsEntered refuses what may not be said of a contact that was entered: whose it is was decided when it was begun.
func (f *floor) setsEntered(h *held, m message) error {
	switch {
	case h.Call != "":
		return nil
	case m.Field == form.TakenByField:
		return errNotAllowed
	case m.Field == form.HappenedAtField:
		if err := f.inTime(m.Value); err != nil {
			return form.Problem{Field: m.Field, Code: form.Code(refusal(err))}
		}
	}
	return nil
}
