package agent

import (
	"time"

	"alo116/agent/roles"
	"alo116/queue"
)

// may refuses what a person may not do to a record of that owner. Age is since the record was finished or, if it never
// was, begun. What asks for a purpose first is not done over a screen's socket.
func (p Person) may(do roles.Action, to roles.Object, owner queue.AgentID, team string, age time.Duration) error {
	between := roles.Between(roles.Party{ID: p.ID, Team: p.Team}, roles.Party{ID: owner, Team: team}, age)
	if roles.May(p.Role, do, to, between) != roles.Yes {
		return errNotAllowed
	}
	return nil
}

// reads tells whether a contact of the person's may be on their screen. An older one is opened for a purpose.
func (p *person) reads(h *held) bool {
	return p.may(roles.Read, roles.Contact, h.Agent, p.Team, time.Since(h.OpenedAt)) == nil
}
