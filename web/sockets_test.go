package web

import (
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
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
