package agent

import (
	"context"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// reopen lets a closed contact be written again by its owner, for as long as the table of the roles says.
func (f *floor) reopen(p *person, s *socket, m message) error {
	me := p.Person
	f.beside(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, storeWait)
		defer cancel()
		c, err := f.cfg.Contacts.Reopen(ctx, m.Contact, me.ID, func(w form.Whose) error {
			return me.may(roles.Reopen, roles.Contact, w.Agent, w.Team, w.Age)
		})
		f.hub.post(func(f *floor) { f.reopened(me.ID, s, m, c, err) })
	})
	return nil
}

func (f *floor) reopened(id queue.AgentID, s *socket, m message, c form.Contact, err error) {
	if err != nil {
		f.show(f.person(id)) // maybe it is too late by now
		f.refuse(s, refused{ID: m.ID, Contact: m.Contact}, err)
		return
	}
	f.adopt(c)
	s.answer(saved{Type: "saved", ID: m.ID, Contact: c.ID, Rev: c.Rev})
}
