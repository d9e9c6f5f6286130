package web

import (
	"crypto/rand"
	"errors"
	"net/http"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"alo116/agent"
)

// A passkey is either the second factor of a sign-in that has begun, or a whole sign-in: then it must be one that the
// browser finds by itself, and must have verified its owner by a PIN or a finger.

// beginSignInPasskey asks for a passkey.
func (s *Site) beginSignInPasskey(w http.ResponseWriter, r *http.Request) error {
	if token, st, err := s.step(r); err == nil {
		if st.enrol {
			return errNotAllowed
		}
		return s.askPasskey(w, r, token, st.person, protocol.VerificationPreferred)
	}
	if err := s.limits.tryAddress(time.Now(), s.from(r, "")); err != nil {
		return err
	}
	party, err := s.party(r)
	if err != nil {
		return err
	}
	options, ceremony, err := party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return err
	}
	token := rand.Text() // of no step: it leads to this ceremony only
	s.ceremonies.put(time.Now(), token, *ceremony)
	s.sessions.setCookie(w, cookieStep, token, 0)
	reply(w, http.StatusOK, options)
	return nil
}

// signInPasskey takes the answer.
func (s *Site) signInPasskey(w http.ResponseWriter, r *http.Request) error {
	token := s.sessions.cookie(r, cookieStep)
	var who *agent.Person
	if _, st, err := s.step(r); err == nil {
		if st.enrol {
			return errNotAllowed
		}
		who = &st.person
	}
	p, err := s.provePasskey(w, r, token, who)
	s.tried(r, "passkey", p.ID, err)
	if errors.Is(err, errWrongPasskey) && who != nil {
		s.auditFailed(r.Context(), who.ID)
	}
	if err != nil {
		return err
	}
	return s.enter(w, r, p)
}
