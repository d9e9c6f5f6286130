package agent

import (
	"context"
	"time"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// What a screen is told of the caller at hand. The offer never waits for it: it comes with a later view.
type contextState string

const (
	contextReading  contextState = "reading"
	contextKnown    contextState = "known"
	contextWithheld contextState = "withheld" // there is nothing to know
	contextAway     contextState = "away"     // the store is; it is asked again
)

// known is what is known of the caller of a call.
type known struct {
	call  queue.CallID
	state contextState
	what  form.Known
}

type (
	contextView struct {
		Call       queue.CallID   `json:"call"`
		State      contextState   `json:"state"`
		Contacts   int            `json:"contacts"`
		Last       stamp          `json:"last"`
		Silent     int            `json:"silent"`
		Place      string         `json:"place"`
		Cases      []caseView     `json:"cases"`
		Approaches []approachView `json:"approaches"`
	}
	caseView struct {
		ID     string `json:"id"`
		Code   string `json:"code"`
		Status string `json:"status"`
		Risk   string `json:"risk"`
		Owner  string `json:"owner"`
	}
	approachView struct {
		ID      string        `json:"id"`
		Contact string        `json:"contact"`
		Kind    string        `json:"kind"`
		Words   string        `json:"words"`
		Agent   queue.AgentID `json:"agent"`
		Name    string        `json:"name"`
		Made    stamp         `json:"made"`
		Until   stamp         `json:"until"`
		Change  bool          `json:"change"` // this person may
	}
)

// acquaint begins to find out about the caller that a person is rung for or talks with, and forgets the one before.
func (f *floor) acquaint(p *person) {
	call := f.agents[p.ID].Call
	if call == p.known.call {
		return
	}
	p.known = known{}
	c, live := f.calls[call]
	if !live || c.Agent != p.ID || call.ToPlace() || p.may(roles.Read, roles.History, c.Agent, p.Team, time.Since(c.Arrived)) != nil {
		return
	}
	p.known = known{call: call, state: contextReading}
	if c.Caller.Key == "" {
		p.known.state = contextWithheld
		return
	}
	f.readKnown(p, c.Caller)
}

// readKnown asks the store until it answers, or the call is not at hand any more.
func (f *floor) readKnown(p *person, caller queue.Caller) {
	id, call := p.ID, p.known.call
	f.beside(func(ctx context.Context) {
		ctx, enough := context.WithCancel(ctx)
		defer enough()
		f.insist(ctx, func(ctx context.Context) error {
			what, err := f.cfg.Callers.Known(ctx, call, caller, id)
			f.hub.post(func(f *floor) { f.knew(id, call, what, err, enough) })
			return err
		})
	})
}

func (f *floor) knew(id queue.AgentID, call queue.CallID, what form.Known, err error, enough func()) {
	p := f.person(id)
	if p.known.call != call {
		enough()
		return
	}
	state := contextKnown
	if err != nil {
		state = contextAway
		if p.known.state != state {
			f.cfg.Log.Warn().Str("call", string(call)).Err(err).Msg("find what is known of a caller")
		}
	}
	p.known.state, p.known.what = state, what
	p.changes++
	f.show(p)
}

// view is what the person is shown of it; nothing without a call at hand.
func (k known) view(p *person) *contextView {
	if k.call == "" {
		return nil
	}
	v := &contextView{Call: k.call, State: k.state, Contacts: k.what.Contacts, Last: stamp(k.what.Last), Silent: k.what.Silent,
		Place: k.what.Place, Cases: []caseView{}, Approaches: []approachView{}}
	for _, c := range k.what.Cases {
		v.Cases = append(v.Cases, caseView(c))
	}
	for _, a := range k.what.Approaches {
		may := p.may(roles.Change, roles.Approach, a.Agent, a.Team, time.Since(a.Made)) == nil
		v.Approaches = append(v.Approaches, approachView{a.ID, a.Contact, a.Kind, a.Words, a.Agent, a.Name, stamp(a.Made), stamp(a.Until), may})
	}
	return v
}

// Reacquaint finds out anew about the caller that a person has at hand: what is known of them was changed.
func (h *Hub) Reacquaint(id queue.AgentID) {
	h.post(func(f *floor) {
		if caller, talks := f.atHand(id); talks && caller.Key != "" {
			f.readKnown(f.person(id), caller)
		}
	})
}

// AtHand tells whom a person is rung for or talks with, or has talked with until now, in the wrap-up. Not ok is nobody.
func (h *Hub) AtHand(ctx context.Context, id queue.AgentID) (caller queue.Caller, ok bool) {
	type answer struct {
		caller queue.Caller
		ok     bool
	}
	answers := make(chan answer, 1)
	if !h.post(func(f *floor) { c, ok := f.atHand(id); answers <- answer{c, ok} }) {
		return caller, false
	}
	select {
	case a := <-answers:
		return a.caller, a.ok
	case <-ctx.Done():
	case <-h.done:
	}
	return caller, false
}

// atHand gives the caller that a person was acquainted with.
func (f *floor) atHand(id queue.AgentID) (queue.Caller, bool) {
	p := f.people[id]
	if p == nil || p.known.call == "" {
		return queue.Caller{}, false
	}
	if c, live := f.calls[p.known.call]; live {
		return c.Caller, true
	}
	return p.last.Caller, p.last.Call == p.known.call
}
