package web

import (
	"context"
	"time"

	"alo116/queue"
)

// dismiss ends at once what a person has here, and in Asterisk, after their sessions and their desk phone were ended in the store.
func (s *Site) dismiss(ctx context.Context, id queue.AgentID) {
	s.sessions.dismiss(id)
	s.cfg.Hub.Disconnect(id)
	s.deskPhoneChanged(ctx, id)
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
