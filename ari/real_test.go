//go:build real

package ari

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"alo116/queue"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

// asterisk is a real Asterisk, an adapter on it under an application name of the test's own, and a
// way for callers to reach that application.
type asterisk struct {
	*bundle
	t     *testing.T
	app   string
	trunk string
	sip   string
}

func env(t *testing.T, name string) string {
	t.Helper()
	v := os.Getenv(name)
	if v == "" {
		t.Fatalf("%s is not set: these tests need the lab's Asterisk, run make test", name)
	}
	return v
}

// lab connects to the lab's Asterisk.
func lab(t *testing.T) *asterisk {
	t.Helper()
	app := "t" + token()
	a := &asterisk{t: t, app: app, trunk: "trunk-" + app, sip: env(t, "LAB_SIP_ADDRESS") + ":" + env(t, "LAB_SIP_PORT")}
	a.bundle = &bundle{t: t, pace: usualPace}
	a.life = a.begin(t, usualPace)
	a.openTrunk()
	if up := expect[queue.LinkUp](a.bundle); len(up.Live) != 0 {
		t.Fatalf("found: %+v", up.Live)
	}
	return a
}

// begin starts a life of the program, which ends with the test.
func (a *asterisk) begin(t *testing.T, p pace) *life {
	t.Helper()
	l := &life{events: make(chan queue.Event, 10_000), ended: make(chan error, 1), log: &lockedBuffer{}}
	l.Adapter = newAdapter(Config{
		URL: env(t, "ALO116_ARI_URL"), User: env(t, "ALO116_ARI_USER"), Password: env(t, "ALO116_ARI_PASSWORD"), App: a.app,
		Emit: func(e queue.Event) { l.events <- e }, Identify: identify,
		Log: zerolog.New(l.log), Metrics: NewMetrics(prometheus.NewRegistry()),
	}, p)
	ctx, cancel := context.WithCancel(context.Background())
	gone := make(chan struct{})
	go func() { l.ended <- l.Run(ctx); close(gone) }()
	l.stop = func() { cancel(); <-gone; l.rest.http.CloseIdleConnections() }
	t.Cleanup(l.stop)
	return l
}

// openTrunk lets callers in by a trunk of the test's own: the same dialplan, our application.
func (a *asterisk) openTrunk() {
	ctx := context.Background()
	fields := []field{{Attribute: "context", Value: "trunk"}, {Attribute: "disallow", Value: "all"}, {Attribute: "allow", Value: "alaw"},
		{Attribute: "set_var", Value: "ALO116_APP=" + a.app}, {Attribute: "trust_id_inbound", Value: "yes"},
		{Attribute: "direct_media", Value: "no"}, {Attribute: "language", Value: "sq"}}
	err := a.rest.repeat(ctx, "test", func() error { return a.rest.lib.Asterisk().Config().Update(configKey("endpoint", a.trunk), fields) })
	if err != nil {
		a.t.Fatalf("open the trunk: %v", err)
	}
	a.t.Cleanup(func() {
		for _, acc := range a.accounts.all() {
			_ = a.rest.dropAccount(ctx, acc.User) // best effort: the lab forgets them with its Asterisk
		}
		_ = a.rest.lib.Asterisk().Config().Delete(configKey("endpoint", a.trunk))
	})
}

// child is a caller's phone.
func (a *asterisk) child() *phone { return newPhone(a.t, udpWire(a.t, a.sip), a.trunk, "") }

var asserted = [2]string{"P-Asserted-Identity", "<sip:" + number + "@127.0.0.1>"}

// calls lets a child call a line, and has the call answered.
func (a *asterisk) calls(line string, headers ...[2]string) (*phone, queue.CallID) {
	a.t.Helper()
	p := a.child()
	answered := a.dials(p, line, headers...)
	e := expect[queue.CallArrived](a.bundle)
	if string(e.Line) != line {
		a.t.Fatalf("arrived: %+v", e)
	}
	a.cmd(queue.Greet, e.Call)
	want(a.bundle, queue.GreetingEnded{Call: e.Call})
	<-answered
	return p, e.Call
}

// dials lets a child call, and tells when it is answered.
func (a *asterisk) dials(p *phone, line string, headers ...[2]string) (answered chan struct{}) {
	answered = make(chan struct{})
	go func() {
		p.dial(line, "<sip:"+a.trunk+"@127.0.0.1>", append(headers, asserted)...)
		close(answered)
	}()
	return answered
}

