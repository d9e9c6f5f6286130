package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"alo116/agent"
	"alo116/queue"
	"alo116/sql"
)

const (
	ceremonyLife = 3 * time.Minute
	maxPasskeys  = 20
)

// keyring is a person with their passkeys, as the library asks for them.
type keyring struct {
	person agent.Person
	keys   []webauthn.Credential
}

// WebAuthnID is the handle that a passkey gives back: the person's id, which says nothing about them.
func (k keyring) WebAuthnID() []byte {
	id, err := uuid.Parse(string(k.person.ID))
	if err != nil {
		return nil
	}
	return id[:]
}

// WebAuthnName is what the browser shows when it asks which passkey to use.
func (k keyring) WebAuthnName() string { return k.person.Login }

// WebAuthnDisplayName is the same in full.
func (k keyring) WebAuthnDisplayName() string { return k.person.Name }

// WebAuthnCredentials are the passkeys.
func (k keyring) WebAuthnCredentials() []webauthn.Credential { return k.keys }

func (s *Site) keyring(ctx context.Context, p agent.Person) (keyring, error) {
	list, err := s.cfg.Staff.Passkeys(ctx, p.ID)
	if err != nil {
		return keyring{}, err
	}
	k := keyring{person: p}
	for _, stored := range list {
		var c webauthn.Credential
		if err := json.Unmarshal(stored.Data, &c); err != nil {
			return keyring{}, fmt.Errorf("read passkey %s: %w", stored.ID, err)
		}
		k.keys = append(k.keys, c)
	}
	return k, nil
}

// party is this site as browsers know it: its host, and the origin of its pages. Without a setting it is where the
// request came to; a browser signs for the origin it sees itself, so a wrong one finds no passkey.
func (s *Site) party(r *http.Request) (*webauthn.WebAuthn, error) {
	origin := s.origin(r)
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" {
		return nil, errBadRequest
	}
	if net.ParseIP(u.Hostname()) != nil {
		return nil, errNoPasskeyHere
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: issuer, RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation})
	if err != nil {
		return nil, fmt.Errorf("passkeys of %s: %w", u.Hostname(), err)
	}
	return w, nil
}

// origin is where browsers find the pages.
func (s *Site) origin(r *http.Request) string {
	return cmp.Or(s.cfg.Origin, s.here(r))
}

// here is where a browser came to.
func (s *Site) here(r *http.Request) string {
	if s.cfg.TLS {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

type passkeyBody struct {
	Name       string          `json:"name"`
	Credential json.RawMessage `json:"credential"`
}

// askPasskey begins to ask a person for a passkey; the answer must come with the same key.
func (s *Site) askPasskey(w http.ResponseWriter, r *http.Request, key string, p agent.Person, verify protocol.UserVerificationRequirement) error {
	party, err := s.party(r)
	if err != nil {
		return err
	}
	ring, err := s.keyring(r.Context(), p)
	if err != nil {
		return err
	}
	if len(ring.keys) == 0 {
		return errNoPasskey
	}
	options, ceremony, err := party.BeginLogin(ring, webauthn.WithUserVerification(verify))
	if err != nil {
		return fmt.Errorf("ask for a passkey: %w", err)
	}
	s.ceremonies.put(time.Now(), key, *ceremony)
	reply(w, http.StatusOK, options)
	return nil
}

// provePasskey tells whose passkey answers what was begun under key. Who is the only person it may be; nil takes
// anybody who is verified by the passkey itself.
func (s *Site) provePasskey(w http.ResponseWriter, r *http.Request, key string, who *agent.Person) (agent.Person, error) {
	var body passkeyBody
	if err := readUpTo(w, r, maxKeyBody, &body); err != nil {
		return agent.Person{}, err
	}
	party, err := s.party(r)
	if err != nil {
		return agent.Person{}, err
	}
	ceremony, ok := s.ceremonies.take(time.Now(), key)
	if !ok {
		return agent.Person{}, errStepOver
	}
	given, err := protocol.ParseCredentialRequestResponseBytes(body.Credential)
	if err != nil {
		return agent.Person{}, errBadRequest
	}
	ring, used, err := s.validate(r.Context(), party, ceremony, given, who)
	if err != nil {
		return agent.Person{}, err
	}
	return ring.person, s.countPasskey(r.Context(), ring.person.ID, used)
}

func (s *Site) validate(ctx context.Context, party *webauthn.WebAuthn, ceremony webauthn.SessionData, given *protocol.ParsedCredentialAssertionData,
	who *agent.Person) (ring keyring, used *webauthn.Credential, err error) {
	if who != nil {
		if ring, err = s.keyring(ctx, *who); err != nil {
			return ring, nil, err
		}
		if used, err = party.ValidateLogin(ring, ceremony, given); err != nil {
			return ring, nil, errWrongPasskey
		}
		return ring, used, nil
	}
	var away error
	find := func(_, handle []byte) (webauthn.User, error) {
		ring, away = s.byHandle(ctx, handle)
		return ring, away
	}
	used, err = party.ValidateDiscoverableLogin(find, ceremony, given)
	if away != nil && !errors.Is(away, errWrongPasskey) {
		return ring, nil, away
	}
	if err != nil {
		return ring, nil, errWrongPasskey
	}
	return ring, used, nil
}

// byHandle finds whom a passkey says it is of.
func (s *Site) byHandle(ctx context.Context, handle []byte) (keyring, error) {
	id, err := uuid.FromBytes(handle)
	if err != nil {
		return keyring{}, errWrongPasskey
	}
	p, disabled, err := s.cfg.People.ByID(ctx, queue.AgentID(id.String()))
	if err != nil {
		return keyring{}, err
	}
	if p.ID == "" || disabled {
		return keyring{}, errWrongPasskey
	}
	return s.keyring(ctx, p)
}

// countPasskey keeps the passkey's counter. One that runs backwards was copied.
func (s *Site) countPasskey(ctx context.Context, id queue.AgentID, used *webauthn.Credential) error {
	if used.Authenticator.CloneWarning {
		return errWrongPasskey
	}
	data, err := json.Marshal(used)
	if err != nil {
		return fmt.Errorf("pack a passkey: %w", err)
	}
	err = s.cfg.Staff.UsePasskey(ctx, id, used.ID, data)
	if errors.Is(err, sql.ErrNotFound) {
		return errWrongPasskey // removed a moment ago
	}
	return err
}
