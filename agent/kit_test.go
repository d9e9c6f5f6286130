package agent

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
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
		{ID: "116111", Number: "116-111", Name: map[string]string{"sq": "Linja e fëmijëve", "en": "Child helpline"}, OfferS: 20},
	},
	PauseReasons: []string{"break", "meal"},
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
	h := &house{t: t, store: &shelf{contacts: map[string]*form.Contact{}}, events: make(chan queue.Event, 4096)}
	h.hub = New(Config{
		Emit:     func(e queue.Event) { h.events <- e },
		Contacts: h.store,
		Phone: func(_ context.Context, id queue.AgentID) (PhoneAccount, error) {
			return PhoneAccount{User: "u-" + string(id), Password: "p"}, h.store.gone()
		},
		Policy: func() *queue.Policy { return rules }, Build: "b1", Location: time.UTC, Log: zerolog.Nop(),
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
	for _, p := range []Person{mira, arben, drita, {ID: "auditor", Role: "auditor"}} {
		if r.URL.Path == "/"+string(p.ID) {
			h.hub.Serve(w, r, p)
			return
		}
	}
	http.NotFound(w, r)
}

// screen is a tab.
type screen struct {
	t    *testing.T
	conn *websocket.Conn
	mu   sync.Mutex // writes
	mute bool       // does not answer beats
}

func (h *house) dial(id queue.AgentID) *screen {
	h.t.Helper()
	host := strings.TrimPrefix(h.url, "ws://")
	conn, _, err := h.dialer.Dial(h.url+"/"+string(id), http.Header{"Origin": {"http://" + host}})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = conn.Close() })
	return &screen{t: h.t, conn: conn}
}

// sit opens a tab and waits for its first view.
func (h *house) sit(p Person, tab string) *screen {
	h.t.Helper()
	s := h.dial(p.ID)
	s.say(`{"type":"hello","v":1,"tab":"` + tab + `"}`)
	s.next("welcome")
	s.next("view")
	return s
}

func (s *screen) say(msg string) {
	s.t.Helper()
	if err := s.write([]byte(msg)); err != nil {
		s.t.Fatalf("say %s: %v", msg, err)
	}
}

func (s *screen) write(msg []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conn.WriteMessage(websocket.TextMessage, msg)
}

// got is any message of the server.
type got struct {
	Type, ID, Code, Contact, Field, User, Error, Build string
	Rev, At                                            int64
	Closed, Link                                       bool
	Fields                                             []string
	Me                                                 meView0
	Offer                                              *struct {
		ID                string
		Waited_s, Refused int
		Deadline          int64
		Caller            callerView
	}
	Call            *struct{ ID, State, Line string }
	Contact_pending bool
	Unfinished      []contactView0
	Lines           []struct {
		ID      string
		Waiting int
	}
	Agents agentsCount
	Board  *struct {
		Lines []struct {
			ID                                             string
			Offered_today, Answered_today, Abandoned_today int
		}
		Agents []struct{ ID, Name, Work, Line string }
		Calls  []struct{ ID, State string }
	}
	raw string
}

type meView0 struct {
	Presence, Reason, Work, Call, Phone_tab string
	Screen, Phone                           bool
}

type contactView0 struct {
	ID, Call string
	Rev      int
	Values   map[string]json.RawMessage
}

// hear reads one message, answering beats.
func (s *screen) hear() (got, error) {
	for {
		_, raw, err := s.conn.ReadMessage()
		if err != nil {
			return got{}, err
		}
		var g got
		g.raw = string(raw)
		// A view's contact is an object, an answer's is an id.
		var head struct{ Type string }
		if err := json.Unmarshal(raw, &head); err != nil {
			s.t.Fatalf("not JSON: %s", raw)
		}
		if head.Type == "beat" {
			if !s.mute {
				_ = s.write(beat)
			}
			continue
		}
		if head.Type == "view" {
			raw = []byte(strings.Replace(g.raw, `"contact":`, `"record":`, 1))
		}
		if head.Type == "welcome" {
			raw = []byte(strings.Replace(g.raw, `"me":`, `"self":`, 1))
		}
		if err := json.Unmarshal(raw, &g); err != nil {
			s.t.Fatalf("%v: %s", err, raw)
		}
		return g, nil
	}
}

