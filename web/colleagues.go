package web

import (
	"net/http"

	"alo116/agent/roles"
	"alo116/queue"
)

// colleagueBody is somebody who works here, as others may choose them in a form.
type colleagueBody struct {
	ID   queue.AgentID `json:"id"`
	Name string        `json:"name"`
	Role queue.Role    `json:"role"`
	// For: a contact may be entered for them.
	For bool `json:"for"`
}

// colleagues lists who works with callers and cases, and is not disabled.
func (s *Site) colleagues(w http.ResponseWriter, r *http.Request) error {
	people, err := s.cfg.Staff.ListPeople(r.Context())
	if err != nil {
		return err
	}
	who, all := asker(r), []colleagueBody{}
	for _, p := range people {
		if p.Disabled || roles.Could(p.Role, roles.Change, roles.Contact) == roles.No {
			continue
		}
		all = append(all, colleagueBody{p.ID, p.Name, p.Role, who.may(roles.Add, roles.Contact, owner(p))})
	}
	reply(w, http.StatusOK, map[string]any{"people": all})
	return nil
}
