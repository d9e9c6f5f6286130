package web

import (
	"context"
	"net/http"
	"time"

	"alo116/queue"
)

// A page covers itself when nobody touches it, and tells the service when somebody does. The service does not rely on the page for
// the rest: a session of which it heard no touch for LockAfter and a little is locked, whatever became of the page. Who talks is
// there, whatever their hands do.

// idleGrace is what a page may be late: it tells of touches twice a minute at most.
const idleGrace = time.Minute

// touched takes from a page that somebody sits at it.
func (s *Site) touched(w http.ResponseWriter, r *http.Request) error {
	s.sessions.touch(asker(r).token)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// lockIdle locks the sessions that nobody touches.
func (s *Site) lockIdle(ctx context.Context, now time.Time) {
	if s.cfg.LockAfter <= 0 {
		return
	}
	covered := false
	for token, id := range s.sessions.untouched(now.Add(-s.cfg.LockAfter - idleGrace)) {
		if s.cfg.Hub.Busy(ctx, id) {
			s.sessions.touch(token)
			continue
		}
		s.sessions.cover(token)
		covered = true
	}
	if covered {
		s.cfg.Hub.Lock(s.sessions.locked())
	}
}

// touch notes that somebody is there.
func (s *sessions) touch(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g, ok := s.known[token]; ok {
		g.touched = time.Now()
		s.known[token] = g
	}
}

// untouched lists the open sessions that nobody touched since, and whose they are. Who has yet to choose a password is shown
// nothing that could be covered.
func (s *sessions) untouched(since time.Time) map[string]queue.AgentID {
	s.mu.Lock()
	defer s.mu.Unlock()
	idle := map[string]queue.AgentID{}
	for token, g := range s.known {
		if !g.stands.Locked && !g.person.PasswordOnce && g.touched.Before(since) {
			idle[token] = g.person.ID
		}
	}
	return idle
}
