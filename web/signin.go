package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"alo116/agent"
	"alo116/queue"
)

type signInBody struct {
	Login    string `json:"login"`
	Password string `json:"password"`
}

type signOutBody struct {
	Force bool `json:"force"`
}

func (s *Site) signIn(w http.ResponseWriter, r *http.Request) error {
	var body signInBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	p, err := s.prove(r, body)
	s.tried(r, "password", p.ID, err)
	if err != nil {
		return err
	}
	note(r.Context(), p.ID)
	return s.passed(w, r, p)
}

// prove finds whose login and password these are.
func (s *Site) prove(r *http.Request, body signInBody) (agent.Person, error) {
	if body.Login == "" || len(body.Login) > 128 || body.Password == "" || len(body.Password) > maxPassword {
		return agent.Person{}, errWrongLogin
	}
	from, now := s.from(r, body.Login), time.Now()
	if err := s.limits.try(now, body.Login, from); err != nil {
		return agent.Person{}, err
	}
	crowded := s.limits.tryTogether(now, body.Login, from)
	if crowded != nil && !looksMade(body.Password) {
		return agent.Person{}, crowded
	}
	p, hash, disabled, err := s.cfg.People.ByLogin(r.Context(), body.Login)
	if err != nil {
		return agent.Person{}, fmt.Errorf("find person: %w", err)
	}
	if crowded != nil && !p.PasswordOnce { // a password of one's own may look so, too, and be guessed
		return agent.Person{}, crowded
	}
	right, err := s.verifier.check(r.Context(), hash, body.Password, from.device != "")
	if err != nil {
		return agent.Person{}, fmt.Errorf("check password: %w", err)
	}
	if !right || disabled {
		return agent.Person{ID: p.ID}, errWrongLogin // whose it would have been is for the log only
	}
	s.limits.right(body.Login, from)
	return p, nil
}

// tried counts a try to sign in and logs it: by what, whose, and what became of it; never what was typed.
func (s *Site) tried(r *http.Request, by string, who queue.AgentID, err error) {
	outcome := signInOutcome(err)
	s.metrics.signIns.WithLabelValues(outcome).Inc()
	s.cfg.Log.Info().Str("route", r.Pattern).Str("by", by).Str("outcome", outcome).Str("person", string(who)).Msg("sign-in tried")
}

func signInOutcome(err error) string {
	if _, limited := errors.AsType[tooManyTries](err); limited {
		return "limited"
	}
	switch {
	case err == nil:
		return "right"
	case errors.Is(err, errWrongLogin), errors.Is(err, errWrongCode), errors.Is(err, errWrongPasskey), errors.Is(err, errStepOver):
		return "wrong"
	}
	return "unavailable"
}

// signOut ends the session and what it opened. In a call it has to be asked for twice: the child would hear nothing.
func (s *Site) signOut(w http.ResponseWriter, r *http.Request) error {
	var body signOutBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	who, err := s.sessions.of(r)
	if err != nil {
		if isSignedOut(err) {
			s.sessions.clearCookie(w, cookieSession)
		}
		return err
	}
	if !body.Force && s.cfg.Hub.Busy(r.Context(), who.person.ID) {
		return errInCall
	}
	s.cfg.Hub.Disconnect(who.person.ID)
	if err := s.sessions.end(r.Context(), who.token); err != nil {
		return err
	}
	s.sessions.clearCookie(w, cookieSession)
	w.Header().Set("Clear-Site-Data", `"cache"`) // what a page keeps itself is a theme and a language
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// readJSON reads a small JSON body. Its type is checked: a form of a foreign page cannot send it.
func readJSON(w http.ResponseWriter, r *http.Request, v any) error { return readUpTo(w, r, maxBody, v) }

func readUpTo(w http.ResponseWriter, r *http.Request, most int64, v any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return errBadRequest
	}
	defer bodyRead(w)
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, most))
	if dec.Decode(v) != nil {
		return errBadRequest
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errBadRequest
	}
	return nil
}
