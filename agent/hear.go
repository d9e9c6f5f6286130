package agent

import (
	"slices"

	"alo116/queue"
)

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
	switch m.Type {
	case "beat":
		f.beat(p, s, m)
	case "ready":
		f.cfg.Emit(queue.Ready{Agent: p.ID})
	case "pause":
		return f.pause(p, m)
	case "set":
		return f.set(p, s, m)
	case "close":
		return f.close(p, s, m)
	case "wrapup_done":
		f.wrapUpDone(p, m.Call)
	case "sign_out":
		if onPhone(f.agents[p.ID].Work) {
			return errInCall
		}
		f.signOut(p.ID)
	default:
		return errUnknown
	}
	return nil
}

func (f *floor) beat(p *person, s *socket, m message) {
	if m.Frozen == nil || *m.Frozen == s.frozen {
		return
	}
	s.frozen = *m.Frozen
	f.prove(p)
	f.show(p)
}

func (f *floor) pause(p *person, m message) error {
	if !slices.Contains(f.cfg.Policy().PauseReasons, m.Reason) {
		return errNoReason
	}
	f.cfg.Emit(queue.Paused{Agent: p.ID, Reason: m.Reason})
	return nil
}

// wrapUpDone ends the wrap-up of that call, if it is the present one.
func (f *floor) wrapUpDone(p *person, call queue.CallID) {
	if a := f.agents[p.ID]; a.Work == queue.WrappingUp && a.Call == call {
		f.cfg.Emit(queue.WrapUpDone{Agent: p.ID})
	}
}

func (f *floor) refuse(s *socket, r refused, err error) {
	r.Type, r.Code = "refused", refusal(err)
	f.cfg.Metrics.refused.WithLabelValues(r.Code).Inc()
	s.answer(r)
}
