package web

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"alo116/agent"
)

// sessions knows who is signed in. The cookie holds a random token, the store only its hash. Sessions are loaded and
// saved by hand and not by scs's middleware: that one saves at the end of every request, and a request that began
// before a sign-out would bring the session back.
type sessions struct {
	scs    *scs.SessionManager
	people People

	mu    sync.Mutex
	ended map[string]time.Time // tokens that were signed out a moment ago
	known map[string]good      // tokens as they were last found good
	holds map[string]map[*hold]bool
}

// session is a request's proof of who sends it.
type session struct {
	token  string
	person agent.Person
}

type good struct {
	person agent.Person
	at     time.Time
}

// hold ties a socket to a session.
type hold struct{ cancel context.CancelFunc }

const (
	keyLogin = "login"
	keyID    = "person" // the store ends a person's sessions by it: sql.SessionPerson
	keySeen  = "seen"
)

func newSessions(cfg Config) *sessions {
	// Not scs.New: that one starts a store of its own, with a goroutine that nobody can stop safely.
	m := &scs.SessionManager{
		Store:            cfg.Sessions,
		Codec:            scs.GobCodec{},
		Lifetime:         sessionLife,
		IdleTimeout:      sessionIdle,
		HashTokenInStore: true,
		Cookie:           scs.SessionCookie{Name: "alo116", Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode},
	}
	if cfg.TLS {
		m.Cookie.Name, m.Cookie.Secure = "__Host-alo116", true
	}
	return &sessions{scs: m, people: cfg.People, ended: map[string]time.Time{}, known: map[string]good{}, holds: map[string]map[*hold]bool{}}
}

// begin signs a person in with a token never used before, and ends the session the browser had.
func (s *sessions) begin(w http.ResponseWriter, r *http.Request, p agent.Person) error {
	if old := s.token(r); old != "" {
		if err := s.end(r.Context(), old); err != nil {
			return err
		}
	}
	ctx, err := s.scs.Load(r.Context(), "")
	if err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	s.scs.Put(ctx, keyLogin, p.Login)
	s.scs.Put(ctx, keyID, string(p.ID))
	s.scs.Put(ctx, keySeen, time.Now().Unix())
	token, expiry, err := s.scs.Commit(ctx)
	if err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	s.remember(token, p)
	s.scs.WriteSessionCookie(ctx, w, token, expiry)
	return nil
}

// end makes a session worthless: its sockets are closed, and no request under way can bring it back.
func (s *sessions) end(ctx context.Context, token string) error {
	s.mu.Lock()
	s.ended[token] = time.Now()
	s.mu.Unlock()
	s.cut(token)
	return s.destroy(ctx, token)
}

func (s *sessions) destroy(ctx context.Context, token string) error {
	loaded, err := s.scs.Load(ctx, token)
	if err == nil {
		err = s.scs.Destroy(loaded)
	}
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// clear takes the cookie out of the browser.
func (s *sessions) clear(w http.ResponseWriter, r *http.Request) {
	s.scs.WriteSessionCookie(r.Context(), w, "", time.Time{})
}

// of finds who sends a request.
func (s *sessions) of(r *http.Request) (session, error) {
	token := s.token(r)
	if token == "" {
		return session{}, errSignedOut
	}
	p, err := s.find(r.Context(), token)
	if err != nil {
		return session{}, err
	}
	note(r.Context(), p.ID)
	return session{token, p}, nil
}

func (s *sessions) token(r *http.Request) string {
	c, err := r.Cookie(s.scs.Cookie.Name)
	if err != nil || len(c.Value) > 128 {
		return ""
	}
	return c.Value
}

// find gives the person of a token, and notes that it is in use. While the store is away, a token that was good is.
func (s *sessions) find(ctx context.Context, token string) (agent.Person, error) {
	if s.isEnded(token) {
		return agent.Person{}, errSignedOut
	}
	p, err := s.load(ctx, token)
	switch {
	case err == nil:
		s.remember(token, p)
		return p, nil
	case isSignedOut(err):
		s.forget(token)
		return agent.Person{}, err
	}
	if g, ok := s.recall(token); ok {
		return g.person, nil
	}
	return agent.Person{}, err
}

func (s *sessions) load(ctx context.Context, token string) (agent.Person, error) {
	ctx, err := s.scs.Load(ctx, token)
	if err != nil {
		return agent.Person{}, fmt.Errorf("load session: %w", err)
	}
	login := s.scs.GetString(ctx, keyLogin)
	if login == "" {
		return agent.Person{}, errSignedOut
	}
	p, _, disabled, err := s.people.ByLogin(ctx, login)
	if err != nil {
		return agent.Person{}, fmt.Errorf("find person of session: %w", err)
	}
	if disabled || string(p.ID) != s.scs.GetString(ctx, keyID) {
		return agent.Person{}, errSignedOut
	}
	return p, s.touch(ctx, token)
}

// touch writes down, now and then, that a session is in use.
func (s *sessions) touch(ctx context.Context, token string) error {
	now := time.Now()
	if now.Sub(time.Unix(s.scs.GetInt64(ctx, keySeen), 0)) < touchEvery {
		return nil
	}
	s.scs.Put(ctx, keySeen, now.Unix())
	if _, _, err := s.scs.Commit(ctx); err != nil {
		return fmt.Errorf("touch session: %w", err)
	}
	if s.isEnded(token) { // signed out between our reading and our writing
		if err := s.destroy(ctx, token); err != nil {
			return err
		}
		return errSignedOut
	}
	return nil
}
