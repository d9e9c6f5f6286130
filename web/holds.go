package web

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"alo116/agent"
)

func isSignedOut(err error) bool { return errors.Is(err, errSignedOut) }

func (s *sessions) isEnded(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ended := s.ended[token]
	return ended
}

func (s *sessions) remember(token string, p agent.Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[token] = good{p, time.Now()}
}

func (s *sessions) forget(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, token)
}

func (s *sessions) recall(token string) (good, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, ok := s.known[token]
	return g, ok && time.Since(g.at) < trustAway
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

// cut ends what holds a session.
func (s *sessions) cut(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, token)
	for h := range s.holds[token] {
		h.cancel()
	}
}

// recheck ends the sockets of sessions that are over, keeps those in use from running out, and forgets what is old.
func (s *sessions) recheck(ctx context.Context) {
	s.mu.Lock()
	held := slices.Collect(maps.Keys(s.holds))
	now := time.Now()
	maps.DeleteFunc(s.ended, func(_ string, at time.Time) bool { return now.Sub(at) > trustAway })
	maps.DeleteFunc(s.known, func(_ string, g good) bool { return now.Sub(g.at) > trustAway })
	s.mu.Unlock()
	for _, token := range held {
		s.recheckOne(ctx, token)
	}
}

func (s *sessions) recheckOne(ctx context.Context, token string) {
	ctx, cancel := context.WithTimeout(ctx, probeWait)
	defer cancel()
	if _, err := s.find(ctx, token); isSignedOut(err) {
		s.cut(token)
	}
}
