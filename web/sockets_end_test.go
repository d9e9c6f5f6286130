package web

import (
	"io"
	"strings"
	"testing"
	"time"

	"alo116/queue"
	"alo116/sql/sqltest"
)

func TestAScreenEndsWithItsSession(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	_, rw, _ := b.upgrade("/ws")
	if status, _, _ := b.ask("POST", "/api/sign-out", `{}`); status != 204 {
		t.Fatal("sign out")
	}
	rest, _ := io.ReadAll(rw)
	if !strings.Contains(string(rest), `{"type":"bye","code":"signed_out"}`) {
		t.Errorf("the screen heard %q", rest)
	}
}

func TestWhoeverEndsASessionEndsItsSockets(t *testing.T) {
	var url string
	for name, end := range map[string]func(*door, *browser) error{
		"disabled":         func(d *door, _ *browser) error { return d.store.SetDisabled(t.Context(), miraID, true) },
		"another password": func(d *door, _ *browser) error { return d.store.SetPassword(t.Context(), miraID, "$argon2id$none") },
		"ended":            func(d *door, _ *browser) error { return d.store.EndSessions(t.Context(), miraID) },
		"ended by token":   func(d *door, b *browser) error { return d.store.Sessions().End(t.Context(), d.token(b)) },
		"run out":          func(*door, *browser) error { sqltest.Exec(t, url, runOut); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			var d *door
			d, _, _, url = vaulted(t)
			d.open()
			b := d.browser()
			b.signIn("mira")
			_, screen, _ := b.upgrade("/ws")
			say(t, screen, `{"type":"hello","v":1,"tab":"t1"}`)
			hear(t, screen, `"type":"view"`)
			_, phone, _ := b.upgrade("/sip", "Sec-WebSocket-Protocol", "sip")
			begun := time.Now()
			if err := end(d, b); err != nil { // as another process does it: this one is told nothing
				t.Fatal(err)
			}
			if rest, _ := io.ReadAll(screen); !strings.Contains(string(rest), "signed_out") {
				t.Errorf("the screen heard %q", rest)
			}
			if _, err := phone.ReadByte(); err == nil {
				t.Error("the phone's socket outlives its owner")
			}
			d.heard.await(queue.SignedOut{Agent: miraID}, 5*time.Second)
			took := time.Since(begun)
			t.Logf("screen, phone and place in the queue were gone after %v", took)
			if took > time.Second {
				t.Errorf("that is late")
			}
			if status, _, _ := b.ask("GET", "/api/me", ""); status != 401 {
				t.Errorf("afterwards: %d", status)
			}
		})
	}
}

// runOut is what an hour without a request, or thirteen with, makes of every session.
const runOut = `UPDATE session SET expires_at = now() - interval '1 second'`

// TestASessionThatRanOutIsRefused: at the first request, with nothing open that the service would look after, and it does not come back by being asked with.
func TestASessionThatRanOutIsRefused(t *testing.T) {
	d, _, _, url := vaulted(t)
	d.open()
	b := d.browser()
	b.signIn("mira")
	if status, _, _ := b.ask("GET", "/api/me", ""); status != 200 {
		t.Fatalf("before: %d", status)
	}
	sqltest.Exec(t, url, runOut)
	for range 2 {
		if status, _, body := b.ask("GET", "/api/me", ""); status != 401 || !strings.Contains(body, `"code":"signed_out"`) {
			t.Errorf("a request: %d %s", status, body)
		}
		if ticket := b.ticket(); ticket != "" {
			t.Error("it gets a ticket for a socket")
		}
	}
}

func TestEndingOneSessionLeavesTheOther(t *testing.T) {
	d := open(t)
	desk, laptop := d.browser(), d.browser()
	desk.signIn("mira")
	laptop.signIn("mira")
	_, atDesk, _ := desk.upgrade("/ws")
	_, phone, _ := laptop.upgrade("/sip", "Sec-WebSocket-Protocol", "sip")
	if err := d.store.Sessions().End(t.Context(), d.token(desk)); err != nil {
		t.Fatal(err)
	}
	if rest, _ := io.ReadAll(atDesk); !strings.Contains(string(rest), "signed_out") {
		t.Errorf("the screen heard %q", rest)
	}
	if err := echoes(phone); err != nil {
		t.Errorf("the phone of the other session is gone: %v", err)
	}
	if d.heard.has(queue.SignedOut{Agent: miraID}) {
		t.Error("she was signed out of the queue")
	}
}

func TestADatabaseThatIsAwayEndsNobodysTalk(t *testing.T) {
	d := open(t)
	b, lazy := d.browser(), d.browser()
	b.signIn("mira")
	lazy.signIn("arben")
	_, phone, _ := b.upgrade("/sip", "Sec-WebSocket-Protocol", "sip")
	d.store.Close()
	d.site.look(t.Context())
	d.site.touch(t.Context(), d.site.sessions.held())
	for _, who := range []*browser{b, lazy} {
		if status, _, body := who.ask("GET", "/api/me", ""); status != 200 {
			t.Errorf("while the database is away: %d %s", status, body)
		}
	}
	if err := echoes(phone); err != nil {
		t.Errorf("the phone is gone: %v", err)
	}
	if status, _, _ := b.upgrade("/ws"); status != 101 {
		t.Errorf("a new screen: %d", status)
	}
	if status, _, body := d.browser().ask("POST", "/api/sign-in", `{"login":"mira","password":"x"}`); status != 503 || strings.Contains(body, "pool") {
		t.Errorf("signing in: %d %s", status, body)
	}
}

func TestARequestUnderWayCannotBringASessionBack(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	token := d.token(b)
	g, err := d.site.sessions.load(t.Context(), token) // a request begins
	if err != nil {
		t.Fatal(err)
	}
	if err := d.store.SetPassword(t.Context(), miraID, "$argon2id$none"); err != nil { // an admin gives another password
		t.Fatal(err)
	}
	d.site.sessions.remember(token, g) // and the request goes on
	if err := d.store.Sessions().Touch(t.Context(), sessionIdle, token); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := b.ask("GET", "/api/me", ""); status != 401 {
		t.Errorf("the session is back: %d", status)
	}
}
