package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
)

// A proof is a password or a verified passkey, given in a session that stands. It unlocks the session, and allows its
// owner to change what they sign in with for a few minutes.

const freshFor = 5 * time.Minute

type proofBody struct {
	Password string `json:"password"`
}

// provePassword takes a password.
func (s *Site) provePassword(w http.ResponseWriter, r *http.Request) error {
	var body proofBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	who := asker(r)
	if err := s.rightPassword(r, who, body.Password); err != nil {
		return err
	}
	return s.proven(w, r, who)
}

// rightPassword looks whether this is the password of who asks.
func (s *Site) rightPassword(r *http.Request, who session, password string) error {
	_, err := s.prove(r, signInBody{Login: who.person.Login, Password: password})
	if errors.Is(err, errWrongLogin) {
		return errWrongProof
	}
	return err
}

// beginProof asks for a passkey. It must verify its owner: a key left in the computer proves nobody.
func (s *Site) beginProof(w http.ResponseWriter, r *http.Request) error {
	who := asker(r)
	return s.askPasskey(w, r, "proof "+who.token, who.person, protocol.VerificationRequired)
}

// proveByPasskey takes it.
func (s *Site) proveByPasskey(w http.ResponseWriter, r *http.Request) error {
	who := asker(r)
	if _, err := s.provePasskey(w, r, "proof "+who.token, &who.person); err != nil {
		return err
	}
	return s.proven(w, r, who)
}

func (s *Site) proven(w http.ResponseWriter, r *http.Request, who session) error {
	s.limits.places.add(time.Now(), address(r)) // after a restart the house's addresses are known again as soon as people uncover their screens
	who.stands.Locked, who.stands.ProvenAt = false, time.Now()
	if err := s.sessions.uncover(r.Context(), who.token, who.stands); err != nil {
		return err
	}
	s.cfg.Hub.Lock(s.sessions.locked())
	reply(w, http.StatusOK, s.meOf(r.Context(), who))
	return nil
}

// isFresh tells whether a password or a passkey was given in the last minutes.
func (who session) isFresh(now time.Time) bool { return now.Sub(who.stands.ProvenAt) < freshFor }
