package agent

import (
	"crypto/tls"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// socket is one tab's websocket. Its writer owes it at most one view, the newest, and a bounded number of answers; a
// screen that does not take those is dropped, so that it costs nobody else anything.
type socket struct {
	conn    *websocket.Conn
	metrics *Metrics
	tab     string
	frozen  bool // the floor's own

	wake chan struct{}
	gone chan struct{} // closed when the reader is over

	mu     sync.Mutex
	acks   [][]byte
	view   []byte
	last   []byte // the goodbye; after it nothing is written or heard
	killer *time.Timer
}

func newSocket(conn *websocket.Conn, m *Metrics) *socket {
	return &socket{conn: conn, metrics: m, wake: make(chan struct{}, 1), gone: make(chan struct{})}
}

// show gives the screen a view in place of any that it has not been sent yet.
func (s *socket) show(frame []byte) {
	s.mu.Lock()
	if s.view != nil {
		s.metrics.superseded.Inc()
	}
	s.view = frame
	s.mu.Unlock()
	s.poke()
}

// answer sends what must not be lost. A screen that lets too many of them wait is dropped.
func (s *socket) answer(v any) {
	s.mu.Lock()
	full := len(s.acks) >= maxAcks
	if !full && s.last == nil {
		s.acks = append(s.acks, encode(v))
	}
	s.mu.Unlock()
	if full {
		s.drop("slow")
		return
	}
	s.poke()
}

// finish says goodbye and closes; within a second even if the screen does not listen.
func (s *socket) finish(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last != nil {
		return
	}
	s.metrics.dropped.WithLabelValues(code).Inc()
	s.last = encode(bye{Type: "bye", Code: code})
	s.view = nil
	s.killer = time.AfterFunc(byeWait, s.cut)
	s.poke()
}

// ending tells whether goodbye was said: what the screen sends after that is not heard.
func (s *socket) ending() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last != nil
}

// drop closes without a word.
func (s *socket) drop(why string) {
	s.metrics.dropped.WithLabelValues(why).Inc()
	s.cut()
}

// cut closes the connection underneath, without TLS's own goodbye, which could wait for a screen that does not
// read. The reader sees it and leaves.
func (s *socket) cut() {
	under := s.conn.NetConn()
	if t, ok := under.(*tls.Conn); ok {
		under = t.NetConn()
	}
	_ = under.Close()
}

func (s *socket) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// write sends what there is to send until the socket is over.
func (s *socket) write() {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	defer s.close()
	for {
		ok := true
		select {
		case <-s.gone:
			return
		case <-tick.C:
			ok = s.send(beat)
		case <-s.wake:
			ok = s.flush()
		}
		if !ok {
			return
		}
	}
}

// flush sends all that waits. It tells false when the socket is over.
func (s *socket) flush() bool {
	for {
		frame, last := s.next()
		if frame == nil {
			return true
		}
		if !s.send(frame) {
			return false
		}
		if last {
			closing := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
			_ = s.conn.WriteControl(websocket.CloseMessage, closing, time.Now().Add(byeWait))
			return false
		}
	}
}

// next takes what is to be sent first: answers, then the view, then the goodbye.
func (s *socket) next() (frame []byte, last bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.acks) > 0 {
		frame, s.acks = s.acks[0], s.acks[1:]
		return frame, false
	}
	if s.view != nil {
		frame, s.view = s.view, nil
		s.metrics.views.Inc()
		return frame, false
	}
	return s.last, s.last != nil
}

func (s *socket) send(frame []byte) bool {
	_ = s.conn.SetWriteDeadline(time.Now().Add(writeWait)) // only stores it
	return s.conn.WriteMessage(websocket.TextMessage, frame) == nil
}

func (s *socket) close() {
	_ = s.conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.killer != nil {
		s.killer.Stop()
	}
}
