//go:build real

package ari

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
)

// sipMessage is a SIP message as far as a test phone needs to understand one.
type sipMessage struct {
	start   string
	headers [][2]string
	body    string
}

func parseSIP(raw string) sipMessage {
	head, body, _ := strings.Cut(raw, "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	m := sipMessage{start: lines[0], body: body}
	for _, l := range lines[1:] {
		k, v, _ := strings.Cut(l, ":")
		m.headers = append(m.headers, [2]string{strings.TrimSpace(k), strings.TrimSpace(v)})
	}
	return m
}

// get gives the first header of that name.
func (m sipMessage) get(name string) string {
	for _, h := range m.headers {
		if strings.EqualFold(h[0], name) {
			return h[1]
		}
	}
	return ""
}

// all gives every header of that name, in order.
func (m sipMessage) all(name string) (vs []string) {
	for _, h := range m.headers {
		if strings.EqualFold(h[0], name) {
			vs = append(vs, h[1])
		}
	}
	return vs
}

func (m sipMessage) isResponse() bool { return strings.HasPrefix(m.start, "SIP/2.0 ") }

// method is the request's, or the one a response answers.
func (m sipMessage) method() string {
	if m.isResponse() {
		_, method, _ := strings.Cut(m.get("CSeq"), " ")
		return method
	}
	method, _, _ := strings.Cut(m.start, " ")
	return method
}

func (m sipMessage) status() int {
	var code int
	if _, err := fmt.Sscanf(m.start, "SIP/2.0 %d", &code); err != nil {
		return 0
	}
	return code
}

func (m sipMessage) String() string {
	var b strings.Builder
	b.WriteString(m.start + "\r\n")
	for _, h := range m.headers {
		b.WriteString(h[0] + ": " + h[1] + "\r\n")
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(m.body), m.body)
	return b.String()
}

// reply makes a response to a request, in its transaction and dialog.
func (m sipMessage) reply(status, tag, contact, body string) sipMessage {
	r := sipMessage{start: "SIP/2.0 " + status, body: body}
	for _, h := range m.headers {
		switch strings.ToLower(h[0]) {
		case "via", "from", "call-id", "cseq", "record-route":
			r.headers = append(r.headers, h)
		case "to":
			if !strings.Contains(h[1], "tag=") && tag != "" {
				h[1] += ";tag=" + tag
			}
			r.headers = append(r.headers, h)
		}
	}
	r.headers = append(r.headers, [2]string{"Contact", contact})
	if body != "" {
		r.headers = append(r.headers, [2]string{"Content-Type", "application/sdp"})
	}
	return r
}

// wire carries SIP messages: a datagram or a websocket text frame each.
type wire struct {
	via, host string // "UDP" or "WS"; the host:port we claim
	send      func(string) error
	recv      func() (string, error)
	close     func()
}

func udpWire(t *testing.T, address string) *wire {
	t.Helper()
	c, err := net.Dial("udp", address)
	if err != nil {
		t.Fatalf("dial the trunk: %v", err)
	}
	buf := make([]byte, 65536)
	return &wire{
		via: "UDP", host: c.LocalAddr().String(),
		send: func(s string) error { _, err := c.Write([]byte(s)); return err },
		recv: func() (string, error) { n, err := c.Read(buf); return string(buf[:n]), err },
		close: func() {
			_ = c.Close()
		},
	}
}

func wsWire(t *testing.T, base string) *wire {
	t.Helper()
	url := "ws" + strings.TrimSuffix(strings.TrimPrefix(base, "http"), "/ari") + "/ws"
	d := websocket.Dialer{Subprotocols: []string{"sip"}, TLSClientConfig: known(t)}
	c, resp, err := d.Dial(url, http.Header{})
	if err != nil {
		t.Fatalf("dial the phones' socket: %v", err)
	}
	_ = resp.Body.Close()
	var mu sync.Mutex
	return &wire{
		via: "WSS", host: token() + ".invalid",
		send: func(s string) error {
			mu.Lock()
			defer mu.Unlock()
			return c.WriteMessage(websocket.TextMessage, []byte(s))
		},
		recv:  func() (string, error) { _, b, err := c.ReadMessage(); return string(b), err },
		close: func() { _ = c.Close() },
	}
}

func token() string {
	b := make([]byte, 5)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

// sums are the hashes by which a password may be proven.
var sums = map[string]func() hash.Hash{"SHA-256": sha256.New, "MD5": md5.New}

// digest answers a WWW-Authenticate challenge by one of them.
func digest(algorithm, challenge, user, password, method, uri string) string {
	field := func(name string) string {
		_, rest, ok := strings.Cut(challenge, name+"=\"")
		if !ok {
			return ""
		}
		v, _, _ := strings.Cut(rest, "\"")
		return v
	}
	sum := func(s string) string {
		h := sums[algorithm]()
		h.Write([]byte(s))
		return hex.EncodeToString(h.Sum(nil))
	}
	realm, nonce, cnonce := field("realm"), field("nonce"), token()
	a1, a2 := sum(user+":"+realm+":"+password), sum(method+":"+uri)
	response := sum(a1 + ":" + nonce + ":00000001:" + cnonce + ":auth:" + a2)
	return fmt.Sprintf(`Digest username="%s", realm="%s", nonce="%s", uri="%s", response="%s", algorithm=%s, qop=auth, nc=00000001, cnonce="%s", opaque="%s"`,
		user, realm, nonce, uri, response, algorithm, cnonce, field("opaque"))
}