// agentPhone gives a person an account and a registered phone: a browser's, or one with plain
// media, which a test can speak and hear with.
func (a *asterisk) agentPhone(id queue.AgentID, webrtc bool) *phone {
	a.t.Helper()
	acc, err := a.Account(context.Background(), id)
	if err != nil {
		a.t.Fatalf("account: %v", err)
	}
	if !webrtc {
		a.plain(acc.User)
	}
	p := newPhone(a.t, wsWire(a.t, a.cfg.URL), acc.User, acc.Password)
	p.webrtc = webrtc
	if code := p.register(120); code != 200 {
		a.t.Fatalf("register: %d", code)
	}
	a.phone(queue.PhoneUp{Agent: id})
	return p
}

// plain takes from an account what only a browser can do.
func (a *asterisk) plain(user string) {
	var fields []field
	for _, f := range endpointFields(a.accounts.owner(user), "alaw") {
		if f.Attribute != "webrtc" && !strings.HasPrefix(f.Attribute, "dtls") {
			fields = append(fields, f)
		}
	}
	key := configKey("endpoint", user)
	err := a.rest.lib.Asterisk().Config().Delete(key)
	if err == nil {
		err = a.rest.lib.Asterisk().Config().Update(key, fields)
	}
	if err == nil {
		err = a.rest.watch(context.Background(), user) // the subscription went with the old one
	}
	if err != nil {
		a.t.Fatalf("make a plain account: %v", err)
	}
}

// rings rings a phone and gives the INVITE.
func (a *asterisk) rings(p *phone, o queue.OfferID, id queue.AgentID, limit time.Duration) sipMessage {
	a.t.Helper()
	a.Do([]queue.Command{{Do: queue.Ring, Call: o.Call, Agent: id, Offer: o, Limit: limit}})
	invite := p.expect("INVITE")
	p.ringing()
	want(a.bundle, queue.OfferRinging{Offer: o})
	return invite
}

// talks brings a child and an agent together.
func (a *asterisk) talks(p *phone, o queue.OfferID, id queue.AgentID) {
	a.t.Helper()
	a.rings(p, o, id, 20*time.Second)
	p.answer()
	want(a.bundle, queue.OfferAnswered{Offer: o})
	a.offer(queue.Join, o, id)
	want(a.bundle, queue.Joined{Offer: o})
}

func TestRealCheck(t *testing.T) {
	a := lab(t)
	if err := a.Check(context.Background()); err != nil {
		t.Error(err)
	}
	other := a.cfg
	other.Password, other.Metrics = "wrong", NewMetrics(prometheus.NewRegistry())
	if err := New(other).Check(context.Background()); err == nil || !strings.Contains(err.Error(), "refuses") {
		t.Errorf("a wrong password: %v", err)
	}
}

func TestRealCallerHearsGreetingMusicAndPrompts(t *testing.T) {
	a := lab(t)
	p := a.child()
	answered := a.dials(p, "116111")
	call := expect[queue.CallArrived](a.bundle)
	if call.Caller.Key != "key" || time.Since(call.At) > 5*time.Second {
		t.Errorf("arrived: %+v", call)
	}
	a.Do([]queue.Command{{Do: queue.Greet, Call: call.Call, Prompt: "greeting-116111"}})
	<-answered
	p.media.speaks(t, 20, 3*time.Second)
	want(a.bundle, queue.GreetingEnded{Call: call.Call})
	a.cmd(queue.Wait, call.Call)
	p.media.speaks(t, 25, 2*time.Second)
	a.Do([]queue.Command{{Do: queue.Say, Call: call.Call, Prompt: "please-wait"}, {Do: queue.Say, Call: call.Call, Prompt: "no-such-prompt"}})
	p.media.hears(t, 300, 10*time.Second)
	p.media.speaks(t, 25, 2*time.Second)
	p.hangUp()
	want(a.bundle, queue.CallEnded{Call: call.Call, By: queue.ByCaller})
}

func TestRealBrokenPromptEndsTheGreeting(t *testing.T) {
	a := lab(t)
	answered := a.dials(a.child(), "116111")
	call := expect[queue.CallArrived](a.bundle).Call
	a.Do([]queue.Command{{Do: queue.Greet, Call: call, Prompt: "no-such-prompt"}})
	want(a.bundle, queue.GreetingEnded{Call: call})
	<-answered
	a.Do([]queue.Command{{Do: queue.Dismiss, Call: call, Prompt: "closed"}})
	want(a.bundle, queue.CallEnded{Call: call, By: queue.BySystem})
}

func TestRealCallerGivesUpBeforeTheAnswer(t *testing.T) {
	a := lab(t)
	p := a.child()
	invite := p.request("INVITE", "sip:116000@127.0.0.1", "<sip:"+a.trunk+"@127.0.0.1>;tag=1", "<sip:116000@127.0.0.1>", token(), 1, [][2]string{asserted}, p.media.sdp())
	p.send(invite)
	call := expect[queue.CallArrived](a.bundle).Call
	p.cancel(invite)
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByCaller})
}

