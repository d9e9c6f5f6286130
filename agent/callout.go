package agent

import (
	"context"
	"crypto/rand"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// fruitless is a call out that nobody answered, as its counsellor is shown it until something else rings.
type fruitless struct {
	Call   queue.CallID `json:"call"`
	Reason string       `json:"reason"`
	At     stamp        `json:"at"`
	Place  *placeView   `json:"place,omitempty"`
}

// callBack calls the caller of a contact back, who said that this is safe. Nobody is called by a number that is typed.
func (f *floor) callBack(p *person, s *socket, m message) error {
	if err := f.handsFree(p.ID); err != nil {
		return err
	}
	me, call := p.Person, queue.CallID(queue.OutPrefix+rand.Text())
	f.beside(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, storeWait)
		defer cancel()
		back, err := f.cfg.Contacts.CallBack(ctx, m.Contact, call, me.ID, func(w form.Whose) error {
			return me.may(roles.Dial, roles.Number, w.Agent, w.Team, w.Age)
		})
		f.hub.post(func(f *floor) { f.callsBack(s, m, me.ID, call, back, err) })
	})
	return nil
}

// callsBack has the queue make the call, if who asked still has hands free.
func (f *floor) callsBack(s *socket, m message, by queue.AgentID, call queue.CallID, back form.Callback, err error) {
	if err == nil {
		err = f.handsFree(by)
	}
	if err != nil {
		f.refuse(s, refused{ID: m.ID, Contact: m.Contact}, err)
		return
	}
	f.cfg.Emit(queue.CallAsked{Call: call, Line: back.Line, Agent: by, Target: queue.ContactTarget + m.Contact, Caller: back.Caller})
	s.answer(calling{Type: "calling", ID: m.ID})
}

// calling tells a screen that its call out is asked for; the view shows what becomes of it.
type calling struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

// handsFree refuses who cannot call anybody now: they have a call, or their phone is not there, or Asterisk.
func (f *floor) handsFree(id queue.AgentID) error {
	a := f.agents[id]
	switch {
	case !f.view.Link || !a.Screen || !a.Phone || a.Presence == "" || a.Presence == queue.Offline:
		return errNoPhone
	case a.Work == queue.WrappingUp, a.Work == queue.Idle && a.Call == "":
		return nil
	}
	return errInCall
}

// noteOut keeps what came of a call out that nobody answered, for whoever asked for it, until something else rings for them.
func (f *floor) noteOut(r *queue.Record) {
	p := f.people[r.Agent]
	if p != nil && r.Kind == queue.RecEnded && r.Outgoing && r.Reason != string(queue.EndAnswered) {
		p.fruitless = &fruitless{r.Call, r.Reason, stamp(r.At), f.placeOf(f.calls[r.Call])}
		p.changes++
	}
}

// forgetOut forgets it once there is another call.
func (f *floor) forgetOut(a queue.AgentView) {
	if p := f.people[a.Agent]; p != nil && p.fruitless != nil && a.Call != "" && a.Call != p.fruitless.Call {
		p.fruitless = nil
		p.changes++
	}
}
