package web

import (
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"alo116/sql"
)

func TestSocketsNeedASessionAndOurPage(t *testing.T) {
	d := open(t)
	stranger, mira := d.browser(), d.browser()
	mira.signIn("mira")
	for _, path := range []string{"/ws", "/sip"} {
		sip := []string{"Sec-WebSocket-Protocol", "sip"}
		if status, _, _ := stranger.upgrade(path, sip...); status != 401 {
			t.Errorf("%s without a session: %d", path, status)
		}
		for _, origin := range []string{"https://elsewhere.example", "null", ""} {
			if status, _, _ := mira.upgrade(path, append(sip, "Origin", origin)...); status != 403 {
				t.Errorf("%s from %q: %d", path, origin, status)
			}
		}
		if status, _, _ := mira.ask("GET", path, ""); status != 426 {
			t.Errorf("%s without an upgrade: %d", path, status)
		}
		if status, _, _ := mira.upgrade(path, sip...); status != 101 {
			t.Errorf("%s: %d", path, status)
		}
	}
	if status, _, _ := mira.upgrade("/sip"); status != 426 {
		t.Errorf("/sip without the subprotocol: %d", status)
	}
}

func TestAPhoneIsCarriedToAsterisk(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	status, rw, _ := b.upgrade("/sip", "Sec-WebSocket-Protocol", "sip", "X-Forwarded-For", "198.51.100.9", "Authorization", "Basic eA==", "User-Agent", "Firefox")
	if status != 101 {
		t.Fatalf("status %d", status)
	}
	h := <-d.pbx.asked
	for name := range h {
		switch name {
		case "Connection", "Upgrade", "Sec-Websocket-Key", "Sec-Websocket-Version", "Sec-Websocket-Protocol":
		default:
			t.Errorf("Asterisk was told %s", name)
		}
	}
	if _, err := rw.WriteString("REGISTER\n"); err != nil || rw.Flush() != nil {
		t.Fatal("write")
	}
	if line, err := rw.ReadString('\n'); err != nil || line != "REGISTER\n" {
		t.Errorf("back came %q, %v", line, err)
	}
	if status, _, body := b.ask("POST", "/api/sign-out", `{}`); status != 204 {
		t.Fatalf("sign out: %d %s", status, body)
	}
	if _, err := rw.ReadByte(); err == nil {
		t.Error("the phone's socket outlives the session")
	}
}

func TestAsteriskAwayIsSaidPlainly(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	d.pbx.mu.Lock()
	d.pbx.closed = true
	d.pbx.mu.Unlock()
	status, rw, _ := b.upgrade("/sip", "Sec-WebSocket-Protocol", "sip")
	if status != 502 {
		t.Errorf("status %d", status)
	}
	if text, _ := rw.ReadString('}'); strings.Contains(text, "10.9.8.7") {
		t.Errorf("Asterisk's words went through: %s", text)
	}
	d.pbx.srv.Close()
	if status, _, _ := b.upgrade("/sip", "Sec-WebSocket-Protocol", "sip"); status != 502 {
		t.Errorf("with nobody there: %d", status)
	}
}

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

func TestAScreenKeepsNothingOfItsRequest(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	if status, _, _ := b.upgrade("/ws"); status != 101 {
		t.Fatalf("status %d", status)
	}
	all := make([]byte, 1<<20)
	for stack := range strings.SplitSeq(string(all[:runtime.Stack(all, true)]), "\n\n") {
		if strings.Contains(stack, "agent.(*Hub).Serve") && strings.Contains(stack, "http.(*conn).serve") {
			t.Errorf("a screen sits on all that its request needed:\n%s", stack)
		}
	}
}

func TestADisabledPersonsSocketsEnd(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	_, rw, _ := b.upgrade("/ws")
	_, phone, _ := b.upgrade("/sip", "Sec-WebSocket-Protocol", "sip")
	d.staff.set(func(s *staff) { s.away = true })
	d.site.sessions.recheck(t.Context()) // a database that is away ends nobody's talk
	if status, _, body := b.ask("GET", "/api/me", ""); status != 200 {
		t.Errorf("while the database is away: %d %s", status, body)
	}
	if _, err := phone.WriteString("a\n"); err != nil || phone.Flush() != nil {
		t.Fatal("write")
	}
	if line, err := phone.ReadString('\n'); line != "a\n" {
		t.Errorf("the phone is gone: %v", err)
	}
	d.staff.set(func(s *staff) { s.away, s.disabled = false, true })
	d.site.sessions.recheck(t.Context())
	if rest, _ := io.ReadAll(rw); !strings.Contains(string(rest), "signed_out") {
		t.Errorf("the screen heard %q", rest)
	}
	if _, err := phone.ReadByte(); err == nil {
		t.Error("the phone's socket outlives its owner")
	}
	if status, _, _ := b.ask("GET", "/api/me", ""); status != 401 {
		t.Errorf("a disabled person: %d", status)
	}
}

func TestASessionHasABoundedNumberOfSockets(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	for range maxHolds {
		if status, _, _ := b.upgrade("/ws"); status != 101 {
			t.Fatalf("status %d", status)
		}
	}
	if status, _, _ := b.upgrade("/ws"); status != http.StatusTooManyRequests {
		t.Errorf("one more: %d", status)
	}
}

func TestTheStoreKnowsWhoseASessionIs(t *testing.T) {
	if keyID != sql.SessionPerson {
		t.Errorf("sessions hold the person under %q, the store looks under %q", keyID, sql.SessionPerson)
	}
}

func TestARequestUnderWayCannotBringASessionBack(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	r, err := http.NewRequest("GET", d.srv.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	s := d.site.sessions
	token := s.token(r)
	loaded, err := s.scs.Load(t.Context(), token) // a request begins, long after the last one
	if err != nil {
		t.Fatal(err)
	}
	s.scs.Put(loaded, keySeen, int64(0))
	if err := s.end(t.Context(), token); err != nil { // the person signs out
		t.Fatal(err)
	}
	if err := s.touch(loaded, token); !isSignedOut(err) { // and the request goes on
		t.Errorf("touch: %v", err)
	}
	clear(s.ended)
	if _, err := s.of(r); !isSignedOut(err) {
		t.Errorf("the session is back: %v", err)
	}
}
