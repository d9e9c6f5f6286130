package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// message is a SIP message as far as an agent's phone needs to understand one.
type message struct {
	start   string
	headers []header
	body    string
}

type header struct{ name, value string }

func parse(text string) message {
	head, body, _ := strings.Cut(text, "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	m := message{start: lines[0], body: body}
	for _, l := range lines[1:] {
		name, value, _ := strings.Cut(l, ":")
		m.headers = append(m.headers, header{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
	return m
}

func (m message) get(name string) string {
	for _, h := range m.headers {
		if strings.EqualFold(h.name, name) {
			return h.value
		}
	}
	return ""
}

func (m message) isAnswer() bool { return strings.HasPrefix(m.start, "SIP/2.0 ") }

// method is the request's, or that of the request which is answered.
func (m message) method() string {
	if m.isAnswer() {
		_, method, _ := strings.Cut(m.get("CSeq"), " ")
		return method
	}
	method, _, _ := strings.Cut(m.start, " ")
	return method
}

// isNew tells whether a request begins something, rather than belonging to a call.
func (m message) isNew() bool { return !strings.Contains(m.get("To"), "tag=") }

func (m message) String() string {
	var b strings.Builder
	b.WriteString(m.start + "\r\n")
	for _, h := range m.headers {
		b.WriteString(h.name + ": " + h.value + "\r\n")
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(m.body), m.body)
	return b.String()
}

// reply answers a request, within its call.
func (m message) reply(status, tag, contact, body string) message {
	r := message{start: "SIP/2.0 " + status, body: body}
	for _, h := range m.headers {
		switch strings.ToLower(h.name) {
		case "to":
			if m.isNew() {
				h.value += ";tag=" + tag
			}
			r.headers = append(r.headers, h)
		case "via", "from", "call-id", "cseq", "record-route":
			r.headers = append(r.headers, h)
		}
	}
	r.headers = append(r.headers, header{"Contact", contact})
	if body != "" {
		r.headers = append(r.headers, header{"Content-Type", "application/sdp"})
	}
	return r
}

// inBrackets is the address in a header.
func inBrackets(value string) string {
	_, s, _ := strings.Cut(value, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}

// userOf is who is called, or calls, in an address.
func userOf(value string) string {
	s := strings.TrimPrefix(inBrackets(value), "sip:")
	s, _, _ = strings.Cut(s, "@")
	return s
}

func token() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// digest answers a challenge as RFC 8760 has it, which is what our pages do.
func digest(challenge, user, password, method, uri string) string {
	field := func(name string) string {
		_, rest, _ := strings.Cut(challenge, name+`="`)
		v, _, _ := strings.Cut(rest, `"`)
		return v
	}
	sum := func(s string) string { h := sha256.Sum256([]byte(s)); return hex.EncodeToString(h[:]) }
	realm, nonce, cnonce := field("realm"), field("nonce"), token()
	response := sum(sum(user+":"+realm+":"+password) + ":" + nonce + ":00000001:" + cnonce + ":auth:" + sum(method+":"+uri))
	return fmt.Sprintf(`Digest username="%s", realm="%s", nonce="%s", uri="%s", response="%s", algorithm=SHA-256, qop=auth, nc=00000001, cnonce="%s", opaque="%s"`,
		user, realm, nonce, uri, response, cnonce, field("opaque"))
}
