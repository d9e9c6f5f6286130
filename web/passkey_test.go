package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/uuid"
)

// authenticator is a passkey in software: what a browser and its authenticator do together (W3C Web Authentication).
type authenticator struct {
	t        *testing.T
	key      *ecdsa.PrivateKey
	id       []byte
	handle   []byte
	origin   string
	host     string
	verifies bool // asks its owner for a PIN
	counter  uint32
}

// named is where browsers find a site that has a name; passkeys need one.
const named = "https://alo116.example"

func openNamed(t *testing.T) *door {
	return open(t, func(c *Config) { c.Origin = named })
}

func (d *door) authenticator() *authenticator {
	d.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		d.t.Fatal(err)
	}
	return &authenticator{t: d.t, key: key, id: []byte(rand.Text()), origin: named, host: "alo116.example", verifies: true}
}

func (a *authenticator) client(kind, challenge string) []byte {
	b, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": false})
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

// data is the authenticator data: whose site, what was proved, how often.
func (a *authenticator) data(attested []byte) []byte {
	a.counter++
	flags := byte(0x01)
	if a.verifies {
		flags |= 0x04
	}
	if attested != nil {
		flags |= 0x40
	}
	site := sha256.Sum256([]byte(a.host))
	return append(binary.BigEndian.AppendUint32(append(site[:], flags), a.counter), attested...)
}

// create answers a request for a new passkey.
func (a *authenticator) create(options string) string {
	var o struct {
		PublicKey struct {
			Challenge string
			User      struct{ ID string }
		}
	}
	if err := json.Unmarshal([]byte(options), &o); err != nil || o.PublicKey.Challenge == "" {
		a.t.Fatalf("asked %s", options)
	}
	a.handle = unb64(a.t, o.PublicKey.User.ID)
	point, err := a.key.PublicKey.Bytes()
	if err != nil {
		a.t.Fatal(err)
	}
	key := a.cbor(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	attested := append(make([]byte, 16), binary.BigEndian.AppendUint16(nil, uint16(len(a.id)))...)
	attested = append(append(attested, a.id...), key...)
	object := a.cbor(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": a.data(attested)})
	return a.answer(map[string]any{"clientDataJSON": b64(a.client("webauthn.create", o.PublicKey.Challenge)), "attestationObject": b64(object)})
}

// get answers a request for a passkey.
func (a *authenticator) get(options string) string {
	var o struct{ PublicKey struct{ Challenge string } }
	if err := json.Unmarshal([]byte(options), &o); err != nil || o.PublicKey.Challenge == "" {
		a.t.Fatalf("asked %s", options)
	}
	client, data := a.client("webauthn.get", o.PublicKey.Challenge), a.data(nil)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte(nil), data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, digest[:])
	if err != nil {
		a.t.Fatal(err)
	}
	return a.answer(map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(a.handle)})
}

func (a *authenticator) answer(response map[string]any) string {
	b, err := json.Marshal(map[string]any{"name": "Laptop", "credential": map[string]any{
		"id": b64(a.id), "rawId": b64(a.id), "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response}})
	if err != nil {
		a.t.Fatal(err)
	}
	return string(b)
}

func (a *authenticator) cbor(v any) []byte {
	b, err := cbor.Marshal(v)
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

// addPasskey adds one on the account page of who is signed in at b.
func (b *browser) addPasskey() *authenticator {
	b.d.t.Helper()
	a := b.d.authenticator()
	_, _, options := b.ask("POST", "/api/account/passkey/begin", "{}")
	if status, _, body := b.ask("POST", "/api/account/passkey", a.create(options)); status != 200 {
		b.d.t.Fatalf("add a passkey: %d %s", status, body)
	}
	return a
}

// show asks at a path and answers there with a passkey.
func (b *browser) show(path string, a *authenticator) (int, string) {
	b.d.t.Helper()
	status, _, options := b.ask("POST", path+"/begin", "{}")
	if status != 200 {
		return status, options
	}
	status, _, body := b.ask("POST", path, a.get(options))
	return status, body
}

func TestAPasskeyIsAWholeSignIn(t *testing.T) {
	d := openNamed(t)
	owner := d.browser()
	owner.signIn("mira")
	key := owner.addPasskey()
	if id := uuid.MustParse(miraID); string(key.handle) != string(id[:]) {
		t.Error("the passkey says more of its owner than their id")
	}
	b := d.browser()
	if status, body := b.show("/api/sign-in/passkey", key); status != 200 || !strings.Contains(body, miraID) {
		t.Fatalf("sign in: %d %s", status, body)
	}
	key.verifies = false // somebody found it, and has no finger for it
	if status, body := d.browser().show("/api/sign-in/passkey", key); status != 422 {
		t.Errorf("without verifying its owner: %d %s", status, body)
	}
	key.verifies = true
	if err := d.store.SetDisabled(t.Context(), miraID, true); err != nil {
		t.Fatal(err)
	}
	if status, body := d.browser().show("/api/sign-in/passkey", key); status != 422 {
		t.Errorf("of a disabled person: %d %s", status, body)
	}
}

func TestAPasskeyIsASecondFactor(t *testing.T) {
	d := openNamed(t)
	owner := d.browser()
	owner.signIn("mira")
	key := owner.addPasskey()
	arben := d.browser()
	arben.signIn("arben")
	foreign := arben.addPasskey()
	b := d.browser()
	if status, _, body := b.ask("POST", "/api/sign-in", passwordOfMira); status != 401 || !strings.Contains(body, `"passkey"`) {
		t.Fatalf("after the password: %d %s", status, body)
	}
	if status, body := b.show("/api/sign-in/passkey", foreign); status != 422 {
		t.Errorf("a colleague's: %d %s", status, body)
	}
	key.verifies = false // as a second factor, having it is enough
	if status, body := b.show("/api/sign-in/passkey", key); status != 200 || !strings.Contains(body, miraID) {
		t.Errorf("hers: %d %s", status, body)
	}
}

func TestAPasskeysAnswerCountsOnceAndHere(t *testing.T) {
	d := openNamed(t)
	owner := d.browser()
	owner.signIn("mira")
	key := owner.addPasskey()
	b := d.browser()
	_, _, options := b.ask("POST", "/api/sign-in/passkey/begin", "{}")
	answer := key.get(options)
	thief := d.browser()
	thief.ask("POST", "/api/sign-in/passkey/begin", "{}")
	if status, _, _ := thief.ask("POST", "/api/sign-in/passkey", answer); status != 422 {
		t.Errorf("the answer to somebody else's question: %d", status)
	}
	if status, _, body := b.ask("POST", "/api/sign-in/passkey", answer); status != 200 {
		t.Errorf("the answer: %d %s", status, body)
	}
	if status, _, _ := b.ask("POST", "/api/sign-in/passkey", answer); status != 410 {
		t.Errorf("the answer again: %d", status)
	}
	key.origin = "https://alo116.elsewhere.example" // a page that looks like ours
	if status, _ := d.browser().show("/api/sign-in/passkey", key); status != 422 {
		t.Errorf("signed for another page: %d", status)
	}
	key.origin, key.counter = named, 0 // a copy of it, whose counter is behind
	if status, _ := d.browser().show("/api/sign-in/passkey", key); status != 422 {
		t.Errorf("a copy: %d", status)
	}
}

func TestAPasskeyUnlocksIfItsOwnerIsThere(t *testing.T) {
	d := openNamed(t)
	b := d.browser()
	b.signIn("mira")
	key := b.addPasskey()
	b.ask("POST", "/api/lock", "{}")
	key.verifies = false // left in the computer, and touched by who passes by
	if status, body := b.show("/api/proof/passkey", key); status != 422 {
		t.Errorf("touched only: %d %s", status, body)
	}
	key.verifies = true
	if status, body := b.show("/api/proof/passkey", key); status != 200 || !strings.Contains(body, `"locked":false`) {
		t.Errorf("verified: %d %s", status, body)
	}
}

func TestPasskeysNeedAName(t *testing.T) {
	d := open(t) // at https://127.0.0.1
	b := d.browser()
	b.signIn("mira")
	for _, path := range []string{"/api/sign-in/passkey/begin", "/api/account/passkey/begin"} {
		if status, _, body := b.ask("POST", path, "{}"); status != 409 || !strings.Contains(body, "no_passkey_here") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

func unb64(t *testing.T, text string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
