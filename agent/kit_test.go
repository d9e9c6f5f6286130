package agent

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"

	"alo116/agent/form"
	"alo116/queue"
)

var (
	mira  = Person{ID: "mira", Login: "mira", Name: "Mira H.", Role: queue.Psychologist, Lang: "sq"}
	arben = Person{ID: "arben", Login: "arben", Name: "Arben K.", Role: queue.SocialWorker, Lang: "en"}
	drita = Person{ID: "drita", Login: "drita", Name: "Drita S.", Role: queue.Supervisor, Lang: "sq"}
)

var rules = &queue.Policy{
	Lines: []queue.Line{
		{ID: "116000", Number: "116-000", Name: map[string]string{"sq": "Fëmijë të humbur", "en": "Missing children"}, OfferS: 20},
		{ID: "116111", Number: "116-111", Name: map[string]string{"sq": "Linja e fëmijëve", "en": "Child helpline"}, OfferS: 20, Closed: queue.Exit{Divert: "duty"},
			Menu: &queue.Menu{Prompt: "menu", Choices: []queue.Choice{{Key: "1", Code: "child", Name: map[string]string{"sq": "Fëmijë", "en": "A child"}},
				{Key: "9", Code: "letter", Steps: []queue.Step{{Divert: "office"}}}}}},
	},
	PauseReasons: []string{"break", "meal"}, TransferTo: []string{"night"},
	Skills: []queue.Skill{"rom"},
}

// house is a running hub, what it told the core, and its store.
type house struct {
	t      *testing.T
	hub    *Hub
	store  *shelf
	events chan queue.Event
	url    string
	dialer *websocket.Dialer
	stop   func()
	// visitor and other are two more who may come.
	visitor, other Person
	// desk: everybody's phone is one on their desk; handset notes what is done with it.
	desk    atomic.Bool
	handset handsets
}

// open starts a hub behind a real HTTP server.
func open(t *testing.T) *house {
	t.Helper()
	h := hold(t)
	srv := httptest.NewServer(h)
	h.url, h.dialer = "ws"+strings.TrimPrefix(srv.URL, "http"), &websocket.Dialer{}
	t.Cleanup(func() { h.stop(); srv.Close() })
	return h
}

// hold starts a hub without a server.
func hold(t *testing.T) *house {
	h := &house{t: t, store: &shelf{contacts: map[string]*form.Contact{}}, events: make(chan queue.Event, 4096), handset: make(handsets, 8)}
	h.hub = New(Config{
		Emit:     func(e queue.Event) { h.events <- e },
		Contacts: h.store,
		Callers:  h.store,
		Places:   h.store,
		Phone: func(_ context.Context, id queue.AgentID) (PhoneAccount, error) {
			return PhoneAccount{User: "u-" + string(id), Password: "p", Desk: h.desk.Load()}, h.store.gone()
		},
		Handset: h.handset,
		Policy:  func() *queue.Policy { return rules }, Build: "b1", Location: time.UTC, Log: zerolog.Nop(),
	})
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() {
		defer close(over)
		if err := h.hub.Run(ctx); err != nil {
			t.Errorf("run: %v", err)
		}
	}()
	h.stop = func() { cancel(); <-over }
	return h
}

// ServeHTTP lets the path say who it is.
func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, p := range []Person{mira, arben, drita, {ID: "auditor", Role: "auditor"}, h.visitor, h.other} {
		if r.URL.Path == "/"+string(p.ID) {
			h.hub.Serve(w, r, p, Seat{Session: r.URL.Query().Get("session"), Locked: r.URL.Query().Get("locked") != ""})
			return
		}
	}
	http.NotFound(w, r)
}

// expect waits for the next events of the hub, in this order.
func (h *house) expect(want ...queue.Event) {
	h.t.Helper()
	for _, w := range want {
		select {
		case e := <-h.events:
			if !same(e, w) {
				h.t.Fatalf("event %T%+v, want %T%+v", e, e, w, w)
			}
		case <-time.After(20 * time.Second):
			h.t.Fatalf("no event, want %T%+v", w, w)
		}
	}
}

func same(a, b queue.Event) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	_, sa := a.(queue.SignedIn)
	_, sb := b.(queue.SignedIn)
	if sa && sb {
		return a.(queue.SignedIn).Agent == b.(queue.SignedIn).Agent
	}
	return string(x) == string(y) && reflect.TypeOf(a) == reflect.TypeOf(b)
}

// at is a moment of the tests' morning.
func at(s int) time.Time { return time.Date(2030, 1, 2, 9, 0, s, 0, time.UTC) }

// floorOf makes the core's view of one agent at some work, with one call.
func floorOf(agent queue.AgentID, work queue.Work, state queue.CallState) queue.View {
	offer := queue.OfferID{Call: "k1", N: 2}
	v := queue.View{At: at(30), Link: true,
		Lines:  []queue.LineView{{Line: "116000"}, {Line: "116111", Waiting: 1, Longest: at(0)}},
		Agents: []queue.AgentView{{Agent: agent, Role: queue.Psychologist, Presence: queue.IsReady, Screen: true, Phone: true, Work: work, Since: at(20)}},
	}
	if work != queue.Idle {
		v.Agents[0].Call, v.Agents[0].Offer = "k1", offer
	}
	if state != "" {
		v.Calls = []queue.CallView{{Call: "k1", Line: "116111", Caller: queue.Caller{Masked: "+355 69 ••• •• 01"}, State: state,
			Since: at(20), Arrived: at(0), Offer: offer, Agent: agent, Refused: 1}}
	}
	return v
}
