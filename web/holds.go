package web

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"alo116/queue"
	"alo116/sql"
)

func isSignedOut(err error) bool { return errors.Is(err, errSignedOut) }

func (s *sessions) isEnded(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ended := s.ended[token]
	return ended
}

// remember keeps how a session was found, and gives how it stands: what was done to it here since counts more, and a lock that
// the store has not taken yet counts until it has.
func (s *sessions) remember(token string, g good) good {
	s.mu.Lock()
	defer s.mu.Unlock()
	g.touched = g.at
	if old, ok := s.known[token]; ok {
		g = g.after(old)
	}
	if _, ended := s.ended[token]; !ended {
		s.known[token] = g
	}
	return g
}

// after is how a session stands that was found so, and was known so before.
func (g good) after(old good) good {
	if old.changed.After(g.at) {
		g.stands = old.stands
	}
	g.changed, g.owed, g.touched = old.changed, old.owed, old.touched
	g.stands.Locked = g.stands.Locked || g.owed
	return g
}

func (s *sessions) recall(token string) (good, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, ok := s.known[token]
	return g, ok && time.Since(g.at) < trustAway
}

// cover locks a session at once. The store is owed that.
func (s *sessions) cover(token string) {
	s.change(token, func(g *good) { g.stands.Locked, g.owed = true, true })
}

// change notes what was done to a session.
func (s *sessions) change(token string, do func(*good)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g, ok := s.known[token]; ok {
		g.changed = time.Now()
		do(&g)
		s.known[token] = g
	}
}

// uncover unlocks a session whose owner proved to be there, if the store takes it.
func (s *sessions) uncover(ctx context.Context, token string, stands sql.Standing) error {
	s.locking.Lock() // a lock that is owed would come after it
	defer s.locking.Unlock()
	if err := s.store.Prove(ctx, token); err != nil {
		return err
	}
	s.change(token, func(g *good) { g.stands, g.owed, g.touched = stands, false, time.Now() })
	return nil
}

// pay gives the store the locks that it is owed.
func (s *sessions) pay(ctx context.Context) error {
	s.locking.Lock()
	defer s.locking.Unlock()
	for _, token := range s.owing() {
		if err := s.store.Lock(ctx, token); err != nil {
			return err
		}
		s.change(token, func(g *good) { g.owed = false })
	}
	return nil
}

func (s *sessions) owing() (tokens []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for token, g := range s.known {
		if g.owed {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// hold gives a context that ends when the session does. The caller must release it.
func (s *sessions) hold(ctx context.Context, token string) (context.Context, func(), error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ended := s.ended[token]; ended {
		return nil, nil, errSignedOut
	}
	if len(s.holds[token]) >= maxHolds {
		return nil, nil, errTooMany
	}
	ctx, cancel := context.WithCancel(ctx)
	h := &hold{cancel}
	if s.holds[token] == nil {
		s.holds[token] = map[*hold]bool{}
	}
	s.holds[token][h] = true
	return ctx, func() { s.release(token, h) }, nil
}

func (s *sessions) release(token string, h *hold) {
	h.cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.holds[token], h)
	if len(s.holds[token]) == 0 {
		delete(s.holds, token)
	}
}

// inUse lists the sessions that hold a socket or were seen a while ago.
func (s *sessions) inUse() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	tokens := slices.Collect(maps.Keys(s.known))
	for token := range s.holds {
		if _, ok := s.known[token]; !ok {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// held lists the sessions that hold a socket, and forgets what is old.
func (s *sessions) held() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	maps.DeleteFunc(s.ended, func(_ string, at time.Time) bool { return now.Sub(at) > forgetAfter })
	maps.DeleteFunc(s.known, func(token string, g good) bool {
		return now.Sub(g.at) > forgetAfter && s.holds[token] == nil && !g.owed
	})
	return slices.Collect(maps.Keys(s.holds))
}

// heldBy lists the sessions that hold a socket and are of somebody of that role.
func (s *sessions) heldBy(role queue.Role) (tokens []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for token := range s.holds {
		if g, ok := s.known[token]; ok && g.person.Role == role {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// settle takes over how sessions stood at a moment, ends the sockets of those that did not stand any more, and tells
// whose last session that was.
func (s *sessions) settle(at time.Time, asked []string, standing map[string]sql.Standing) (gone []queue.AgentID) {
	var over []good
	for _, token := range asked {
		stands, ok := standing[token]
		s.mu.Lock()
		g, known := s.known[token]
		if ok && known {
			g.stands = good{stands: stands, at: at}.after(g).stands
			s.known[token] = g
		}
		s.mu.Unlock()
		if !ok {
			over = append(over, g)
			s.bury(token)
		}
	}
	for _, g := range over {
		if g.person.ID != "" && !s.isHere(g.person.ID) {
			gone = append(gone, g.person.ID)
		}
	}
	return gone
}

// isHere tells whether a person has a session.
func (s *sessions) isHere(id queue.AgentID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.known {
		if g.person.ID == id {
			return true
		}
	}
	return false
}

// locked names the sessions that are.
func (s *sessions) locked() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	names := map[string]bool{}
	for _, g := range s.known {
		if g.stands.Locked {
			names[g.stands.ID] = true
		}
	}
	return names
}