func TestRealWithheldNumber(t *testing.T) {
	a := lab(t)
	answered := a.dials(a.child(), "116111", [2]string{"Privacy", "id"})
	e := expect[queue.CallArrived](a.bundle)
	if !e.Caller.Withheld || e.Caller.Key != "" {
		t.Errorf("arrived: %+v", e)
	}
	a.cmd(queue.Greet, e.Call)
	<-answered
}

func TestRealOffers(t *testing.T) {
	a := lab(t)
	_, call := a.calls("116111")
	p := a.agentPhone("drita", true)
	for n, c := range []struct {
		status string
		why    queue.FailReason
	}{{"603 Decline", queue.FailDeclined}, {"486 Busy Here", queue.FailDeclined}, {"480 Temporarily Unavailable", queue.FailNoAnswer}} {
		o := queue.OfferID{Call: call, N: uint32(n + 1)}
		invite := a.rings(p, o, "drita", 20*time.Second)
		if got := invite.get("X-Alo116-Offer"); got != o.String() {
			t.Errorf("the offer's header is %q", got)
		}
		if !strings.Contains(invite.get("From"), "116111") || !strings.Contains(invite.body, "a=fingerprint") {
			t.Errorf("not a browser's INVITE from the line: %s", invite)
		}
		p.decline(c.status)
		want(a.bundle, queue.OfferFailed{Offer: o, Reason: c.why})
	}
	o := queue.OfferID{Call: call, N: 10}
	a.rings(p, o, "drita", 20*time.Second)
	a.offer(queue.Withdraw, o, "drita")
	p.expect("CANCEL")
	want(a.bundle, queue.OfferFailed{Offer: o, Reason: queue.FailWithdrawn})
	o.N = 11
	a.rings(p, o, "drita", time.Second)
	p.expect("CANCEL")
	want(a.bundle, queue.OfferFailed{Offer: o, Reason: queue.FailNoAnswer})
	p.register(0)
	a.phone(queue.PhoneDown{Agent: "drita"})
	o.N = 12
	a.offer(queue.Ring, o, "drita")
	want(a.bundle, queue.OfferFailed{Offer: o, Reason: queue.FailUnreachable})
	if strings.Contains(p.told(), "690000001") {
		t.Error("the agent's phone was told the number")
	}
}

func TestRealBrowserPicksUp(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116000")
	p := a.agentPhone("drita", true)
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	child.hangUp()
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByCaller})
	p.expect("BYE")
}

func TestRealTalkBothWaysAndTheAgentsHangUp(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	a.cmd(queue.Wait, call)
	child.media.speaks(t, 25, 3*time.Second)
	p := a.agentPhone("drita", false)
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	p.media.hears(t, 50, 3*time.Second)
	child.media.hears(t, 50, 3*time.Second)
	child.media.falls(t, 25, 3*time.Second)
	p.hangUp()
	want(a.bundle, queue.LegEnded{Offer: o, By: queue.ByAgent})
	a.cmd(queue.HangUp, call)
	child.expect("BYE")
	want(a.bundle, queue.CallEnded{Call: call, By: queue.BySystem})
	if strings.Contains(p.told(), "690000001") {
		t.Error("the agent's phone was told the number")
	}
	if strings.Contains(child.told(), p.user) {
		t.Error("the child's phone was told the agent's account")
	}
	if strings.Contains(a.log.String(), "690000001") {
		t.Error("the number is in the log")
	}
}

func TestRealPageIsGone(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	p := a.agentPhone("drita", false)
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	child.media.hears(t, 25, 3*time.Second)
	p.media.mute()
	p.w.close()
	began := time.Now()
	want(a.bundle, queue.LegEnded{Offer: o, By: queue.ByLost})
	if d := time.Since(began); d > 4*time.Second {
		t.Errorf("it took %v", d)
	}
	a.cmd(queue.Park, call)
	child.media.speaks(t, 25, 2*time.Second)
	again := a.agentPhone("drita", false)
	a.talks(again, queue.OfferID{Call: call, N: 2}, "drita")
	again.media.hears(t, 25, 3*time.Second)
}

func TestRealTalkOutlivesThePhonesSocket(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	p := a.agentPhone("drita", false)
	a.talks(p, queue.OfferID{Call: call, N: 1}, "drita")
	p.w.close()
	a.phone(queue.PhoneDown{Agent: "drita"})
	child.media.hears(t, 200, 6*time.Second) // longer than the page would be listened for
	child.hangUp()
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByCaller})
}

