package ari

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"alo116/queue"

	cy "github.com/CyCoreSystems/ari/v5"
	"github.com/rs/zerolog"
)

// Config is what an Adapter needs. URL, User, Password, App, Emit, Identify and Metrics are required.
type Config struct {
	URL      string // of ARI, for instance https://127.0.0.1:8089/ari
	User     string
	Password string
	// Fresh gives the password as it is now, for when the one we have is refused. Nil: it does not change.
	Fresh func() (string, error)
	// TLS says whose certificate Asterisk must have. Nil: one of an authority that this computer trusts.
	TLS *tls.Config
	App string // name of our Stasis application; one instance, one name
	// Emit takes the facts, in order. It must not block.
	Emit func(queue.Event)
	// Identify is the only place that sees a caller's number. It must not block.
	Identify Identify
	// Dialled gives the number of the caller whom a call out rings. Nil: nobody is called back.
	Dialled Dialled
	// DeskMD5 has desk phones prove their password by MD5: many know nothing else.
	DeskMD5 bool
	// Silenced hears in which of a person's legs their desk phone's voice is kept from the others by their screen; no offer: in none.
	// It must not block. Nil: nobody listens.
	Silenced func(queue.AgentID, queue.OfferID)
	// Prompts is the folder of the prompts within Asterisk's sounds. Default "alo116".
	Prompts string
	Log     zerolog.Logger
	Metrics *Metrics
}

// ErrReplaced tells that another program connected under our application's name. Two that route
// the same calls would fight over them, so this one has stopped.
var ErrReplaced = errors.New("another instance connected to asterisk under the same application name; this one has stopped routing")

// pace is how patient we are.
type pace struct {
	dial, ping             time.Duration
	backoffMin, backoffMax time.Duration
	request                time.Duration // one request
	again                  time.Duration // before the first repetition of what must succeed
	doubt                  time.Duration // for an event that should have come
	silence                time.Duration // of a leg whose page is gone, twice
	promptStart, promptEnd time.Duration
	audit                  time.Duration // between two comparisons with Asterisk's own list
}

var usualPace = pace{
	dial: 5 * time.Second, ping: 5 * time.Second,
	backoffMin: 100 * time.Millisecond, backoffMax: 5 * time.Second,
	request: 5 * time.Second, again: 200 * time.Millisecond, doubt: time.Second, silence: time.Second,
	promptStart: 3 * time.Second, promptEnd: 90 * time.Second, audit: 30 * time.Second,
}

// Adapter is the link to one Asterisk.
type Adapter struct {
	cfg      Config
	prompts  string
	pace     pace
	rest     *rest
	inbox    *inbox
	gate     *gate
	ghosts   *ghosts
	accounts *accounts
	log      zerolog.Logger
	state    atomic.Value
	round    atomic.Uint64 // counts how often the link came and went

	// The loop's own, from here on.
	ctx     context.Context
	wg      sync.WaitGroup
	floor   *floor
	workers map[queue.CallID]hands
	live    bool
	held    []notice // what came while syncing
}

// New makes an adapter. Nothing is connected before Run.
func New(c Config) *Adapter { return newAdapter(c, usualPace) }

func newAdapter(c Config, p pace) *Adapter {
	a := &Adapter{cfg: c, prompts: cmp.Or(c.Prompts, "alo116"), pace: p, gate: newGate(), ghosts: newGhosts(),
		inbox:   newInbox(func(n int) { c.Metrics.inbox.Set(float64(n)) }),
		log:     c.Log.With().Str("room", "ari").Logger(),
		floor:   newFloor(c.Identify),
		workers: map[queue.CallID]hands{},
	}
	if c.Dialled == nil {
		a.cfg.Dialled = func(context.Context, string) (string, error) { return "", errNobody }
	}
	a.rest = newREST(c, p.request)
	a.accounts = newAccounts(c.App)
	a.become(Disconnected)
	return a
}

// State is the link's: Disconnected, Syncing, Live or Replaced.
func (a *Adapter) State() string { return a.state.Load().(string) }

func (a *Adapter) become(state string) {
	a.state.Store(state)
	a.cfg.Metrics.state(state)
}

// Run keeps the link until ctx ends, and then returns nil; the calls stay as they are in
// Asterisk. It returns ErrReplaced, at once and for good, if another instance takes our name.
func (a *Adapter) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	a.ctx = ctx
	defer a.wg.Wait()
	defer cancel()
	a.wg.Go(func() { a.link(ctx) })
	for {
		select {
		case <-a.inbox.wake:
		case <-ctx.Done():
			a.become(Disconnected)
			return nil
		}
		for _, item := range a.inbox.take() {
			a.handle(item)
			if a.State() == Replaced {
				return ErrReplaced
			}
		}
	}
}

// handle is the loop's step. It never waits.
func (a *Adapter) handle(item any) {
	switch item := item.(type) {
	case message:
		a.hear(item)
	case connected:
		a.become(Syncing)
	case synced:
		a.liven(item)
	case lost:
		a.lose()
	case queue.Command:
		a.begin(item)
	case overdue:
		a.overdue(item)
	case audited:
		a.compare(item)
	case doubted:
		a.verify(item)
	case tellPhone:
		a.tellPhone(item.agent)
	case handset:
		a.handset(item)
	case silenced:
		a.tellSilenced(item)
	default:
		a.apply(item) // a notice of our own
	}
}

// hear takes a message from Asterisk.
func (a *Adapter) hear(m message) {
	e, err := cy.DecodeEvent(m)
	if err != nil || e == nil { // a nil event is one of a type the library does not know
		a.cfg.Metrics.unknown.Inc()
		return
	}
	n := translate(e)
	a.cfg.Metrics.event(e.GetType())
	if n == nil {
		return
	}
	switch {
	case n == replaced{} && a.ghosts.possible(time.Now()):
		a.ghosts.dispel()
	case n == replaced{}:
		a.log.Error().Msg("another instance took our application's name")
		a.lose()
		a.become(Replaced)
	case a.live:
		a.notice(n)
	default:
		a.held = append(a.held, n)
	}
}

// notice takes a notice of what Asterisk told.
func (a *Adapter) notice(n notice) {
	if r, ok := n.(registered); ok {
		a.registered(r)
		return
	}
	a.apply(n)
}
