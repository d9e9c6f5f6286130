package agent

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"alo116/agent/shapetest"
	"alo116/queue"
)

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
		Out               bool
		Place             *placeView
	}
	Call *struct {
		ID, State, Line string
		Choice          string
		Out             bool
		Place           *placeView
	}
	Fruitless *struct {
		Call, Reason string
		Place        *placeView
	}
	Contact_pending bool
	Unfinished      []contactView0
	Reopenable      []finishedView0
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
		Alerts []struct{ Entry int64 }
	}
	raw string
}

type meView0 struct {
	Presence, Reason, Work, Call, Phone_tab string
	Screen, Phone                           bool
}

type finishedView0 struct {
	Contact, Line string
	Closed        int64
	Case          bool
}

type contactView0 struct {
	ID, Call    string
	Rev         int
	Number_kept bool
	Values      map[string]json.RawMessage
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
		for _, wrong := range shapetest.Read(s.t, shapesDir+head.Type+".json").Wrong(raw) {
			s.t.Errorf("this is no %s: %s: %s", head.Type, wrong, raw)
		}
		if head.Type == "beat" {
			if !s.mute {
				_ = s.write(beat)
			}
			continue
		}
		if head.Type == "view" {
			raw = []byte(strings.Replace(g.raw, `"contact":`, `"record":`, 1))
			raw = []byte(strings.Replace(string(raw), `"closed":[`, `"reopenable":[`, 1)) // an answer's is a bool
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
