//go:build real

package ari

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"alo116/queue"
)

// tlsWire is a desk phone's way to Asterisk, from where desk phones are.
func tlsWire(t *testing.T) *wire {
	t.Helper()
	text, err := os.ReadFile(env(t, "LAB_DESK_CA"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(env(t, "LAB_DESK_ADDRESS"))}, Timeout: 5 * time.Second}
	c, err := tls.DialWithDialer(&dialer, "tcp", env(t, "LAB_DESK"), &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatalf("dial the desk phones' port: %v", err)
	}
	in := bufio.NewReader(c)
	var mu sync.Mutex
	return &wire{
		via: "TLS", host: c.LocalAddr().String(),
		send: func(s string) error {
			mu.Lock()
			defer mu.Unlock()
			_, err := c.Write([]byte(s))
			return err
		},
		recv:  func() (string, error) { return readSIP(in) },
		close: func() { _ = c.Close() },
	}
}

// readSIP reads one message of a stream.
func readSIP(in *bufio.Reader) (string, error) {
	var head strings.Builder
	length := 0
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return "", err
		}
		head.WriteString(line)
		if name, v, ok := strings.Cut(line, ":"); ok && textproto.CanonicalMIMEHeaderKey(name) == "Content-Length" {
			length, _ = strconv.Atoi(strings.TrimSpace(v))
		}
		if line == "\r\n" {
			break
		}
	}
	body := make([]byte, length)
	for read := 0; read < length; {
		n, err := in.Read(body[read:])
		if err != nil {
			return "", err
		}
		read += n
	}
	return head.String() + string(body), nil
}

// deskPhone gives somebody who is signed in a desk phone, which they use, and which is registered.
func (a *asterisk) deskPhone(id queue.AgentID) *phone {
	a.t.Helper()
	if _, err := a.Account(context.Background(), id); err != nil {
		a.t.Fatalf("account: %v", err)
	}
	acc := a.FreshDesk()
	a.gives(Desk{Agent: id, Account: acc, Used: true})
	p := a.plugIn(acc)
	if code := p.register(300); code != 200 {
		a.t.Fatalf("register: %d", code)
	}
	a.phone(queue.PhoneUp{Agent: id})
	return p
}

// gives makes these the desk phones there are.
func (a *asterisk) gives(desks ...Desk) {
	a.t.Helper()
	a.desks = desks
	if err := a.Desks(context.Background(), desks); err != nil {
		a.t.Fatalf("desk phones: %v", err)
	}
}

func (a *asterisk) plugIn(acc Account) *phone {
	p := newPhone(a.t, tlsWire(a.t), acc.User, acc.Password)
	p.sdes = true
	return p
}

func TestRealDeskPhoneIsRungAndTalks(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	p := a.deskPhone("drita")
	for n, status := range []string{"486 Busy Here", "603 Decline"} {
		o := queue.OfferID{Call: call, N: uint32(n + 1)}
		invite := a.rings(p, o, "drita", 20*time.Second)
		if !strings.Contains(invite.get("From"), "116111") || !strings.Contains(invite.body, "RTP/SAVP") || !strings.Contains(invite.body, srtpSuite) {
			t.Errorf("not a call of the line, sealed: %s", invite)
		}
		p.decline(status)
		want(a.bundle, queue.OfferFailed{Offer: o, Reason: queue.FailDeclined})
	}
	o := queue.OfferID{Call: call, N: 3}
	a.talks(p, o, "drita")
	p.media.hears(t, 50, 3*time.Second)
	p.media.shouts.Store(true)
	child.media.speaks(t, 50, 3*time.Second)

	a.Silence("drita", true)
	if got := <-a.silenced; got != (heardNot{"drita", o}) {
		t.Errorf("silenced: %+v", got)
	}
	p.media.hears(t, 10, 3*time.Second) // what was on its way
	before := child.media.loud.Load()
	p.media.hears(t, 50, 3*time.Second)
	if heard := child.media.loud.Load() - before; heard > 0 {
		t.Errorf("silenced, and %d packets of it are heard", heard)
	}
	a.Silence("drita", false)
	if got := <-a.silenced; got != (heardNot{"drita", queue.OfferID{}}) {
		t.Errorf("heard again: %+v", got)
	}
	child.media.speaks(t, 25, 3*time.Second)

	p.hangUp()
	want(a.bundle, queue.LegEnded{Offer: o, By: queue.ByAgent})
	if strings.Contains(p.told(), "690000001") {
		t.Error("the phone was told the number")
	}
}

