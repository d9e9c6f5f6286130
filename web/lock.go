package web

import (
	"net/http"

	"alo116/sql"
)

// lock covers the session: from now on it is told nothing personal, until its owner proves to be there. Its phone
// still rings and can be answered, and a talk goes on.
func (s *Site) lock(w http.ResponseWriter, r *http.Request) error {
	who := asker(r)
	// First here: it must hold even if the database is away.
	s.sessions.change(who.token, func(stands *sql.Standing) { stands.Locked = true })
	s.cfg.Hub.Lock(s.sessions.locked())
	if err := s.sessions.store.Lock(r.Context(), who.token); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
