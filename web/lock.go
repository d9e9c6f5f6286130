package web

import "net/http"

// lock covers the session: from now on it is told nothing personal, until its owner proves to be there. Its phone
// still rings and can be answered, and a talk goes on. It holds even if the database is away, and is written down when it is back.
func (s *Site) lock(w http.ResponseWriter, r *http.Request) error {
	s.sessions.cover(asker(r).token)
	s.cfg.Hub.Lock(s.sessions.locked())
	if err := s.sessions.pay(r.Context()); err != nil {
		s.cfg.Log.Warn().Err(err).Msg("keep a lock; it holds here, and is tried again")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