func TestRealSilentPhoneIsLost(t *testing.T) {
	a := lab(t)
	_, call := a.calls("116111")
	p := a.agentPhone("drita", false)
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	p.media.mute()
	select { // the RTP time-out is longer than other waits
	case e := <-a.events:
		if e != (queue.LegEnded{Offer: o, By: queue.ByLost}) {
			t.Errorf("told %T %+v", e, e)
		}
	case <-time.After(20 * time.Second):
		t.Error("nobody noticed")
	}
}

func TestRealDivertedCallerComesBack(t *testing.T) {
	a := lab(t)
	_, call := a.calls("116111")
	a.Do([]queue.Command{{Do: queue.Wait, Call: call}, {Do: queue.Divert, Call: call, Target: "duty"}})
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByTransfer})
	var again queue.CallArrived
	select { // the duty phones ring first
	case e := <-a.events:
		again, _ = e.(queue.CallArrived)
	case <-time.After(40 * time.Second):
	}
	if again.Call != call+"~2" {
		t.Errorf("came back: %+v", again)
	}
}

func TestRealCallsSurviveUs(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	p := a.agentPhone("drita", false)
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	waiting, second := a.calls("116000")
	a.cmd(queue.Wait, second)
	waiting.media.speaks(t, 25, 3*time.Second)
	acc, _ := a.Account(context.Background(), "drita")
	a.stop()
	waiting.media.speaks(t, 50, 3*time.Second)
	child.media.hears(t, 50, 3*time.Second)
	a.life = a.begin(t, usualPace)
	up := expect[queue.LinkUp](a.bundle)
	if len(up.Live) != 2 {
		t.Fatalf("found: %+v", up.Live)
	}
	if l := up.Live[0]; l.Call != call || l.Offer != o || l.Agent != "drita" || time.Since(l.Joined) > time.Minute || l.Caller.Key != "key" {
		t.Errorf("the talk: %+v", l)
	}
	if l := up.Live[1]; l.Call != second || l.Line != "116000" || l.Offer.N != 0 || !l.Joined.IsZero() {
		t.Errorf("the waiting: %+v", l)
	}
	a.phone(queue.PhoneUp{Agent: "drita"})
	if again, err := a.Account(context.Background(), "drita"); err != nil || again != acc {
		t.Errorf("another account: %v", err)
	}
	child.media.hears(t, 25, 3*time.Second)
	p.hangUp()
	want(a.bundle, queue.LegEnded{Offer: o, By: queue.ByAgent})
}

func TestRealReplaced(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	a.cmd(queue.Wait, call)
	child.media.speaks(t, 25, 3*time.Second)
	first := a.life
	a.life = a.begin(t, usualPace)
	select {
	case err := <-first.ended:
		if err != ErrReplaced {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the first goes on")
	}
	if up := expect[queue.LinkUp](a.bundle); len(up.Live) != 1 || up.Live[0].Call != call {
		t.Errorf("found: %+v", up.Live)
	}
	child.media.speaks(t, 25, 2*time.Second)
}

func TestRealPingsAreAnswered(t *testing.T) {
	a := lab(t)
	a.stop()
	p := usualPace
	p.ping = 50 * time.Millisecond
	a.life = a.begin(t, p)
	expect[queue.LinkUp](a.bundle)
	child, call := a.calls("116111")
	a.cmd(queue.Wait, call)
	child.media.hears(t, 100, 5*time.Second) // two seconds, sixteen times what a dead link lives
	child.hangUp()
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByCaller})
}

func TestRealRevokedAccountIsWorthNothing(t *testing.T) {
	a := lab(t)
	p := a.agentPhone("drita", true)
	if err := a.Revoke(context.Background(), "drita"); err != nil {
		t.Fatalf("revoke: %v", err)
	}
	a.phone(queue.PhoneDown{Agent: "drita"})
	if code := p.register(120); code == 200 {
		t.Error("it registers")
	}
	_, call := a.calls("116111")
	a.offer(queue.Ring, queue.OfferID{Call: call, N: 1}, "drita")
	want(a.bundle, queue.OfferFailed{Offer: queue.OfferID{Call: call, N: 1}, Reason: queue.FailUnreachable})
}

func TestRealPhoneComesAndGoes(t *testing.T) {
	a := lab(t)
	first := a.agentPhone("drita", true)
	acc, _ := a.Account(context.Background(), "drita")
	second := newPhone(t, wsWire(t, a.cfg.URL), acc.User, acc.Password)
	if code := second.register(120); code != 200 {
		t.Fatalf("register: %d", code)
	}
	first.w.close() // its place was taken: nobody is gone
	second.w.close()
	a.phone(queue.PhoneDown{Agent: "drita"})
	if code := newPhone(t, wsWire(t, a.cfg.URL), acc.User, "wrong").register(120); code == 200 {
		t.Error("any password will do")
	}
}
