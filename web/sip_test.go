package web

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	stdlog "log"
	"strings"
	"testing"
)

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
