package deploy

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// phone is a SIP phone of the barest kind, to say what a proper one would not.
type phone struct {
	t    *testing.T
	conn *net.UDPConn
	peer *net.UDPAddr
	rang string // the Call-ID of the last call to this phone
	talk string // the answer to the last call of this phone
	cseq int    // of the last request in it
}

var lastCall atomic.Uint64

// callPrefix begins the Call-ID of every call that these tests make.
const callPrefix = "test-"

// newPhone makes a phone at an address; port "0" is any.
func newPhone(t *testing.T, address string) *phone {
	t.Helper()
	local, err := net.ResolveUDPAddr("udp4", address)
	if err != nil {
		t.Fatal(err)
	}
	peer, err := net.ResolveUDPAddr("udp4", "127.0.0.1:"+asterisk.env["LAB_SIP_PORT"])
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.ListenUDP("udp4", local)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &phone{t: t, conn: conn, peer: peer}
}

// carrier is a phone on the trunk's address.
func carrier(t *testing.T) *phone {
	t.Helper()
	return newPhone(t, asterisk.env["LAB_TRUNK_ADDRESS"]+":0")
}

// request sends a request to user with these headers, From included, offering audio on a port; it gives the Call-ID.
func (p *phone) request(method, user string, audio int, headers ...string) string {
	p.t.Helper()
	callID, text := p.compose(method, user, audio, headers...)
	p.send(text)
	return callID
}

// compose makes a request, and gives its Call-ID too.
func (p *phone) compose(method, user string, audio int, headers ...string) (callID, text string) {
	n := lastCall.Add(1)
	callID = fmt.Sprintf(callPrefix+"%d@phone", n)
	body := ""
	if method == "INVITE" {
		body = p.offer(audio)
	}
	text = fmt.Sprintf("%s sip:%s@%s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK-%d;rport\r\n%s\r\n"+
		"To: <sip:%s@%s>\r\nCall-ID: %s\r\nCSeq: 1 %s\r\nContact: <sip:x@%s>\r\nMax-Forwards: 70\r\n"+
		"Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s",
		method, user, p.peer, p.conn.LocalAddr(), n, strings.Join(headers, "\r\n"),
		user, p.peer, callID, method, p.conn.LocalAddr(), len(body), body)
	return callID, text
}

func (p *phone) send(text string) {
	p.t.Helper()
	if _, err := p.conn.WriteToUDP([]byte(text), p.peer); err != nil {
		p.t.Fatal(err)
	}
}

func (p *phone) offer(audio int) string {
	host := p.conn.LocalAddr().(*net.UDPAddr).IP
	return fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %d RTP/AVP 8\r\n", host, host, audio)
}

// hear gives the next message, or nothing when the time is over.
func (p *phone) hear(within time.Duration) string {
	p.t.Helper()
	if err := p.conn.SetReadDeadline(time.Now().Add(within)); err != nil {
		p.t.Fatal(err)
	}
	buf := make([]byte, 4096)
	n, from, err := p.conn.ReadFromUDP(buf)
	if err != nil {
		return ""
	}
	p.peer = from
	return string(buf[:n])
}

// answer gives the status of the first answer that is not provisional.
func (p *phone) answer() string {
	p.t.Helper()
	for {
		text := p.hear(5 * time.Second)
		status, _, _ := strings.Cut(strings.TrimPrefix(text, "SIP/2.0 "), " ")
		if !strings.HasPrefix(status, "1") {
			return status
		}
	}
}

// taken waits until the call is answered and confirms it.
func (p *phone) taken() {
	p.t.Helper()
	for {
		text := p.hear(5 * time.Second)
		if text == "" {
			p.t.Fatal("the call is not answered")
		}
		if strings.HasPrefix(text, "SIP/2.0 200") {
			p.talk = text
			p.send("ACK sip:" + p.peer.String() + " SIP/2.0\r\n" + kept(text, "") + "\r\nCSeq: 1 ACK\r\nMax-Forwards: 70\r\n\r\n")
			return
		}
	}
}

// kept is what the headers of a dialog have in common, with the tag this phone adds to To.
func kept(message, tag string) string {
	var lines []string
	for line := range strings.SplitSeq(message, "\r\n") {
		switch name, _, _ := strings.Cut(line, ":"); name {
		case "Via", "From", "Call-ID":
			lines = append(lines, line)
		case "To":
			lines = append(lines, line+tag)
		}
	}
	return strings.Join(lines, "\r\n")
}

// dialogOf is the headers that name a dialog.
func dialogOf(message string) string {
	lines := strings.Split(kept(message, ""), "\r\n")
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "Via:") }), "\r\n")
}

// reply answers a request that this phone heard.
func (p *phone) reply(request, status, body string) {
	p.t.Helper()
	p.send(p.answering(request, status, body))
}

// answering makes an answer to a request.
func (p *phone) answering(request, status, body string) string {
	_, after, _ := strings.Cut(request, "\r\nCSeq:")
	cseq, _, _ := strings.Cut(after, "\r\n")
	return fmt.Sprintf("SIP/2.0 %s\r\n%s\r\nCSeq:%s\r\nContact: <sip:x@%s>\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s",
		status, kept(request, ";tag=phone"), cseq, p.conn.LocalAddr(), len(body), body)
}
