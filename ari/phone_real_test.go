//go:build real

package ari

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// phone is a SIP phone for tests: it dials, is dialled, and writes down all that it is told.
type phone struct {
	t         *testing.T
	w         *wire
	user      string
	password  string
	proof     string // the hash by which the password is proven
	contact   string
	media     *media
	webrtc    bool
	sdes      bool        // it speaks SRTP, with keys in its session description
	dead      atomic.Bool // its plug is pulled
	requests  chan sipMessage
	responses chan sipMessage

	mu   sync.Mutex
	seen []sipMessage // everything received, for privacy checks

	dlg dialog // the listener's while a call comes in, the test's once it was told of it
}

// dialog is what is needed to speak within a call.
type dialog struct {
	invite        sipMessage
	local, remote string // From and To as we write them
	target        string
	callID, tag   string
	cseq          int
}

func newPhone(t *testing.T, w *wire, user, password string) *phone {
	t.Helper()
	p := &phone{t: t, w: w, user: user, password: password, proof: "SHA-256", media: openMedia(t),
		requests: make(chan sipMessage, 64), responses: make(chan sipMessage, 64)}
	p.contact = fmt.Sprintf("<sip:%s@%s;transport=%s>", user, w.host, strings.ToLower(w.via))
	t.Cleanup(w.close)
	go p.listen()
	return p
}

func (p *phone) listen() {
	for {
		raw, err := p.w.recv()
		if err != nil {
			close(p.requests)
			close(p.responses)
			return
		}
		if strings.TrimSpace(raw) == "" {
			continue
		}
		if p.dead.Load() {
			continue
		}
		m := parseSIP(raw)
		p.mu.Lock()
		p.seen = append(p.seen, m)
		p.mu.Unlock()
		if m.isResponse() {
			p.responses <- m
			continue
		}
		p.serve(m)
	}
}

// serve answers by itself what needs no decision, and hands the rest to the test.
func (p *phone) serve(m sipMessage) {
	switch m.method() {
	case "OPTIONS", "NOTIFY", "INFO", "UPDATE":
		p.send(m.reply("200 OK", "", p.contact, ""))
	case "BYE":
		p.send(m.reply("200 OK", "", p.contact, ""))
		p.requests <- m
	case "CANCEL":
		p.send(m.reply("200 OK", p.dlg.tag, p.contact, ""))
		p.send(p.dlg.invite.reply("487 Request Terminated", p.dlg.tag, p.contact, ""))
		p.requests <- m
	case "INVITE":
		if strings.Contains(m.get("To"), "tag=") {
			p.send(m.reply("200 OK", "", p.contact, p.answerSDP(m.body)))
			p.requests <- m
			return
		}
		p.dlg = dialog{invite: m, tag: token(), callID: m.get("Call-ID"), target: bare(m.get("Contact")), cseq: 100}
		p.dlg.local, p.dlg.remote = m.get("To")+";tag="+p.dlg.tag, m.get("From")
		p.send(m.reply("100 Trying", "", p.contact, ""))
		p.requests <- m
	case "ACK":
	}
}

func (p *phone) send(m sipMessage) {
	if err := p.w.send(m.String()); err != nil {
		p.t.Logf("phone %s: %v", p.user, err)
	}
}

