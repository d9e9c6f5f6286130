package web

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"testing"

	"github.com/rs/zerolog"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// TestWhatOneSignsInWithChangesWithItsProofOnly asks every route that changes it while the audit trail refuses all.
func TestWhatOneSignsInWithChangesWithItsProofOnly(t *testing.T) {
	url := sqltest.URL(t)
	store, err := sql.Open(t.Context(), url, sqltest.Keys(t), zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	d := on(t, store, func(c *Config) {
		c.Origin = named
		c.DeskPhones = &DeskPhones{Server: "sip.example:5061", Fresh: func() (string, string) { return "another", "another" }, Changed: func(context.Context, queue.AgentID) {}}
	})
	d.open()
	b, other := d.browser(), d.browser()
	b.signIn("mira")
	other.signIn("mira")
	b.addPasskey()
	if err := store.SetDeskPhone(t.Context(), miraID, "name", "word"); err != nil {
		t.Fatal(err)
	}
	_, _, said := b.ask("POST", "/api/account/totp/begin", "{}")
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(told[totpBody](t, said).Secret)
	if err != nil {
		t.Fatal(err)
	}
	code := `{"code":"` + d.code(secret) + `"}`
	if status, _, said := b.ask("POST", "/api/account/totp", code); status != 200 {
		t.Fatalf("%d %s", status, said)
	}
	state := func() string {
		t.Helper()
		f, err := store.Factors(t.Context(), miraID)
		keys, err2 := store.Passkeys(t.Context(), miraID)
		list, err3 := store.Sessions().Of(t.Context(), miraID)
		app, err4 := store.TOTP(t.Context(), miraID)
		p, err5 := store.PersonByID(t.Context(), miraID)
		phones, err6 := store.DeskPhones(t.Context())
		if err := errors.Join(err, err2, err3, err4, err5, err6); err != nil || len(keys) != 1 {
			t.Fatal(err, keys)
		}
		return fmt.Sprintf("%+v %s %d %x %s %v", f, keys[0].Name, len(list), app, p.PasswordHash, phones)
	}
	keys, err := store.Passkeys(t.Context(), miraID)
	if err != nil {
		t.Fatal(err)
	}
	stands, err := store.Sessions().Standing(t.Context(), d.token(other))
	if err != nil {
		t.Fatal(err)
	}
	_, _, said = b.ask("POST", "/api/account/totp/begin", "{}") // another app
	if secret, err = base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(told[totpBody](t, said).Secret); err != nil {
		t.Fatal(err)
	}
	_, _, options := b.ask("POST", "/api/account/passkey/begin", "{}")
	before := state()
	sqltest.Exec(t, url, `ALTER TABLE audit ADD CHECK (n < 0) NOT VALID`)
	for path, body := range map[string]string{
		"password":       `{"old":"` + password + `","new":"another one altogether 9"}`,
		"totp":           `{"code":"` + d.code(secret) + `"}`,
		"totp/remove":    `{}`,
		"passkey":        d.authenticator().create(options),
		"passkey/rename": `{"id":"` + keys[0].ID + `","name":"Renamed"}`,
		"passkey/remove": `{"id":"` + keys[0].ID + `"}`,
		"recovery":       `{}`,
		"desk-phone":     `{}`, "desk-phone/remove": `{}`,
		"session/end": `{"id":"` + stands[d.token(other)].ID + `"}`,
	} {
		if status, _, said := b.ask("POST", "/api/account/"+path, body); status < 500 {
			t.Errorf("%s: %d %s", path, status, said)
		}
		if after := state(); after != before {
			t.Errorf("%s changed %s to %s", path, before, after)
		}
	}
}
