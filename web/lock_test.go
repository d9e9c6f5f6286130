package web

import (
	"io"
	"strings"
	"testing"
	"time"

	"alo116/sql/sqltest"
)

func TestALockedSessionTellsNothing(t *testing.T) {
	d := open(t)
	b, elsewhere := d.browser(), d.browser()
	b.signIn("mira")
	elsewhere.signIn("mira")
	_, screen, _ := b.upgrade("/ws")
	say(t, screen, `{"type":"hello","v":1,"tab":"t1"}`)
	hear(t, screen, `"locked":false`)
	if status, _, body := b.ask("POST", "/api/lock", "{}"); status != 204 {
		t.Fatalf("lock: %d %s", status, body)
	}
	hear(t, screen, `"locked":true`)
	say(t, screen, `{"type":"set","id":"s1","contact":"c1","field":"note","value":"x","rev":1}`)
	hear(t, screen, `"code":"locked"`)
	for _, r := range d.site.routes() {
		if r.open || r.covered {
			continue
		}
		if status, body := b.knock(r); status != 423 && status != 403 {
			t.Errorf("%s on a locked screen: %d %s", r.pattern, status, body)
		}
		if status, _ := elsewhere.knock(r); status == 423 {
			t.Errorf("%s of her other session: %d", r.pattern, status)
		}
		if status, _, _ := elsewhere.ask("GET", "/api/me", ""); status == 401 { // some of them end sessions
			elsewhere = d.browser()
			elsewhere.signIn("mira")
		}
	}
	if status, _, body := b.ask("GET", "/api/me", ""); status != 200 || !strings.Contains(body, `"locked":true`) {
		t.Errorf("me: %d %s", status, body)
	}
	status, phone, _ := b.upgrade("/sip", "Sec-WebSocket-Protocol", "sip")
	if status != 101 {
		t.Fatalf("the phone of a locked screen: %d", status)
	}
	_, again, _ := b.upgrade("/ws") // a page that is loaded anew is locked, too
	say(t, again, `{"type":"hello","v":1,"tab":"t2"}`)
	if first := hear(t, again, `"type":"view"`); strings.Contains(first, `"locked":false`) {
		t.Errorf("a new socket of a locked session heard %s", first)
	}
	if status, _, _ := b.ask("POST", "/api/proof", `{"password":"guess"}`); status != 422 {
		t.Errorf("unlocking with a guess: %d", status)
	}
	if status, _, body := b.ask("POST", "/api/proof", `{"password":"`+password+`"}`); status != 200 || !strings.Contains(body, `"locked":false`) {
		t.Errorf("unlock: %d %s", status, body)
	}
	hear(t, screen, `"locked":false`)
	if status, _, _ := b.ask("GET", "/api/form", ""); status != 200 {
		t.Errorf("unlocked: %d", status)
	}
	if err := echoes(phone); err != nil {
		t.Errorf("the phone's socket did not outlive the lock: %v", err)
	}
}

// A lock that another process sets, or one before a restart, holds here as well.
func TestALockIsKeptInTheDatabase(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	_, screen, _ := b.upgrade("/ws")
	say(t, screen, `{"type":"hello","v":1,"tab":"t1"}`)
	hear(t, screen, `"locked":false`)
	begun := time.Now()
	if err := d.store.Sessions().Lock(t.Context(), d.token(b)); err != nil {
		t.Fatal(err)
	}
	hear(t, screen, `"locked":true`)
	if took := time.Since(begun); took > time.Second {
		t.Errorf("the screen was covered after %v", took)
	}
	if status, _, _ := b.ask("GET", "/api/form", ""); status != 423 {
		t.Errorf("form: %d", status)
	}
	_ = b.d.store.EndSessions(t.Context(), miraID)
	if rest, _ := io.ReadAll(screen); !strings.Contains(string(rest), "signed_out") {
		t.Errorf("the screen heard %q", rest)
	}
}

// TestALockHoldsThoughTheDatabaseDidNotTakeIt has a database that answers everything, and takes no lock for a while.
func TestALockHoldsThoughTheDatabaseDidNotTakeIt(t *testing.T) {
	d, store, _, url := vaulted(t)
	d.open()
	b := d.browser()
	b.signIn("mira")
	_, screen, _ := b.upgrade("/ws")
	say(t, screen, `{"type":"hello","v":1,"tab":"t1"}`)
	hear(t, screen, `"locked":false`)
	locked := func() bool {
		stands, err := store.Sessions().Standing(t.Context(), d.token(b))
		if err != nil {
			t.Fatal(err)
		}
		return stands[d.token(b)].Locked
	}
	sqltest.Exec(t, url, `ALTER TABLE session ADD CONSTRAINT refuses CHECK (NOT locked)`)
	if status, _, body := b.ask("POST", "/api/lock", "{}"); status != 204 || locked() {
		t.Fatalf("lock: %d %s; in the database: %v", status, body, locked())
	}
	hear(t, screen, `"locked":true`)
	for range 3 {
		d.site.look(t.Context())
		if status, _, body := b.ask("GET", "/api/form", ""); status != 423 {
			t.Errorf("the form: %d %s", status, body)
		}
	}
	if _, _, body := b.ask("GET", "/api/me", ""); !strings.Contains(body, `"locked":true`) {
		t.Errorf("me: %s", body)
	}
	sqltest.Exec(t, url, `ALTER TABLE session DROP CONSTRAINT refuses`)
	d.site.look(t.Context())
	if !locked() {
		t.Error("the database never heard of the lock")
	}
	say(t, screen, `{"type":"set","id":"s1","contact":"c1","field":"note","value":"x","rev":1}`)
	if told := hear(t, screen, `"code":"locked"`); strings.Contains(told, `"locked":false`) {
		t.Errorf("the screen was uncovered meanwhile: %s", told)
	}

	sqltest.Exec(t, url, `UPDATE session SET locked = false; ALTER TABLE session ADD CONSTRAINT refuses CHECK (NOT locked)`)
	b.ask("POST", "/api/lock", "{}")
	if status, _, body := b.ask("POST", "/api/proof", `{"password":"`+password+`"}`); status != 200 {
		t.Fatalf("unlock: %d %s", status, body)
	}
	sqltest.Exec(t, url, `ALTER TABLE session DROP CONSTRAINT refuses`)
	d.site.look(t.Context())
	if status, _, _ := b.ask("GET", "/api/form", ""); status != 200 || locked() {
		t.Errorf("a lock that was owed came after its owner: %d, %v", status, locked())
	}
}
