package ari

import (
	"bytes"
	"context"
	"sync"
	"testing"
	"time"

	"alo116/ari/aritest"
	"alo116/queue"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// number is what no log, request or event may ever show.
const number = "+355690000001"

// quick is a pace at which nothing a test waits for takes long.
var quick = pace{
	dial: time.Second, ping: time.Second,
	backoffMin: time.Millisecond, backoffMax: 20 * time.Millisecond,
	request: time.Second, again: 5 * time.Millisecond, doubt: 10 * time.Millisecond,
	silence: 20 * time.Millisecond, promptStart: 50 * time.Millisecond, promptEnd: 100 * time.Millisecond, audit: time.Hour,
}

// patient is a pace for many calls at once on a busy computer.
var patient = pace{
	dial: 30 * time.Second, ping: 30 * time.Second,
	backoffMin: time.Millisecond, backoffMax: 20 * time.Millisecond,
	request: 30 * time.Second, again: 5 * time.Millisecond, doubt: 30 * time.Second,
	silence: time.Second, promptStart: 30 * time.Second, promptEnd: 30 * time.Second, audit: time.Hour,
}

// bundle is an adapter on a fake Asterisk, and what it told.
type bundle struct {
	t        *testing.T
	asterisk *aritest.Server
	*life
	pace  pace
	desks []Desk // what each life begins with
}

// life is one run of the program.
type life struct {
	*Adapter
	events   chan queue.Event
	silenced chan heardNot
	ended    chan error
	stop     func()
	log      *lockedBuffer
}

// heardNot is what Config.Silenced was told.
type heardNot struct {
	agent queue.AgentID
	offer queue.OfferID
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// setup starts both, and waits for the link to be live.
func setup(t *testing.T) *bundle { t.Helper(); return setupAt(t, quick) }

func setupAt(t *testing.T, p pace) *bundle {
	t.Helper()
	b := &bundle{t: t, asterisk: aritest.New(t), pace: p}
	b.start()
	up := expect[queue.LinkUp](b)
	if len(up.Live) != 0 {
		t.Fatalf("calls in an empty Asterisk: %+v", up.Live)
	}
	return b
}

// start begins a life of the program.
func (b *bundle) start() {
	l := &life{events: make(chan queue.Event, 10_000), silenced: make(chan heardNot, 100), ended: make(chan error, 1), log: &lockedBuffer{}}
	config := b.config(func(e queue.Event) { l.events <- e }, l.log)
	config.Silenced = func(id queue.AgentID, o queue.OfferID) { l.silenced <- heardNot{id, o} }
	l.Adapter = newAdapter(config, b.pace)
	if err := l.Desks(b.t.Context(), b.desks); err != nil {
		b.t.Fatalf("desk phones: %v", err)
	}
	b.life = l
	ctx, cancel := context.WithCancel(context.Background())
	gone := make(chan struct{})
	go func() { l.ended <- l.Run(ctx); close(gone) }()
	l.stop = func() { cancel(); <-gone; l.rest.http.CloseIdleConnections() }
	b.t.Cleanup(l.stop)
}

func (b *bundle) config(emit func(queue.Event), log *lockedBuffer) Config {
	return Config{
		URL: b.asterisk.URL(), User: aritest.User, Password: aritest.Password, App: "alo116",
		Emit: emit, Identify: identify, Dialled: dialled, Log: zerolog.New(log), Metrics: NewMetrics(prometheus.NewRegistry()),
	}
}

// identify shows that it was given the number, without showing the number.
func identify(_ queue.CallID, _ queue.LineID, n string, withheld bool) queue.Caller {
	if n == "" || withheld {
		return queue.Caller{Withheld: true}
	}
	return queue.Caller{Key: "key", Masked: "•••"}
}

// next gives the next fact that is not about phones.
func (b *bundle) next() queue.Event {
	b.t.Helper()
	for {
		select {
		case e := <-b.events:
			switch e.(type) {
			case queue.PhoneUp, queue.PhoneDown:
				continue
			}
			return e
		case <-time.After(30 * time.Second):
			b.t.Fatalf("nothing was told\nrequests: %q\nlog: %s", b.asterisk.Requests(), b.log)
		}
	}
}

// expect gives the next fact, which must be a T.
func expect[T queue.Event](b *bundle) T {
	b.t.Helper()
	e := b.next()
	v, ok := e.(T)
	if !ok {
		b.t.Fatalf("told %T %+v, wanted %T", e, e, v)
	}
	return v
}

// want checks the next fact.
func want(b *bundle, wanted queue.Event) {
	b.t.Helper()
	if got := b.next(); got != wanted {
		b.t.Fatalf("told %T %+v, wanted %T %+v", got, got, wanted, wanted)
	}
}

// phone waits until the phone of an agent is told to be there, or not.
func (b *bundle) phone(wanted queue.Event) {
	b.t.Helper()
	deadline := time.After(30 * time.Second)
	for {
		select {
		case e := <-b.events:
			if e == wanted {
				return
			}
		case <-deadline:
			b.t.Fatalf("%T was not told", wanted)
		}
	}
}

// quiet checks that nothing more is told of what already happened: a caller who comes now is the next.
func (b *bundle) quiet() {
	b.t.Helper()
	ch := b.asterisk.Arrive("marker", number)
	want := queue.CallID(ch)
	if got := expect[queue.CallArrived](b); got.Call != want {
		b.t.Fatalf("told %+v, wanted nothing but the marker %s", got, want)
	}
	b.asterisk.HangUp(ch, 16)
	expect[queue.CallEnded](b)
}

// arrive lets a caller in.
func (b *bundle) arrive() queue.CallID {
	b.t.Helper()
	ch := b.asterisk.Arrive("116111", number)
	e := expect[queue.CallArrived](b)
	if e.Call != queue.CallID(ch) || e.Line != "116111" || e.Caller.Key != "key" || e.At.IsZero() {
		b.t.Fatalf("arrived: %+v", e)
	}
	return e.Call
}

// agent gives a person a registered phone.
func (b *bundle) agent(id queue.AgentID) Account {
	b.t.Helper()
	acc, err := b.Account(b.t.Context(), id)
	if err != nil {
		b.t.Fatalf("account: %v", err)
	}
	b.asterisk.Register(acc.User)
	b.phone(queue.PhoneUp{Agent: id})
	return acc
}

func (b *bundle) cmd(do queue.Verb, call queue.CallID) { b.Do([]queue.Command{{Do: do, Call: call}}) }

func (b *bundle) offer(do queue.Verb, o queue.OfferID, agent queue.AgentID) {
	b.Do([]queue.Command{{Do: do, Call: o.Call, Agent: agent, Offer: o, Limit: 20 * time.Second}})
}

// talk brings a caller and an agent together.
func (b *bundle) talk(call queue.CallID, agent queue.AgentID) queue.OfferID {
	b.t.Helper()
	o := queue.OfferID{Call: call, N: 1}
	b.cmd(queue.Greet, call)
	want(b, queue.GreetingEnded{Call: call})
	b.cmd(queue.Wait, call)
	b.offer(queue.Ring, o, agent)
	b.asterisk.Await(1, "POST /channels")
	b.rings(o)
	b.asterisk.PickUp(legOf(o))
	want(b, queue.OfferAnswered{Offer: o})
	b.offer(queue.Join, o, agent)
	want(b, queue.Joined{Offer: o})
	return o
}

// rings waits for the leg to exist, and lets it ring.
func (b *bundle) rings(o queue.OfferID) {
	b.t.Helper()
	b.eventually(func() bool { return b.has(legOf(o)) })
	b.asterisk.Ring(legOf(o))
	want(b, queue.OfferRinging{Offer: o})
}

func (b *bundle) has(channel string) bool {
	for _, id := range b.asterisk.Channels() {
		if id == channel {
			return true
		}
	}
	return false
}

// eventually waits for something that no event tells, looking again after each request's time.
func (b *bundle) eventually(is func() bool) {
	b.t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for !is() {
		select {
		case <-tick.C:
		case <-deadline:
			b.t.Fatalf("it never came true\nrequests: %q\nlog: %s", b.asterisk.Requests(), b.log)
		}
	}
}
