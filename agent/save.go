package agent

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"time"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// save is one change of a contact on its way to the store.
type save struct {
	socket *socket
	msg    message
	begun  time.Time
}

// set has one field of a contact stored.
func (f *floor) set(p *person, s *socket, m message) error {
	h, err := f.own(p, roles.Change, m.Contact)
	if err != nil {
		return err
	}
	if err := form.Validate(h.Version, m.Field, m.Value); err != nil {
		return err
	}
	if !form.MayChange(h.Version, m.Field, p.Role, true) {
		return errNotAllowed
	}
	if err := f.setsEntered(h, m); err != nil {
		return err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, m.Value); err != nil {
		return errMalformed
	}
	m.Value = compact.Bytes()
	return f.enqueue(h, save{s, m, time.Now()})
}

// close has a contact finished, and with it the wrap-up of its call.
func (f *floor) close(p *person, s *socket, m message) error {
	h, err := f.own(p, roles.Close, m.Contact)
	if err != nil {
		return err
	}
	if c, live := f.calls[h.Call]; live && c.State != queue.CallLeaving {
		return errInCall // it goes on, maybe with somebody else, to whom the contact goes
	}
	return f.enqueue(h, save{s, m, time.Now()})
}

// own finds a contact of the person's, which they may change or close. Somebody else's is the same to them as none.
func (f *floor) own(p *person, do roles.Action, id string) (*held, error) {
	if h := f.contacts[id]; h != nil && h.Agent == p.ID {
		return h, p.may(do, roles.Contact, h.Agent, p.Team, time.Since(h.OpenedAt))
	}
	if !p.loaded {
		return nil, errAway // it may well be theirs
	}
	return nil, form.ErrNotYours
}

func (f *floor) enqueue(h *held, s save) error {
	if len(h.saves) >= maxSaves {
		return errBusy
	}
	h.saves = append(h.saves, s)
	if len(h.saves) == 1 {
		f.advance(h)
	}
	return nil
}

// advance puts the first waiting change into the air. Those that can be refused without the store are.
func (f *floor) advance(h *held) {
	for len(h.saves) > 0 {
		s := h.saves[0]
		if s.msg.Type == "close" {
			if problems := form.Check(h.Version, h.Values); problems != nil {
				f.refuse(s.socket, refused{ID: s.msg.ID, Contact: h.ID, Fields: form.FieldsOf(problems), Problems: problems}, errIncomplete)
				h.saves = h.saves[1:]
				continue
			}
		}
		agent, id := h.Agent, h.ID
		f.beside(func(ctx context.Context) {
			done := f.store(ctx, agent, s.msg)
			f.hub.post(func(f *floor) { f.stored(id, agent, s, done) })
		})
		return
	}
}

// outcome is the store's answer to a save.
type outcome struct {
	rev   int
	err   error
	fresh []form.Contact // after a conflict: how it is
}

func (f *floor) store(ctx context.Context, agent queue.AgentID, m message) (o outcome) {
	ctx, cancel := context.WithTimeout(ctx, storeWait)
	defer cancel()
	if m.Type == "close" {
		o.rev, o.err = m.Rev, f.cfg.Contacts.Close(ctx, m.Contact, agent, m.Rev)
		if errors.Is(o.err, form.ErrClosed) {
			o.err = nil // an earlier answer got lost
		}
		if wrong := (form.Problem{}); errors.As(o.err, &wrong) {
			o.err = errors.Join(errIncomplete, wrong)
		}
	} else {
		o.rev, o.err = f.cfg.Contacts.Set(ctx, m.Contact, agent, m.Field, m.Value, m.Rev)
	}
	if errors.Is(o.err, form.ErrConflict) {
		var err error
		if o.fresh, err = f.cfg.Contacts.Current(ctx, agent); err != nil {
			o.err = err // then we cannot tell what the conflict is: the same is tried again
		}
	}
	return o
}

// stored tells the screen how its change ended, and goes on with the next.
func (f *floor) stored(id string, agent queue.AgentID, s save, o outcome) {
	if errors.Is(o.err, form.ErrConflict) {
		o = f.resolve(id, s.msg, o)
	}
	f.report(s, o)
	h := f.contacts[id]
	if h == nil || h.Agent != agent {
		return // handed over meanwhile
	}
	f.apply(h, s.msg, o)
	h.saves = h.saves[1:]
	f.advance(h)
}

// resolve looks what a conflict is: the same change stored before, whose answer got lost; a contact that is
// not this person's any more; or another change, which only the person can decide about.
func (f *floor) resolve(id string, m message, o outcome) outcome {
	still := false
	for _, c := range o.fresh {
		f.adopt(c)
		still = still || c.ID == id
	}
	h := f.contacts[id]
	switch {
	case !still || h == nil:
		return outcome{err: form.ErrNotYours}
	case m.Type == "set" && sameJSON(h.Values[m.Field], m.Value):
		return outcome{rev: h.Rev}
	}
	return o
}

// apply changes the contact on the screens as the store did.
func (f *floor) apply(h *held, m message, o outcome) {
	switch {
	case errors.Is(o.err, form.ErrNotYours), errors.Is(o.err, form.ErrClosed):
		f.release(h.ID, o.err)
	case o.err != nil || o.rev < h.Rev:
	case m.Type == "close":
		p := f.person(h.Agent)
		if h.Call != "" {
			p.finished = h.Call
		}
		f.release(h.ID, form.ErrClosed)
		f.finish(h)
		f.wrapUpDone(p, h.Call)
	default:
		h.put(m.Field, m.Value, o.rev)
		f.changed(h)
	}
}

func (h *held) put(field string, value json.RawMessage, rev int) {
	h.Rev = rev
	if h.Values == nil {
		h.Values = map[string]json.RawMessage{}
	}
	if string(value) == "null" {
		delete(h.Values, field)
	} else {
		h.Values[field] = value
	}
}

func (f *floor) report(s save, o outcome) {
	code := "saved"
	if o.err != nil {
		code = refusal(o.err)
	}
	f.cfg.Metrics.saves.WithLabelValues(code).Observe(time.Since(s.begun).Seconds())
	m := s.msg
	if o.err == nil {
		s.socket.answer(saved{Type: "saved", ID: m.ID, Contact: m.Contact, Field: m.Field, Rev: o.rev, Closed: m.Type == "close"})
		return
	}
	rev := 0
	if h := f.contacts[m.Contact]; h != nil && code == "conflict" {
		rev = h.Rev
	}
	f.refuse(s.socket, refused{ID: m.ID, Contact: m.Contact, Field: m.Field, Rev: rev}, o.err)
}

// sameJSON compares values as Postgres may have rewritten them.
func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	if len(a) == 0 {
		a = json.RawMessage("null")
	}
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
