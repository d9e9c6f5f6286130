package web

import (
	"net/http"
	"strings"
	"testing"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// choosers may be asked with a password that somebody else made: who am I, locking, proving, and choosing one's own.
var choosers = map[string]bool{"GET /api/me": true, "POST /api/lock": true, "POST /api/proof": true, "POST /api/proof/passkey/begin": true,
	"POST /api/proof/passkey": true, "POST /api/account/password": true}

// given adds somebody with a password that somebody else made.
func (d *door) given(login string, role queue.Role) sql.Person {
	d.t.Helper()
	hash, err := hashOnce()
	if err != nil {
		d.t.Fatal(err)
	}
	p, err := d.store.CreatePerson(d.t.Context(), sql.Person{Login: login, Name: "Somebody", Role: role, PasswordHash: hash, PasswordOnce: true})
	if err != nil {
		d.t.Fatal(err)
	}
	return p
}

// TestAMadePasswordOpensOnlyChoosing asks for every route and socket there is, as every role, with a password that somebody else made.
func TestAMadePasswordOpensOnlyChoosing(t *testing.T) {
	d := bare(t)
	for _, role := range roles.All() {
		d.given(string(role), role)
		b := d.browser()
		b.signIn(string(role))
		for _, r := range d.site.routes() {
			if r.open {
				continue
			}
			if r.pattern == "POST /api/lock" && r.chooser {
				continue // asked last, for it would cover the others
			}
			status, said := b.knock(r)
			if choosers[r.pattern] != (status != http.StatusForbidden) {
				t.Errorf("%s as %s: %d %s", r.pattern, role, status, said)
			}
			if status == http.StatusForbidden && said != "" && roles.Could(role, r.action, r.object) != roles.No && !strings.Contains(said, `"choose_password"`) {
				t.Errorf("%s as %s is refused with %s", r.pattern, role, said)
			}
		}
		if status, _, said := b.ask("POST", "/api/lock", "{}"); status != http.StatusNoContent {
			t.Errorf("lock as %s: %d %s", role, status, said)
		}
	}
}

func TestAMadePasswordAddsNoFactor(t *testing.T) {
	const own = "një kalë i bardhë vrapon"
	d := bare(t, func(c *Config) { c.SecondFactorRequired = true })
	p := d.given("arta", queue.Psychologist)
	b := d.browser()
	if status, _, said := b.ask("POST", "/api/sign-in", `{"login":"arta","password":"`+password+`"}`); status != 200 || !strings.Contains(said, `"choose_password":true`) {
		t.Fatalf("the made password: %d %s", status, said)
	}
	for path, want := range map[string]string{"/api/sign-in/enrol/totp/begin": "begin_again", "/api/account/totp/begin": "choose_password", "/api/account/passkey/begin": "choose_password"} {
		if status, _, said := b.ask("POST", path, "{}"); status < 400 || !strings.Contains(said, want) {
			t.Errorf("%s: %d %s", path, status, said)
		}
	}
	before := d.token(b)
	if status, _, said := b.ask("POST", "/api/account/password", `{"old":"`+password+`","new":"`+own+`"}`); status != http.StatusNoContent {
		t.Fatalf("choose: %d %s", status, said)
	}
	if found, err := d.store.Sessions().Standing(t.Context(), before); err != nil || len(found) != 0 || d.token(b) != "" {
		t.Errorf("the session without a second factor goes on: %v %v", found, err)
	}
	if status, _, said := b.ask("GET", "/api/me", ""); status != http.StatusUnauthorized {
		t.Errorf("who has no second factor yet is in: %d %s", status, said)
	}
	if _, _, said := b.ask("GET", "/api/sign-in", ""); !strings.Contains(said, `"due":"enrol"`) {
		t.Errorf("after choosing: %s", said)
	}
	if status := b.enrolTOTP(); status != http.StatusOK {
		t.Fatalf("enrol: %d", status)
	}
	if _, _, said := b.ask("GET", "/api/me", ""); !strings.Contains(said, string(p.ID)) || strings.Contains(said, `"choose_password":true`) {
		t.Errorf("with a second factor: %s", said)
	}
}