func TestRealDeskPhoneIsPutDownFromTheScreen(t *testing.T) {
	a := lab(t)
	_, call := a.calls("116111")
	p := a.deskPhone("drita")
	rung, talked := queue.OfferID{Call: call, N: 1}, queue.OfferID{Call: call, N: 2}
	a.rings(p, rung, "drita", 20*time.Second)
	a.PutDown("drita")
	p.expect("CANCEL")
	want(a.bundle, queue.OfferFailed{Offer: rung, Reason: queue.FailDeclined})
	a.talks(p, talked, "drita")
	a.PutDown("drita")
	p.expect("BYE")
	want(a.bundle, queue.LegEnded{Offer: talked, By: queue.ByAgent})
}

// TestRealDeskPhoneSpeaksSealedOrNotAtAll: to an answer in the clear nothing is sent, and no voice in the clear is heard.
func TestRealDeskPhoneSpeaksSealedOrNotAtAll(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	p := a.deskPhone("drita")
	o := queue.OfferID{Call: call, N: 1}
	a.rings(p, o, "drita", 20*time.Second)
	p.sdes = false
	p.answer()
	want(a.bundle, queue.OfferAnswered{Offer: o})
	a.offer(queue.Join, o, "drita")
	want(a.bundle, queue.Joined{Offer: o})
	a.PutDown("drita")
	want(a.bundle, queue.LegEnded{Offer: o, By: queue.ByAgent})
	p.expect("BYE")
	if n := p.media.in.Load(); n > 0 {
		t.Errorf("%d packets in the clear", n)
	}
	p.sdes = true
	o.N = 2
	a.talks(p, o, "drita")
	p.media.hears(t, 25, 3*time.Second)
	p.dlg.cseq++
	p.send(p.request("INVITE", p.dlg.target, p.dlg.local, p.dlg.remote, p.dlg.callID, p.dlg.cseq, nil, p.media.sdp()))
	for r := p.response("INVITE"); ; r = p.response("INVITE") { // that of the offer
		if r.status() >= 200 {
			if r.status() != 488 {
				t.Errorf("in a talk, an offer in the clear is answered %q", r.start)
			}
			p.send(p.request("ACK", p.dlg.target, p.dlg.local, p.dlg.remote, p.dlg.callID, p.dlg.cseq, nil, ""))
			break
		}
	}
	p.media.hears(t, 25, 3*time.Second)
	plain := openMedia(t)
	plain.shouts.Store(true)
	plain.speak(p.dlg.invite.body)
	child.media.falls(t, 100, 5*time.Second)
}

func TestRealDeskPhoneThatIsRevoked(t *testing.T) {
	a := lab(t)
	_, call := a.calls("116111")
	p := a.deskPhone("drita")
	o := queue.OfferID{Call: call, N: 1}
	a.rings(p, o, "drita", 20*time.Second)
	began := time.Now()
	a.gives()
	a.phone(queue.PhoneDown{Agent: "drita"})
	if code := p.register(300); code != 401 {
		t.Errorf("it registers: %d", code)
	}
	if d := time.Since(began); d > time.Second {
		t.Errorf("it took %v", d)
	}
	a.offer(queue.Withdraw, o, "drita") // as the queue does when it hears that the phone is gone
	p.expect("CANCEL")
	want(a.bundle, queue.OfferFailed{Offer: o, Reason: queue.FailWithdrawn})
}

// TestRealDeskPhoneThatIsDead pulls the plug: nothing is said, and nothing answered.
func TestRealDeskPhoneThatIsDead(t *testing.T) {
	a := lab(t)
	p := a.deskPhone("drita")
	p.dead.Store(true)
	a.phone(queue.PhoneDown{Agent: "drita"})
	p.dead.Store(false)
	a.phone(queue.PhoneUp{Agent: "drita"})
	p.w.close()
	a.phone(queue.PhoneDown{Agent: "drita"})
}

