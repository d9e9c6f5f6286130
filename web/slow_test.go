package web

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// drops is a connection on which a request's body never comes to its end.
func (d *door) drops(route, cookie string) *tls.Conn {
	d.t.Helper()
	conn, err := tls.Dial("tcp", strings.TrimPrefix(d.srv.URL, "https://"), &tls.Config{RootCAs: d.srv.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs, ServerName: "example.com", NextProtos: []string{"http/1.1"}})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: example.com\r\n%sContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", route, cookie); err != nil {
		d.t.Fatal(err)
	}
	return conn
}

// TestWhoSendsDropByDropIsCutOff: else somebody with patience would hold all connections there are, signed in or not, and where nobody reads
// the body, too.
func TestWhoSendsDropByDropIsCutOff(t *testing.T) {
	d := open(t)
	d.site.bodyWait = 200 * time.Millisecond
	b := d.browser()
	b.signIn("mira")
	mine := "Cookie: __Host-alo116=" + d.token(b) + "\r\n"
	for route, want := range map[string]string{
		"POST /api/sign-in": "400", "POST /api/proof": "401", "POST /api/touch": "401", "GET /": "200", "POST /no/such/page": "405", "GET /metrics": "200",
	} {
		for _, cookie := range []string{"", mine} {
			begun := time.Now()
			conn := d.drops(route, cookie)
			answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Errorf("%s: %v", route, err)
				continue
			}
			if said := fmt.Sprint(answer.StatusCode); cookie == "" && said != want {
				t.Errorf("%s is answered %s, want %s", route, said, want)
			}
			if _, err := io.Copy(io.Discard, conn); err != nil { // until it is closed
				t.Errorf("%s: the connection is held: %v", route, err)
			}
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("%s: the connection was held for %v", route, took)
			}
		}
	}
}

// TestALongAnswerIsNotCutOff: what is bounded is the body, not the work that it asks for.
func TestALongAnswerIsNotCutOff(t *testing.T) {
	d := open(t)
	d.site.bodyWait = 50 * time.Millisecond
	d.site.handler = d.site.log(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]string
		if err := readJSON(w, r, &body); err != nil {
			t.Error(err)
		}
		select {
		case <-r.Context().Done():
			t.Error("it was cut off")
		case <-time.After(4 * d.site.bodyWait):
		}
		reply(w, http.StatusOK, body)
	}))
	if status, _, said := d.browser().ask("POST", "/long", `{"a":"b"}`); status != http.StatusOK || !strings.Contains(said, `"b"`) {
		t.Errorf("%d %s", status, said)
	}
}