// record is the contact at hand in a view.
func (g got) record(t *testing.T) *contactView0 {
	t.Helper()
	var v struct{ Contact *contactView0 }
	if err := json.Unmarshal([]byte(g.raw), &v); err != nil {
		t.Fatal(err)
	}
	return v.Contact
}

// next waits for a message of one of these types.
func (s *screen) next(types ...string) got {
	s.t.Helper()
	return s.until(func(g got) bool {
		for _, t := range types {
			if g.Type == t {
				return true
			}
		}
		return false
	})
}

// sees waits for a view that fulfils ok.
func (s *screen) sees(ok func(got) bool) got {
	s.t.Helper()
	return s.until(func(g got) bool { return g.Type == "view" && ok(g) })
}

func (s *screen) until(ok func(got) bool) got {
	s.t.Helper()
	_ = s.conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	var last got
	for {
		g, err := s.hear()
		if err != nil {
			s.t.Fatalf("waiting: %v\nlast: %s", err, last.raw)
		}
		if ok(g) {
			return g
		}
		last = g
	}
}

// ends waits for the socket to be closed, and gives the code of its goodbye.
func (s *screen) ends() (code string) {
	_ = s.conn.SetReadDeadline(time.Now().Add(60 * time.Second))
	for {
		g, err := s.hear()
		if err != nil {
			return code
		}
		if g.Type == "bye" {
			code = g.Code
		}
	}
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
	return string(x) == string(y) && typeName(a) == typeName(b)
}

func typeName(e queue.Event) string {
	switch e.(type) {
	case queue.SignedIn:
		return "in"
	case queue.SignedOut:
		return "out"
	case queue.ScreenUp:
		return "up"
	case queue.ScreenDown:
		return "down"
	case queue.Ready:
		return "ready"
	case queue.Paused:
		return "paused"
	case queue.WrapUpDone:
		return "wrapped"
	}
	return "?"
}

// shelf is a store of contacts in memory, which can be away.
type shelf struct {
	mu       sync.Mutex
	away     bool
	loseNext bool // does the next change, and loses the answer
	contacts map[string]*form.Contact
}

var errShelfAway = errors.New("the shelf is away")

func (s *shelf) gone() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return errShelfAway
	}
	return nil
}

func (s *shelf) setAway(away bool) { s.mu.Lock(); defer s.mu.Unlock(); s.away = away }

func (s *shelf) Open(_ context.Context, call queue.CallID, agent queue.AgentID) (form.Contact, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return form.Contact{}, errShelfAway
	}
	id := "c-" + string(call)
	if s.contacts[id] == nil {
		s.contacts[id] = &form.Contact{ID: id, Call: call, Line: "116111", Version: "1", Values: map[string]json.RawMessage{}, OpenedAt: time.Now()}
	}
	s.contacts[id].Agent = agent
	return s.copyOf(id), nil
}

func (s *shelf) copyOf(id string) form.Contact {
	c := *s.contacts[id]
	c.Values = map[string]json.RawMessage{}
	for k, v := range s.contacts[id].Values {
		c.Values[k] = v
	}
	return c
}

func (s *shelf) change(id string, agent queue.AgentID, rev int, do func(*form.Contact)) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.contacts[id]
	switch {
	case s.away:
		return 0, errShelfAway
	case c == nil || c.Agent != agent:
		return 0, form.ErrNotYours
	case c.Closed:
		return 0, form.ErrClosed
	case c.Rev != rev:
		return 0, form.ErrConflict
	}
	do(c)
	c.Rev++
	if s.loseNext {
		s.loseNext = false
		return 0, errShelfAway
	}
	return c.Rev, nil
}

func (s *shelf) Set(_ context.Context, id string, agent queue.AgentID, field string, value json.RawMessage, rev int) (int, error) {
	return s.change(id, agent, rev, func(c *form.Contact) { c.Values[field] = value })
}

func (s *shelf) Close(_ context.Context, id string, agent queue.AgentID, rev int) error {
	_, err := s.change(id, agent, rev, func(c *form.Contact) { c.Closed = true })
	return err
}

func (s *shelf) Current(_ context.Context, agent queue.AgentID) ([]form.Contact, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, errShelfAway
	}
	var open []form.Contact
	for id, c := range s.contacts {
		if c.Agent == agent && !c.Closed {
			open = append(open, s.copyOf(id))
		}
	}
	return open, nil
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
