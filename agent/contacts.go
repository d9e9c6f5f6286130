package agent

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"alo116/agent/form"
	"alo116/queue"
)

// held is a contact that is open on somebody's screen. Changes of it are stored one after the other.
type held struct {
	form.Contact
	saves []save // waiting; the first one is in the air
}

// opening is a contact that a call should have.
type opening struct {
	agent  queue.AgentID
	failed bool // the store was away
	done   bool
}

// open begins the contact of a call that agent talks on, and tries until there is one. A place outside is nobody's contact.
func (f *floor) open(call queue.CallID, agent queue.AgentID) {
	if o := f.opening[call]; o != nil && o.agent == agent || call.ToPlace() {
		return
	}
	o := &opening{agent: agent}
	f.opening[call] = o
	number := f.calls[call].Caller.Sealed
	f.beside(func(ctx context.Context) {
		f.insist(ctx, func(ctx context.Context) error {
			c, err := f.cfg.Contacts.Open(ctx, call, agent, number)
			f.hub.post(func(f *floor) { f.opened(o, call, c, err) })
			return err
		})
	})
}

func (f *floor) opened(o *opening, call queue.CallID, c form.Contact, err error) {
	if err == nil {
		f.adopt(c)
	} else if !o.failed {
		f.cfg.Log.Warn().Str("call", string(call)).Str("agent", string(o.agent)).Err(err).Msg("open contact")
	}
	o.failed, o.done = err != nil, err == nil || refusal(err) != "unavailable"
	f.show(f.person(o.agent))
}

// loadContacts asks once for what the person has open, and closed a moment ago, for instance from before a restart.
func (f *floor) loadContacts(p *person) {
	if p.loaded || p.loading {
		return
	}
	p.loading = true
	id := p.ID
	f.beside(func(ctx context.Context) {
		f.insist(ctx, func(ctx context.Context) error {
			cs, err := f.cfg.Contacts.Current(ctx, id)
			var closed []form.Finished
			if err == nil {
				closed, err = f.cfg.Contacts.Finished(ctx, id, reopenWithin)
			}
			f.hub.post(func(f *floor) { f.current(id, cs, closed, err) })
			return err
		})
	})
}

// current takes what the store says a person has open, and closed a moment ago.
func (f *floor) current(id queue.AgentID, cs []form.Contact, closed []form.Finished, err error) {
	p := f.person(id)
	if err == nil {
		p.loaded, p.loading = true, false
		p.keep(slices.DeleteFunc(closed, func(c form.Finished) bool { return f.contacts[c.ID] != nil })...) // opened again meanwhile
		for _, c := range cs {
			f.adopt(c)
		}
	} else if !p.failed {
		f.cfg.Log.Warn().Str("agent", string(id)).Err(err).Msg("load open contacts")
	}
	p.failed = err != nil
	f.show(p)
}

// insist repeats ask until it succeeds, or fails for another reason than that the store is away.
func (f *floor) insist(ctx context.Context, ask func(context.Context) error) {
	for n := 0; ; n++ {
		err := within(ctx, ask)
		if err == nil || refusal(err) != "unavailable" {
			return
		}
		select {
		case <-time.After(backoff(n)):
		case <-ctx.Done():
			return
		}
	}
}

func within(ctx context.Context, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, storeWait)
	defer cancel()
	return ask(ctx)
}

// adopt takes a contact as the store has it: new, changed elsewhere, or handed over.
func (f *floor) adopt(c form.Contact) {
	h := f.contacts[c.ID]
	if h != nil && c.Rev < h.Rev {
		return // the answer to an older question
	}
	if c.Closed {
		f.release(c.ID, form.ErrClosed)
		return
	}
	if h != nil && h.Agent != c.Agent {
		f.release(c.ID, form.ErrNotYours)
		h = nil
	}
	if h == nil {
		h = &held{}
		f.contacts[c.ID] = h
		p := f.person(c.Agent)
		p.unclose(c.ID)
		p.contacts = append(p.contacts, h)
		defer slices.SortStableFunc(p.contacts, func(a, b *held) int { return a.OpenedAt.Compare(b.OpenedAt) })
	}
	c.Values = maps.Clone(c.Values)
	if c.Line == "" { // the journal may not have written the call yet
		c.Line = f.calls[c.Call].Line
	}
	h.Contact = c
	f.changed(h)
}

// release takes a contact off the screen of whoever has it, and refuses the changes that still waited.
func (f *floor) release(id string, why error) {
	h := f.contacts[id]
	if h == nil {
		return
	}
	for i := 1; i < len(h.saves); i++ {
		m := h.saves[i].msg
		f.refuse(h.saves[i].socket, refused{ID: m.ID, Contact: id, Field: m.Field}, why)
	}
	h.saves = h.saves[:min(1, len(h.saves))]
	delete(f.contacts, id)
	p := f.person(h.Agent)
	p.contacts = slices.DeleteFunc(p.contacts, func(x *held) bool { return x == h })
	f.changed(h)
}

func (f *floor) changed(h *held) {
	p := f.person(h.Agent)
	p.changes++
	f.show(p)
}

// pending tells whether the person's call at hand should have a contact that the store cannot give.
func (f *floor) pending(p *person, a queue.AgentView) bool {
	if (a.Work != queue.Talking && a.Work != queue.WrappingUp) || a.Call == p.finished || a.Call.ToPlace() {
		return false
	}
	o := f.opening[a.Call]
	return p.failed || (o != nil && o.agent == p.ID && o.failed && !o.done)
}

var errAway = errors.New("the contacts are not loaded yet")
