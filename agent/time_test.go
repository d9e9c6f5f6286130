package agent

import (
	"context"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"alo116/queue"
)

// pipes is a network in memory, which lives in the bubble of a synctest.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	p.conns <- server
	return client, nil
}

// bubble runs a hub on a fake clock.
func bubble(t *testing.T, test func(*testing.T, *house)) {
	synctest.Test(t, func(t *testing.T) {
		h := hold(t)
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		srv := &http.Server{Handler: h}
		served := make(chan struct{})
		go func() { defer close(served); _ = srv.Serve(p) }()
		h.url, h.dialer = "ws://desk.invalid", &websocket.Dialer{NetDialContext: p.dial}
		test(t, h)
		h.stop()
		close(p.done)
		<-served
		_ = srv.Close()
	})
}

// idle keeps a screen answering beats, and collects its views.
func (s *screen) idle() (views chan got) {
	views = make(chan got, 1024)
	_ = s.conn.SetReadDeadline(time.Time{})
	go func() {
		defer close(views)
		for {
			g, err := s.hear()
			if err != nil {
				return
			}
			views <- g
		}
	}()
	return views
}

// pass lets the bubble's clock go on.
func pass(d time.Duration) { <-time.After(d) }

func (h *house) nothing() {
	h.t.Helper()
	synctest.Wait()
	select {
	case e := <-h.events:
		h.t.Fatalf("unexpected event %T%+v", e, e)
	default:
	}
}

// here tells whether somebody has a live screen.
func (h *house) here(id queue.AgentID) bool {
	answer := make(chan bool, 1)
	h.hub.post(func(f *floor) { answer <- f.person(id).live() })
	return <-answer
}

func TestAScreenIsGoneAfterFiveSeconds(t *testing.T) {
	bubble(t, func(t *testing.T, h *house) {
		s := h.sit(mira, "t1")
		h.expect(queue.SignedIn{Agent: "mira"}, queue.ScreenUp{Agent: "mira"})
		_ = s.conn.Close()
		pass(4 * time.Second)
		h.nothing()
		again := h.sit(mira, "t1") // a reload, just in time
		pass(4 * time.Second)
		h.expect(queue.SignedIn{Agent: "mira"}) // the core's view does not show her yet; said twice, it changes nothing
		h.nothing()
		_ = again.conn.Close()
		pass(4900 * time.Millisecond)
		h.nothing()
		pass(200 * time.Millisecond)
		h.expect(queue.ScreenDown{Agent: "mira"})
		pass(29 * time.Minute)
		h.nothing()
		pass(time.Minute)
		h.expect(queue.SignedOut{Agent: "mira"})
	})
}

func TestASilentTabIsDead(t *testing.T) {
	bubble(t, func(t *testing.T, h *house) {
		alive := h.sit(arben, "t2")
		alive.idle()
		s := h.sit(mira, "t1")
		s.mute = true
		views := s.idle()
		begun := time.Now()
		for range views {
		}
		if d := time.Since(begun); d < 10*time.Second || d > 12*time.Second {
			t.Errorf("closed after %v of silence", d)
		}
		pass(time.Hour)
		synctest.Wait()
		if !h.here("arben") {
			t.Error("the tab that answers is gone too")
		}
	})
}

func TestAFrozenTabTakesNoOffers(t *testing.T) {
	bubble(t, func(t *testing.T, h *house) {
		s := h.sit(mira, "t1")
		s.idle()
		h.expect(queue.SignedIn{Agent: "mira"}, queue.ScreenUp{Agent: "mira"})
		s.say(`{"type":"beat","frozen":true}`)
		pass(4900 * time.Millisecond)
		h.nothing()
		pass(200 * time.Millisecond)
		h.expect(queue.ScreenDown{Agent: "mira"})
		s.say(`{"type":"beat","frozen":false}`)
		h.expect(queue.ScreenUp{Agent: "mira"})
	})
}

func TestNobodyWaitsForAHello(t *testing.T) {
	bubble(t, func(t *testing.T, h *house) {
		s := h.dial("mira")
		begun := time.Now()
		s.ends()
		if d := time.Since(begun); d > 6*time.Second {
			t.Errorf("waited %v for a hello", d)
		}
	})
}

func TestTheStoreComesBack(t *testing.T) {
	bubble(t, func(t *testing.T, h *house) {
		h.store.setAway(true)
		s := h.dial("mira")
		s.say(`{"type":"hello","v":1,"tab":"t1"}`)
		if g := s.next("phone"); g.Error != "unavailable" {
			t.Errorf("phone: %s", g.raw)
		}
		h.hub.Publish(floorOf("mira", queue.Talking, queue.CallTalking))
		s.sees(func(g got) bool { return g.Contact_pending && g.record(t) == nil })
		s.say(set("s1", "note", `"x"`, 0))
		if g := s.next("refused"); g.Code != "unavailable" {
			t.Errorf("set while the store is away: %s", g.raw)
		}
		views := s.idle()
		pass(time.Minute)
		h.store.setAway(false)
		pass(10 * time.Second)
		synctest.Wait()
		var last, phone got
		for len(views) > 0 {
			switch g := <-views; g.Type {
			case "view":
				last = g
			case "phone":
				phone = g
			}
		}
		if last.Contact_pending || last.record(t) == nil || phone.User != "u-mira" {
			t.Errorf("after the store came back: %s %s", last.raw, phone.raw)
		}
	})
}

func TestMidnightBeginsANewDay(t *testing.T) {
	bubble(t, func(t *testing.T, h *house) {
		s := h.sit(drita, "t1")
		views := s.idle()
		h.hub.SetToday([]LineToday{{Line: "116111", Offered: 9}})
		pass(time.Second)
		h.hub.Record([]queue.Record{
			{Kind: queue.RecArrived, Line: "116111", Call: "a", At: time.Now()},
			{Kind: queue.RecArrived, Line: "116111", Call: "b", At: time.Now().Add(-24 * time.Hour)}, // late news of yesterday
		})
		h.hub.Publish(queue.View{At: at(30), Link: true, Lines: []queue.LineView{{Line: "116000"}, {Line: "116111"}}})
		pass(24 * time.Hour)
		synctest.Wait()
		var seen []int
		for len(views) > 0 {
			if g := <-views; g.Board != nil {
				seen = append(seen, g.Board.Lines[1].Offered_today)
			}
		}
		if n := len(seen); n < 3 || seen[n-1] != 0 || seen[n-2] != 10 || seen[n-3] != 9 {
			t.Errorf("offered today went %v", seen)
		}
	})
}
