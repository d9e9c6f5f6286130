package web

import (
	"net/http"

	"alo116/agent/roles"
)

// holdContact keeps a contact from the retention rules, or gives it back to them, once the audit trail tells what for.
func (s *Site) holdContact(hold bool) answerer {
	return func(w http.ResponseWriter, r *http.Request) error {
		why, _, err := s.reason(w, r, roles.Retain, roles.Contact)
		if err != nil {
			return err
		}
		err = s.cfg.Staff.Contacts().Hold(r.Context(), r.PathValue("id"), hold, asker(r).person.ID, why.Purpose, why.Words)
		if err != nil {
			return contactProblem(err)
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}
