package web

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"alo116/agent"
	"alo116/sql"
)

// enrolment is somebody who adds a second factor: on their account page, or in a sign-in that requires one.
type enrolment struct {
	person agent.Person
	key    string // of what was begun
	signIn bool
}

// answerer is what a route does.
type answerer = func(http.ResponseWriter, *http.Request) error

// enrolling does something for who is on their account page.
func (s *Site) enrolling(do func(http.ResponseWriter, *http.Request, enrolment) error) answerer {
	return func(w http.ResponseWriter, r *http.Request) error {
		who := asker(r)
		return do(w, r, enrolment{person: who.person, key: "enrol " + who.token})
	}
}

// mustEnrol does the same for who has to add a second factor before they are let in.
func (s *Site) mustEnrol(do func(http.ResponseWriter, *http.Request, enrolment) error) answerer {
	return func(w http.ResponseWriter, r *http.Request) error {
		token, st, err := s.step(r)
		if err != nil {
			return err
		}
		if !st.enrol {
			return errNotAllowed
		}
		return do(w, r, enrolment{person: st.person, key: token, signIn: true})
	}
}

// enrolledBody gives the recovery codes that come with somebody's first factor, and with signing in who they are.
type enrolledBody struct {
	Recovery []string `json:"recovery,omitempty"`
	Me       *meBody  `json:"me,omitempty"`
}

// enrolled ends an enrolment.
func (s *Site) enrolled(w http.ResponseWriter, r *http.Request, e enrolment) error {
	var b enrolledBody
	f, err := s.cfg.Staff.Factors(r.Context(), e.person.ID)
	if err != nil {
		return err
	}
	if f.Recovery == 0 {
		if b.Recovery, err = s.newRecovery(r, e.person); err != nil {
			return err
		}
	}
	if e.signIn {
		who, err := s.admit(w, r, e.person)
		if err != nil {
			return err
		}
		me := s.meOf(r.Context(), who)
		b.Me = &me
	}
	reply(w, http.StatusOK, b)
	return nil
}

// beginPasskey asks the browser to make one.
func (s *Site) beginPasskey(w http.ResponseWriter, r *http.Request, e enrolment) error {
	party, err := s.party(r)
	if err != nil {
		return err
	}
	ring, err := s.keyring(r.Context(), e.person)
	if err != nil {
		return err
	}
	if len(ring.keys) >= maxPasskeys {
		return errTooManyKeys
	}
	options, ceremony, err := party.BeginRegistration(ring,
		webauthn.WithExclusions(webauthn.Credentials(ring.keys).CredentialDescriptors()),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationPreferred}))
	if err != nil {
		return fmt.Errorf("ask for a new passkey: %w", err)
	}
	s.ceremonies.put(time.Now(), "new "+e.key, *ceremony)
	reply(w, http.StatusOK, options)
	return nil
}

// endPasskey keeps the one it made.
func (s *Site) endPasskey(w http.ResponseWriter, r *http.Request, e enrolment) error {
	var body passkeyBody
	if err := readUpTo(w, r, maxKeyBody, &body); err != nil {
		return err
	}
	name, err := passkeyName(body.Name)
	if err != nil {
		return err
	}
	party, err := s.party(r)
	if err != nil {
		return err
	}
	ceremony, ok := s.ceremonies.take(time.Now(), "new "+e.key)
	if !ok {
		return errStepOver
	}
	given, err := protocol.ParseCredentialCreationResponseBytes(body.Credential)
	if err != nil {
		return errBadRequest
	}
	made, err := party.CreateCredential(keyring{person: e.person}, ceremony, given)
	if err != nil {
		return errWrongPasskey
	}
	if err := s.keepPasskey(r, e, name, made); err != nil {
		return err
	}
	return s.enrolled(w, r, e)
}

func (s *Site) keepPasskey(r *http.Request, e enrolment, name string, made *webauthn.Credential) error {
	made.Attestation = webauthn.CredentialAttestation{} // who made the authenticator is not asked, so not kept
	data, err := json.Marshal(made)
	if err != nil {
		return fmt.Errorf("pack a passkey: %w", err)
	}
	key := sql.Passkey{Credential: made.ID, Name: name, Data: data}
	if e.signIn {
		err = s.cfg.Staff.AddFirstPasskey(r.Context(), e.person.ID, e.person.Era, key)
	} else {
		err = s.cfg.Staff.AddPasskey(r.Context(), e.person.ID, key)
	}
	if errors.Is(err, sql.ErrPasskeyKnown) {
		return errWrongPasskey
	}
	return s.orOver(err, e)
}

// keepTOTP keeps an app's secret, whose code of that step was given.
func (s *Site) keepTOTP(r *http.Request, e enrolment, secret []byte, step int64) error {
	if !e.signIn {
		return s.cfg.Staff.SetTOTP(r.Context(), e.person.ID, secret, step)
	}
	return s.orOver(s.cfg.Staff.SetFirstTOTP(r.Context(), e.person.ID, e.person.Era, secret, step), e)
}

// orOver ends a sign-in that may add no factor any more: its owner has one by now, or another password.
func (s *Site) orOver(err error, e enrolment) error {
	if errors.Is(err, sql.ErrNotFirst) {
		s.steps.drop(e.key)
		return errStepOver
	}
	return err
}

func passkeyName(given string) (string, error) {
	name := strings.Join(strings.Fields(given), " ")
	if n := utf8.RuneCountInString(name); n < 1 || n > 60 {
		return "", errBadName
	}
	return name, nil
}

const recoveryCodes = 10

// newRecovery makes codes of 130 random bits, in groups that can be copied by hand. With fewer than 112 their hashes, which
// are quick ones, could be tried through (ASVS 6.5.2).
func (s *Site) newRecovery(r *http.Request, p agent.Person) (shown []string, err error) {
	plain := make([]string, recoveryCodes)
	for i := range plain {
		plain[i] = strings.ToLower(rand.Text())
		shown = append(shown, grouped(plain[i], 4))
	}
	return shown, s.cfg.Staff.SetRecovery(r.Context(), p.ID, plain)
}

// grouped puts a dash after every so many signs, so that they can be copied or said.
func grouped(signs string, each int) string {
	return string(bytes.Join(slices.Collect(slices.Chunk([]byte(signs), each)), []byte("-")))
}
