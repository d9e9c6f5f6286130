package agent

import (
	"context"
	"crypto/rand"
	"strings"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// callPlace calls a place outside, with no caller on the line: one that may be asked into a talk may also be called. It begins no contact.
func (f *floor) callPlace(p *person, s *socket, m message) error {
	if err := f.handsFree(p.ID); err != nil {
		return err
	}
	target := f.target(m.Divert)
	if target == "" {
		return errNoPlace
	}
	c := form.PlaceCall{Call: queue.CallID(queue.PlacePrefix + rand.Text()), By: p.ID, Place: m.Divert, Name: f.agencyName(m.Divert), Case: m.Case}
	if m.Case == "" {
		f.callsPlace(s, m, c, target, nil)
		f.keepPlace(c)
		return nil
	}
	me := p.Person
	f.beside(func(ctx context.Context) {
		err := within(ctx, func(ctx context.Context) error {
			return f.cfg.Places.CalledPlace(ctx, c, func(w form.Whose) error { return me.may(roles.Change, roles.Case, w.Agent, w.Team, w.Age) })
		})
		f.hub.post(func(f *floor) { f.callsPlace(s, m, c, target, err) })
	})
	return nil
}

// keepPlace has the audit trail tell of a call that waits for no database: whoever calls the police about no case of ours must get through
// also while it is away. The journal, which waits for its database, tells it as well.
func (f *floor) keepPlace(c form.PlaceCall) {
	f.beside(func(ctx context.Context) {
		f.insist(ctx, func(ctx context.Context) error {
			err := f.cfg.Places.CalledPlace(ctx, c, nil)
			if err != nil {
				f.cfg.Log.Warn().Str("call", string(c.Call)).Err(err).Msg("the audit trail does not tell yet that a place was called")
			}
			return err
		})
	})
}

// callsPlace has the queue make the call, if who asked still has hands free.
func (f *floor) callsPlace(s *socket, m message, c form.PlaceCall, target string, err error) {
	if err == nil {
		err = f.handsFree(c.By)
	}
	if err != nil {
		f.refuse(s, refused{ID: m.ID}, err)
		return
	}
	f.cfg.Emit(queue.CallAsked{Call: c.Call, Line: f.cfg.Policy().Lines[0].ID, Agent: c.By, Target: target})
	s.answer(calling{Type: "calling", ID: m.ID})
}

// placeView is a place outside that is called: what it is called by, and what it is called. An agency has one name in all languages; a place
// that the policy names has its words in the page.
type placeView struct {
	Code  string     `json:"code"`
	Label form.Label `json:"label"`
}

// placeOf is the place outside that a call was made to; nil for any other call.
func (f *floor) placeOf(c queue.CallView) *placeView {
	if !c.Call.ToPlace() {
		return nil
	}
	code := strings.TrimPrefix(c.Out, queue.AgencyTarget)
	v := &placeView{Code: code, Label: form.Label{}}
	if name := f.agencyName(code); name != "" {
		v.Label = form.Label{"sq": name, "en": name}
	}
	for _, n := range form.EmergencyNumbers() {
		if n.Number == code {
			v.Label = n.Label
		}
	}
	return v
}
