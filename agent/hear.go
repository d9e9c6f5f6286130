package agent

import (
	"errors"
	"slices"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// ask is a message that a screen may send: what it does, to what, and who answers. The table of the roles says who may.
type ask struct {
	action roles.Action
	object roles.Object
	answer func(*floor, *person, *socket, message) error
}

// asks is every message there is, beside the hello. Nothing is heard that is not in this list.
var asks = map[string]ask{
	"beat":        {roles.Use, roles.Desk, (*floor).beat},
	"ready":       {roles.Change, roles.Presence, (*floor).ready},
	"pause":       {roles.Change, roles.Presence, (*floor).pause},
	"wrapup_done": {roles.Change, roles.Presence, (*floor).wrappedUp},
	"set":         {roles.Change, roles.Contact, (*floor).set},
	"close":       {roles.Close, roles.Contact, (*floor).close},
	"reopen":      {roles.Reopen, roles.Contact, (*floor).reopen},
	"prioritise":  {roles.Prioritise, roles.Call, (*floor).prioritise},
	"assign":      {roles.Assign, roles.Call, (*floor).assign},
	"transfer":    {roles.Transfer, roles.Call, (*floor).transfer},
	"sign_out":    {roles.Change, roles.Account, (*floor).goHome},
}

// hear does what a screen asks, or refuses it.
func (f *floor) hear(id queue.AgentID, s *socket, m message, err error) {
	p := f.person(id)
	if !slices.Contains(p.sockets, s) {
		return // signed out or replaced a moment ago
	}
	if err == nil {
		err = f.obey(p, s, m)
	}
	if err != nil {
		f.refuse(s, refused{ID: m.ID, Contact: m.Contact, Field: m.Field}, err)
	}
}

func (f *floor) obey(p *person, s *socket, m message) error {
	a, known := asks[m.Type]
	if !known {
		return errUnknown
	}
	if roles.Could(p.Role, a.action, a.object) == roles.No {
		return errNotAllowed
	}
	return a.answer(f, p, s, m)
}

func (f *floor) beat(p *person, s *socket, m message) error {
	if m.Frozen == nil || *m.Frozen == s.frozen {
		return nil
	}
	s.frozen = *m.Frozen
	f.prove(p)
	f.show(p)
	return nil
}

func (f *floor) ready(p *person, _ *socket, _ message) error {
	f.cfg.Emit(queue.Ready{Agent: p.ID})
	return nil
}

func (f *floor) pause(p *person, _ *socket, m message) error {
	if !slices.Contains(f.cfg.Policy().PauseReasons, m.Reason) {
		return errNoReason
	}
	f.cfg.Emit(queue.Paused{Agent: p.ID, Reason: m.Reason})
	return nil
}

func (f *floor) wrappedUp(p *person, _ *socket, m message) error {
	f.wrapUpDone(p, m.Call)
	return nil
}

// wrapUpDone ends the wrap-up of that call, if it is the present one.
func (f *floor) wrapUpDone(p *person, call queue.CallID) {
	if a := f.agents[p.ID]; a.Work == queue.WrappingUp && a.Call == call {
		f.cfg.Emit(queue.WrapUpDone{Agent: p.ID})
	}
}

// goHome is a person's own wish to leave; a call must be over first.
func (f *floor) goHome(p *person, _ *socket, _ message) error {
	if onPhone(f.agents[p.ID].Work) {
		return errInCall
	}
	f.signOut(p.ID)
	return nil
}

func (f *floor) refuse(s *socket, r refused, err error) {
	r.Type, r.Code = "refused", refusal(err)
	if wrong := (form.Problem{}); errors.As(err, &wrong) {
		r.Problems = []form.Problem{wrong}
	}
	f.cfg.Metrics.refused.WithLabelValues(r.Code).Inc()
	s.answer(r)
}