func bare(contact string) string {
	_, s, _ := strings.Cut(contact, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}

func (p *phone) request(method, uri, from, to, callID string, cseq int, extra [][2]string, body string) sipMessage {
	m := sipMessage{start: method + " " + uri + " SIP/2.0", body: body}
	m.headers = append([][2]string{
		{"Via", "SIP/2.0/" + p.w.via + " " + p.w.host + ";branch=z9hG4bK" + token() + ";rport"},
		{"Max-Forwards", "70"}, {"From", from}, {"To", to}, {"Call-ID", callID},
		{"CSeq", fmt.Sprintf("%d %s", cseq, method)}, {"Contact", p.contact},
		{"Allow", "INVITE,ACK,CANCEL,BYE,UPDATE,OPTIONS,INFO"}, {"Supported", "outbound"},
	}, extra...)
	if body != "" {
		m.headers = append(m.headers, [2]string{"Content-Type", "application/sdp"})
	}
	return m
}

// register registers, or with expires 0 unregisters, and gives the final status.
func (p *phone) register(expires int) int {
	p.t.Helper()
	uri, callID, tag := "sip:127.0.0.1", token(), token()
	aor := fmt.Sprintf("<sip:%s@127.0.0.1>", p.user)
	var auth [][2]string
	for cseq := 1; ; cseq++ {
		extra := append([][2]string{{"Expires", fmt.Sprint(expires)}}, auth...)
		p.send(p.request("REGISTER", uri, aor+";tag="+tag, aor, callID, cseq, extra, ""))
		r := p.response("REGISTER")
		if r.status() != 401 || auth != nil {
			return r.status()
		}
		auth = [][2]string{{"Authorization", digest(p.proof, r.get("WWW-Authenticate"), p.user, p.password, "REGISTER", uri)}}
	}
}

// response waits for the next response to that method.
func (p *phone) response(method string) sipMessage {
	p.t.Helper()
	for {
		select {
		case r, ok := <-p.responses:
			if !ok {
				p.t.Fatalf("phone %s: the wire closed while waiting for a response to %s", p.user, method)
			}
			if r.method() == method {
				return r
			}
		case <-time.After(10 * time.Second):
			p.t.Fatalf("phone %s: no response to %s", p.user, method)
		}
	}
}

// expect waits for the next request, which must be of that method.
func (p *phone) expect(method string) sipMessage {
	p.t.Helper()
	select {
	case r, ok := <-p.requests:
		if !ok || r.method() != method {
			p.t.Fatalf("phone %s: got %q, wanted %s", p.user, r.start, method)
		}
		return r
	case <-time.After(15 * time.Second):
		p.t.Fatalf("phone %s: no %s came", p.user, method)
	}
	panic("unreachable")
}

// dial calls a line as from, and is answered. Extra headers may ask for privacy.
func (p *phone) dial(line, from string, extra ...[2]string) {
	p.t.Helper()
	uri := "sip:" + line + "@127.0.0.1"
	d := dialog{local: from + ";tag=" + token(), remote: "<" + uri + ">", callID: token(), cseq: 1}
	inv := p.request("INVITE", uri, d.local, d.remote, d.callID, d.cseq, extra, p.media.sdp())
	p.send(inv)
	for {
		r := p.response("INVITE")
		if r.status() < 200 {
			continue
		}
		d.remote, d.target = r.get("To"), bare(r.get("Contact"))
		ack := p.request("ACK", d.target, d.local, d.remote, d.callID, d.cseq, nil, "")
		p.send(ack)
		if r.status() != 200 {
			p.t.Fatalf("phone %s: the line answered %q", p.user, r.start)
		}
		p.media.speak(r.body)
		p.dlg = d
		return
	}
}

// ringing, answer and decline are what a person does with an incoming call.
func (p *phone) ringing() { p.send(p.dlg.invite.reply("180 Ringing", p.dlg.tag, p.contact, "")) }
func (p *phone) answer() {
	p.send(p.dlg.invite.reply("200 OK", p.dlg.tag, p.contact, p.answerSDP(p.dlg.invite.body)))
	if !p.webrtc {
		p.media.speak(p.dlg.invite.body)
	}
}
func (p *phone) decline(status string) { p.send(p.dlg.invite.reply(status, p.dlg.tag, p.contact, "")) }

// hangUp ends the call as a person does.
func (p *phone) hangUp() {
	p.dlg.cseq++
	p.send(p.request("BYE", p.dlg.target, p.dlg.local, p.dlg.remote, p.dlg.callID, p.dlg.cseq, nil, ""))
	p.response("BYE")
}

// answerSDP answers plainly, or as a browser would whose media never comes up.
func (p *phone) answerSDP(offer string) string {
	if p.sdes {
		return p.media.sealedSDP(offer)
	}
	if !p.webrtc {
		return p.media.sdp()
	}
	mid := "0"
	for _, l := range strings.Split(offer, "\r\n") {
		if v, ok := strings.CutPrefix(l, "a=mid:"); ok {
			mid = v
		}
	}
	return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE " + mid +
		"\r\nm=audio 9 UDP/TLS/RTP/SAVPF 8\r\nc=IN IP4 127.0.0.1\r\na=rtpmap:8 PCMA/8000\r\na=setup:active\r\n" +
		"a=fingerprint:sha-256 " + strings.Repeat("AB:", 31) + "AB\r\na=ice-ufrag:abcdefgh\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n" +
		"a=mid:" + mid + "\r\na=rtcp-mux\r\na=sendrecv\r\na=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host\r\na=end-of-candidates\r\n"
}

// cancel gives up before the line has answered. It is for an INVITE that was sent, not dialled.
func (p *phone) cancel(invite sipMessage) {
	c := sipMessage{start: strings.Replace(invite.start, "INVITE", "CANCEL", 1)}
	for _, h := range invite.headers {
		switch h[0] {
		case "Via", "From", "To", "Call-ID", "Max-Forwards":
			c.headers = append(c.headers, h)
		case "CSeq":
			c.headers = append(c.headers, [2]string{"CSeq", strings.Replace(h[1], "INVITE", "CANCEL", 1)})
		}
	}
	p.send(c)
}

// told is everything the phone was ever told.
func (p *phone) told() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	for _, m := range p.seen {
		b.WriteString(m.String())
	}
	return b.String()
}