func TestRealDeskPhoneOrBrowser(t *testing.T) {
	a := lab(t)
	_, call := a.calls("116111")
	p := a.deskPhone("drita")
	desk := a.desks[0]
	desk.Used = false
	a.gives(desk)
	a.phone(queue.PhoneDown{Agent: "drita"}) // the browser has none
	browser := a.agentPhone("drita", true)
	o := queue.OfferID{Call: call, N: 1}
	a.rings(browser, o, "drita", 20*time.Second)
	browser.decline("603 Decline")
	want(a.bundle, queue.OfferFailed{Offer: o, Reason: queue.FailDeclined})
	desk.Used = true
	a.gives(desk)
	o.N = 2
	a.rings(p, o, "drita", 20*time.Second)
	if err := a.Revoke(context.Background(), "drita"); err != nil { // they sign out
		t.Fatalf("revoke: %v", err)
	}
	a.phone(queue.PhoneDown{Agent: "drita"})
	if code := p.register(300); code != 200 {
		t.Errorf("the phone of somebody who is not signed in stays registered: %d", code)
	}
}

// TestRealDeskPhoneOutlivesTheService: the talk, its silence and the registration are there as they were.
func TestRealDeskPhoneOutlivesTheService(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	p := a.deskPhone("drita")
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	a.Silence("drita", true)
	<-a.silenced
	a.stop()
	a.life = a.begin(t, usualPace)
	if up := expect[queue.LinkUp](a.bundle); len(up.Live) != 1 || up.Live[0].Offer != o || up.Live[0].Joined.IsZero() {
		t.Fatalf("found: %+v", up.Live)
	}
	a.phone(queue.PhoneUp{Agent: "drita"})
	if got := <-a.silenced; got != (heardNot{"drita", o}) {
		t.Errorf("silenced: %+v", got)
	}
	p.media.hears(t, 25, 3*time.Second)
	a.PutDown("drita")
	p.expect("BYE")
	want(a.bundle, queue.LegEnded{Offer: o, By: queue.ByAgent})
	_ = child
}

// TestRealDeskPhonesProveTheirPasswordBySHA256 unless the house says that MD5 will do.
func TestRealDeskPhonesProveTheirPasswordBySHA256(t *testing.T) {
	a := lab(t)
	p := a.deskPhone("drita")
	a.provesBySHA256Only(p)
	a.stop()
	a.md5 = true
	a.life = a.begin(t, usualPace)
	expect[queue.LinkUp](a.bundle)
	for hash, want := range map[string]int{"MD5": 200, "SHA-256": 401} {
		p.proof = hash
		if code := p.register(300); code != want {
			t.Errorf("a proof by %s is answered %d", hash, code)
		}
	}
	a.stop()
	a.md5 = false
	a.life = a.begin(t, usualPace)
	expect[queue.LinkUp](a.bundle)
	a.provesBySHA256Only(p)
}

// TestRealDeskPhoneDialsNothing, nor gives a talk away by itself, nor watches anybody.
func TestRealDeskPhoneDialsNothing(t *testing.T) {
	a := lab(t)
	_, call := a.calls("116111")
	p := a.deskPhone("drita")
	aor := "<sip:" + p.user + "@127.0.0.1>"
	for _, method := range []string{"INVITE", "SUBSCRIBE", "MESSAGE"} {
		uri, callID, tag := "sip:116111@127.0.0.1", token(), token()
		p.send(p.request(method, uri, aor+";tag="+tag, "<"+uri+">", callID, 1, [][2]string{{"Event", "presence"}}, ""))
		r := p.response(method)
		if r.status() == 401 {
			auth := [][2]string{{"Event", "presence"}, {"Authorization", digest(p.proof, r.get("WWW-Authenticate"), p.user, p.password, method, uri)}}
			body := ""
			if method == "INVITE" {
				body = p.media.sealedOffer()
			}
			p.send(p.request(method, uri, aor+";tag="+tag, "<"+uri+">", callID, 2, auth, body))
			r = p.response(method)
		}
		if r.status() < 400 {
			t.Errorf("%s is answered %q", method, r.start)
		}
	}
	a.talks(p, queue.OfferID{Call: call, N: 1}, "drita")
	p.dlg.cseq++
	p.send(p.request("REFER", p.dlg.target, p.dlg.local, p.dlg.remote, p.dlg.callID, p.dlg.cseq, [][2]string{{"Refer-To", "<sip:112@127.0.0.1>"}}, ""))
	p.media.hears(t, 100, 4*time.Second) // and the talk goes on
	if strings.Contains(p.told(), "202 Accepted") {
		t.Error("the phone gives the talk away by itself")
	}
}
