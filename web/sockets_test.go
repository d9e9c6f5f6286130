package web

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	stdlog "log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"alo116/queue"
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

// TestASocketsOriginIsOursToTheScheme: a page of the same name that came in the clear may be anybody's on the way.
func TestASocketsOriginIsOursToTheScheme(t *testing.T) {
	d := open(t, func(c *Config) { c.Origin = "https://alo116.example" }) // as behind a proxy that calls us by another name
	mira := d.browser()
	mira.signIn("mira")
	at, err := url.Parse(d.srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	for origin, want := range map[string]int{
		d.srv.URL: 101, "https://alo116.example": 101, "HTTPS://ALO116.example": 101,
		"http://" + at.Host: 403, "http://alo116.example": 403, "https://alo116.example:8443": 403, "https://" + at.Hostname(): 403,
		"https://alo116.example.elsewhere.example": 403, "https://": 403, "//" + at.Host: 403,
	} {
		for _, path := range []string{"/ws", "/sip"} {
			if status, _, _ := mira.upgrade(path, "Sec-WebSocket-Protocol", "sip", "Origin", origin); status != want {
				t.Errorf("%s from %q: %d", path, origin, status)
			}
		}
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
	if err := echoes(rw); err != nil {
		t.Error(err)
	}
	if status, _, body := b.ask("POST", "/api/sign-out", `{}`); status != 204 {
		t.Fatalf("sign out: %d %s", status, body)
	}
	if _, err := rw.ReadByte(); err == nil {
		t.Error("the phone's socket outlives the session")
	}
}

// A phone's registration and its calls go to whoever proves to be our Asterisk.
func TestAPhoneIsCarriedToNobodyElse(t *testing.T) {
	d := open(t, func(c *Config) { c.SIPTLS = &tls.Config{RootCAs: x509.NewCertPool()} })
	d.pbx.srv.Config.ErrorLog = stdlog.New(io.Discard, "", 0)
	b := d.browser()
	b.signIn("mira")
	if status, _, _ := b.upgrade("/sip", "Sec-WebSocket-Protocol", "sip"); status != 502 {
		t.Errorf("status %d", status)
	}
	select {
	case <-d.pbx.asked:
		t.Error("the stranger was asked")
	default:
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

func TestATicketIsGoodOnce(t *testing.T) {
	d := open(t)
	mira, arben := d.browser(), d.browser()
	mira.signIn("mira")
	arben.signIn("arben")
	show := func(b *browser, path, ticket string) int {
		status, _, _ := b.handshake(path, "Sec-WebSocket-Protocol", "alo116, sip, ticket."+ticket)
		return status
	}
	for _, path := range []string{"/ws", "/sip"} {
		if status, _, _ := mira.handshake(path, "Sec-WebSocket-Protocol", "sip"); status != 403 {
			t.Errorf("%s without a ticket: %d", path, status)
		}
		ticket := mira.ticket()
		if status := show(mira, path, ticket); status != 101 {
			t.Errorf("%s: %d", path, status)
		}
		if status := show(mira, path, ticket); status != 403 {
			t.Errorf("%s with a used ticket: %d", path, status)
		}
		if status := show(arben, path, mira.ticket()); status != 403 {
			t.Errorf("%s with somebody else's ticket: %d", path, status)
		}
	}
	late := mira.ticket()
	d.site.tickets.put(time.Now().Add(-ticketLife-time.Second), late, d.token(mira))
	if status := show(mira, "/ws", late); status != 403 {
		t.Errorf("with a ticket of eleven seconds ago: %d", status)
	}
	if strings.Contains(d.log.String(), late) {
		t.Error("a ticket stands in the log")
	}
}

// TestNobodysFloodOfTicketsSpoilsAnothers: a person, or who took over their session, asks for more tickets than are remembered.
func TestNobodysFloodOfTicketsSpoilsAnothers(t *testing.T) {
	d := open(t)
	mira, arben := d.browser(), d.browser()
	mira.signIn("mira")
	arben.signIn("arben")
	ticket := mira.ticket()
	refused := 0
	for range maxRemember + 1 {
		asked := httptest.NewRecorder()
		r := httptestRequest(t, d, cookieSession, d.token(arben))
		r.Method = http.MethodPost
		r.URL.Path = "/api/ticket"
		if d.site.ServeHTTP(asked, r); asked.Code == http.StatusTooManyRequests {
			if refused++; refused == 3 {
				break
			}
		}
	}
	if status, _, _ := mira.handshake("/ws", "Sec-WebSocket-Protocol", "alo116, ticket."+ticket); status != http.StatusSwitchingProtocols {
		t.Errorf("mira's ticket is answered %d", status)
	}
	if refused != 3 {
		t.Errorf("arben was refused %d times", refused)
	}
}

// token is what a browser's session cookie holds.
func (d *door) token(b *browser) string { return d.cookie(b, "__Host-alo116") }

// cookie is what one of a browser's cookies holds.
func (d *door) cookie(b *browser, name string) string {
	u, err := url.Parse(d.srv.URL)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// httptestRequest is a request with one of our cookies.
func httptestRequest(t *testing.T, d *door, which, value string) *http.Request {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	r.AddCookie(&http.Cookie{Name: d.site.sessions.cookieName(which), Value: value})
	return r
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func TestWhoeverEndsASessionEndsItsSockets(t *testing.T) {
	for name, end := range map[string]func(*door, *browser) error{
		"disabled":         func(d *door, _ *browser) error { return d.store.SetDisabled(t.Context(), miraID, true) },
		"another password": func(d *door, _ *browser) error { return d.store.SetPassword(t.Context(), miraID, "$argon2id$none") },
		"ended":            func(d *door, _ *browser) error { return d.store.EndSessions(t.Context(), miraID) },
		"ended by token":   func(d *door, b *browser) error { return d.store.Sessions().End(t.Context(), d.token(b)) },
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
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

// say sends a text frame, as a browser does: masked.
func say(t *testing.T, rw *bufio.ReadWriter, text string) {
	t.Helper()
	if len(text) > 125 {
		t.Fatal("too long for this test")
	}
	frame := append([]byte{0x81, 0x80 | byte(len(text)), 0, 0, 0, 0}, text...)
	if _, err := rw.Write(frame); err != nil || rw.Flush() != nil {
		t.Fatal("write")
	}
}

// hear reads until something was heard, and gives all of it.
func hear(t *testing.T, rw *bufio.ReadWriter, want string) string {
	t.Helper()
	var all []byte
	for !strings.Contains(string(all), want) {
		b, err := rw.ReadByte()
		if err != nil {
			t.Fatalf("heard %q, then %v", all, err)
		}
		all = append(all, b)
	}
	return string(all)
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

// echoes says something into a phone's socket, and hears it again from the exchange.
func echoes(phone *bufio.ReadWriter) error {
	said := frame(0x81, [4]byte{}, "REGISTER\n") // a mask of zeros leaves the words as they are
	if _, err := phone.Write(said); err != nil {
		return err
	}
	if err := phone.Flush(); err != nil {
		return err
	}
	heard, err := phone.ReadString('\n')
	if err == nil && heard != string(said) {
		err = fmt.Errorf("heard %q", heard)
	}
	return err
}
