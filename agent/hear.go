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
	// covered is heard from a locked screen, too.
	covered bool
}

// asks is every message there is, beside the hello. Nothing is heard that is not in this list.
var asks = map[string]ask{
	"beat":        {roles.Use, roles.Desk, (*floor).beat, true},
	"ready":       {roles.Change, roles.Presence, (*floor).ready, true},
	"pause":       {roles.Change, roles.Presence, (*floor).pause, true},
	"wrapup_done": {roles.Change, roles.Presence, (*floor).wrappedUp, false},
	"set":         {roles.Change, roles.Contact, (*floor).set, false},
	"close":       {roles.Close, roles.Contact, (*floor).close, false},
	"enter":       {roles.Add, roles.Contact, (*floor).enter, false},
	"reopen":      {roles.Reopen, roles.Contact, (*floor).reopen, false},
	"prioritise":  {roles.Prioritise, roles.Call, (*floor).prioritise, false},
	"assign":      {roles.Assign, roles.Call, (*floor).assign, false},
	"transfer":    {roles.Transfer, roles.Call, (*floor).transfer, false},
	"call_back":   {roles.Dial, roles.Number, (*floor).callBack, false},
	"call_place":  {roles.Dial, roles.Place, (*floor).callPlace, false},
	"take_back":   {roles.Transfer, roles.Call, (*floor).takeBack, false},
	"ways":        {roles.Transfer, roles.Call, (*floor).tellWays, false},
	"history":     {roles.Read, roles.History, (*floor).tellHistory, false},
	"put_down":    {roles.Use, roles.Phone, (*floor).putDown, true},
	"silence":     {roles.Use, roles.Phone, (*floor).silence, true},
	"digit":       {roles.Use, roles.Phone, (*floor).dialDigit, false},
	"danger":      {roles.Hold, roles.Call, (*floor).danger, false},
	"hold":        {roles.Hold, roles.Call, (*floor).hold, false},
	"resume":      {roles.Hold, roles.Call, (*floor).resume, false},
	"invite":      {roles.Dial, roles.Call, (*floor).invite, false},
	"caller":      {roles.Hold, roles.Call, (*floor).placeCaller, false},
	"guest":       {roles.Hold, roles.Call, (*floor).placeGuest, false},
	"remove":      {roles.Hold, roles.Call, (*floor).removeGuest, false},
	"hand_over":   {roles.Transfer, roles.Call, (*floor).handOver, false},
	"sign_out":    {roles.Change, roles.Account, (*floor).goHome, true},
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
	if errors.Is(err, errNotAllowed) { // a page of ours does not ask for it
		f.cfg.Log.Info().Str("agent", string(id)).Str("type", m.Type).Msg("refused")
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
	if s.locked && !a.covered {
		return errLocked
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
		if errors.Is(err, errIncomplete) {
			r.Fields = []string{wrong.Field}
		}
	}
	f.cfg.Metrics.refused.WithLabelValues(r.Code).Inc()
	s.answer(r)
}
