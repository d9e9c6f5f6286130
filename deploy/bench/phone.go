package main

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ring is an INVITE that reached an agent's phone.
type ring struct {
	at     time.Time
	freed  time.Time // when this phone hung up the call before, if it was the one who did
	caller string    // whom the INVITE comes from
	offer  string    // what our service calls it
}

// phone is an agent's, in a browser, without a voice: it picks up at once, stays for a while, and hangs up.
type phone struct {
	wire                    *wire
	user, password, contact string
	stay                    *atomic.Int64
	rang                    func(ring)
	answers                 chan message // to what it asked by itself
	gone                    chan struct{}

	mu    sync.Mutex
	calls map[string]*call // by Call-ID
	freed time.Time
}

// call is one that the phone is in.
type call struct {
	invite    message
	tag       string
	hangingUp *time.Timer
}

func newPhone(w *wire, user, password string, stay *atomic.Int64, rang func(ring)) *phone {
	return &phone{wire: w, user: user, password: password, contact: "<sip:" + user + "@" + token() + ".invalid;transport=ws>",
		stay: stay, rang: rang, answers: make(chan message, 16), gone: make(chan struct{}), calls: map[string]*call{}}
}

// live serves until the wire is closed.
func (p *phone) live() {
	defer close(p.gone)
	for {
		text, err := p.wire.receive()
		if err != nil {
			return
		}
		at := time.Now()
		m := parse(string(text))
		switch {
		case !m.isAnswer():
			p.serve(m, at)
		case m.method() == "REGISTER":
			p.answers <- m
		}
	}
}

func (p *phone) serve(m message, at time.Time) {
	id := m.get("Call-ID")
	switch m.method() {
	case "INVITE":
		if m.isNew() {
			p.pickUp(m, at)
			return
		}
		p.reply(m, "200 OK", "", sdp(m.body))
	case "ACK":
		p.talk(id)
	case "BYE":
		p.reply(m, "200 OK", "", "")
		p.end(id)
	case "CANCEL":
		p.reply(m, "200 OK", "", "")
		if c := p.end(id); c != nil {
			p.reply(c.invite, "487 Request Terminated", c.tag, "")
		}
	default:
		p.reply(m, "200 OK", "", "")
	}
}

func (p *phone) reply(m message, status, tag, body string) {
	p.wire.send(m.reply(status, tag, p.contact, body).String())
}

func (p *phone) pickUp(m message, at time.Time) {
	c := &call{invite: m, tag: token()}
	p.mu.Lock()
	p.calls[m.get("Call-ID")] = c
	freed := p.freed
	p.freed = time.Time{}
	p.mu.Unlock()
	p.reply(m, "180 Ringing", c.tag, "")
	p.reply(m, "200 OK", c.tag, sdp(m.body))
	p.rang(ring{at: at, freed: freed, caller: userOf(m.get("From")), offer: m.get("X-Alo116-Offer")})
}

// talk begins when the other side has heard that we picked up.
func (p *phone) talk(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.calls[id]; c != nil && c.hangingUp == nil {
		c.hangingUp = time.AfterFunc(time.Duration(p.stay.Load()), func() { p.hangUp(id) })
	}
}

// hangUp sends the BYE. From here on the agent waits for the next call.
func (p *phone) hangUp(id string) {
	c := p.end(id)
	if c == nil {
		return
	}
	m := c.invite
	bye := message{start: "BYE " + inBrackets(m.get("Contact")) + " SIP/2.0", headers: []header{
		{"Via", "SIP/2.0/WS " + token() + ".invalid;branch=z9hG4bK" + token()}, {"Max-Forwards", "70"},
		{"From", m.get("To") + ";tag=" + c.tag}, {"To", m.get("From")}, {"Call-ID", id}, {"CSeq", "1 BYE"}}}
	p.mu.Lock()
	p.freed = time.Now()
	p.mu.Unlock()
	p.wire.send(bye.String())
}

// end forgets a call, once.
func (p *phone) end(id string) *call {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.calls[id]
	delete(p.calls, id)
	if c != nil && c.hangingUp != nil {
		c.hangingUp.Stop()
	}
	return c
}

// sdp answers as a browser does whose voice never comes through: Asterisk does all the work up to there.
func sdp(offer string) string {
	mid := "0"
	for l := range strings.SplitSeq(offer, "\r\n") {
		if v, ok := strings.CutPrefix(l, "a=mid:"); ok {
			mid = v
		}
	}
	return fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE %s\r\n"+
		"m=audio 9 UDP/TLS/RTP/SAVPF 8\r\nc=IN IP4 127.0.0.1\r\na=rtpmap:8 PCMA/8000\r\na=setup:active\r\na=fingerprint:sha-256 %sAB\r\n"+
		"a=ice-ufrag:abcdefgh\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=mid:%s\r\na=rtcp-mux\r\na=sendrecv\r\n"+
		"a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host\r\na=end-of-candidates\r\n", mid, strings.Repeat("AB:", 31), mid)
}
