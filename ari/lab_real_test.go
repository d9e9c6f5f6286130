//go:build real

package ari

import (
	"context"
	"crypto/tls"
	"crypto/x509"
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
	md5   bool // desk phones may prove themselves by it
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

// known is what the lab's Asterisk proves itself by.
func known(t *testing.T) *tls.Config {
	t.Helper()
	text, err := os.ReadFile(env(t, "ALO116_ARI_CA"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

// begin starts a life of the program, which ends with the test.
func (a *asterisk) begin(t *testing.T, p pace) *life {
	t.Helper()
	l := &life{events: make(chan queue.Event, 10_000), silenced: make(chan heardNot, 100), ended: make(chan error, 1), log: &lockedBuffer{}}
	l.Adapter = newAdapter(Config{
		URL: env(t, "ALO116_ARI_URL"), User: env(t, "ALO116_ARI_USER"), Password: env(t, "ALO116_ARI_PASSWORD"), TLS: known(t), App: a.app,
		Emit: func(e queue.Event) { l.events <- e }, Identify: identify, Dialled: dialled,
		Log: zerolog.New(l.log), Metrics: NewMetrics(prometheus.NewRegistry()),
		DeskMD5: a.md5, Silenced: func(id queue.AgentID, o queue.OfferID) { l.silenced <- heardNot{id, o} },
	}, p)
	if err := l.Desks(t.Context(), a.desks); err != nil {
		t.Fatalf("desk phones: %v", err)
	}
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
		a.rest.http.CloseIdleConnections()
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
	if !webrtc && a.accounts.find(id) == nil {
		a.plain(id)
	}
	acc, err := a.Account(context.Background(), id)
	if err != nil {
		a.t.Fatalf("account: %v", err)
	}
	p := newPhone(a.t, wsWire(a.t, a.cfg.URL), acc.User, acc.Password)
	p.webrtc = webrtc
	if code := p.register(120); code != 200 {
		a.t.Fatalf("register: %d", code)
	}
	a.phone(queue.PhoneUp{Agent: id})
	return p
}

// plain makes an account without what only a browser can do.
func (a *asterisk) plain(id queue.AgentID) {
	acc := a.accounts.fresh(id)
	var fields []field
	for _, f := range endpointFields(acc, "alaw") {
		if f.Attribute != "webrtc" && !strings.HasPrefix(f.Attribute, "dtls") {
			fields = append(fields, f)
		}
	}
	for kind, fields := range map[string][]field{"auth": authFields(acc), "aor": aorFields(), "endpoint": fields} {
		if err := a.rest.lib.Asterisk().Config().Update(configKey(kind, acc.User), fields); err != nil {
			a.t.Fatalf("make a plain account: %v", err)
		}
	}
	if err := a.rest.watch(context.Background(), acc.User); err != nil {
		a.t.Fatalf("watch a plain account: %v", err)
	}
	a.accounts.add(acc)
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
