package web

import (
	"time"

	"alo116/queue"
)

// dismiss ends at once what a person has here, after their sessions were ended in the store.
func (s *Site) dismiss(id queue.AgentID) {
	s.sessions.dismiss(id)
	s.cfg.Hub.Disconnect(id)
}

func (s *sessions) dismiss(id queue.AgentID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for token, g := range s.known {
		if g.person.ID != id {
			continue
		}
		delete(s.known, token)
		s.ended[token] = time.Now()
		for h := range s.holds[token] {
			h.cancel()
		}
	}
}
