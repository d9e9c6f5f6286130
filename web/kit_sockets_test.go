package web

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

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
