package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"alo116/agent"
	"alo116/sql"
)

// sessions knows who is signed in. The cookie holds a random token, the store only its hash, and every request asks
// the store: whatever ends a session anywhere, ends it here.
type sessions struct {
	store  *sql.Sessions
	people People
	secure bool

	mu    sync.Mutex
	ended map[string]time.Time // tokens that were found over a while ago
	known map[string]good      // tokens as they were last found good
	holds map[string]map[*hold]bool

	locking sync.Mutex // one writes a lock or its end to the store at a time; before mu
}

// session is a request's proof of who sends it.
type session struct {
	token string
	good
}

// good is a session as it was last found.
type good struct {
	person  agent.Person
	stands  sql.Standing
	at      time.Time
	changed time.Time // when it was locked or unlocked here; an older look at the store knows less
	touched time.Time // when somebody was known to sit there: when it was first found here, at least
	owed    bool      // it was locked here, and the store does not know yet
}

// hold ties a socket to a session.
type hold struct{ cancel context.CancelFunc }

func newSessions(cfg Config) *sessions {
	return &sessions{store: cfg.Sessions, people: cfg.People, secure: cfg.TLS,
		ended: map[string]time.Time{}, known: map[string]good{}, holds: map[string]map[*hold]bool{}}
}

// begin signs a person in with a token never used before, and ends the session the browser had.
func (s *sessions) begin(w http.ResponseWriter, r *http.Request, p agent.Person) (session, error) {
	if old := s.token(r); old != "" {
		if err := s.end(r.Context(), old); err != nil {
			return session{}, err
		}
	}
	token := rand.Text()
	err := s.store.Begin(r.Context(), token, p.ID, p.Era, family(r), sessionLife, sessionIdle)
	if errors.Is(err, sql.ErrNotFound) {
		return session{}, errStepOver // disabled meanwhile, or what they proved counts no more
	}
	if err != nil {
		return session{}, err
	}
	g, err := s.load(r.Context(), token)
	if err != nil {
		return session{}, err
	}
	s.setCookie(w, cookieSession, token, 0)
	return session{token, s.remember(token, g)}, nil
}

// end makes a session worthless: its sockets are closed, and no request under way can go on with it.
func (s *sessions) end(ctx context.Context, token string) error {
	s.bury(token)
	return s.store.End(ctx, token)
}

// bury ends what holds a session here.
func (s *sessions) bury(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended[token] = time.Now()
	delete(s.known, token)
	for h := range s.holds[token] {
		h.cancel()
	}
}

// of finds who sends a request, locked or not.
func (s *sessions) of(r *http.Request) (session, error) {
	token := s.token(r)
	if token == "" {
		return session{}, errSignedOut
	}
	g, err := s.find(r.Context(), token)
	if err != nil {
		return session{}, err
	}
	note(r.Context(), g.person.ID)
	return session{token, g}, nil
}

// find gives the session of a token, and notes that it is in use. While the store is away, one that was good is.
func (s *sessions) find(ctx context.Context, token string) (good, error) {
	if s.isEnded(token) {
		return good{}, errSignedOut
	}
	g, err := s.load(ctx, token)
	switch {
	case err == nil:
		return s.remember(token, g), nil
	case isSignedOut(err):
		return good{}, err
	}
	if g, ok := s.recall(token); ok {
		return g, nil
	}
	return good{}, err
}

func (s *sessions) load(ctx context.Context, token string) (good, error) {
	now := time.Now()
	found, err := s.store.Standing(ctx, token)
	if err != nil {
		return good{}, err
	}
	stands, ok := found[token]
	if !ok {
		return good{}, errSignedOut
	}
	p, disabled, err := s.people.ByID(ctx, stands.Person)
	if err != nil {
		return good{}, fmt.Errorf("find person of session: %w", err)
	}
	if disabled {
		return good{}, errSignedOut
	}
	if now.Sub(stands.SeenAt) >= touchEvery {
		if err := s.store.Touch(ctx, sessionIdle, token); err != nil {
			return good{}, err
		}
	}
	return good{person: p, stands: stands, at: now}, nil
}

// token is what the request's cookie says.
func (s *sessions) token(r *http.Request) string { return s.cookie(r, cookieSession) }
