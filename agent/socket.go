package agent

import (
	"crypto/tls"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// socket is one tab's websocket. It is owed at most one view, the newest, and a bounded number of answers; a
// screen that does not take those is dropped, so that it costs nobody else anything.
type socket struct {
	conn    *websocket.Conn
	crew    *crew
	metrics *Metrics
	tab     string
	frozen  bool   // the floor's own
	session string // it belongs to
	locked  bool   // the floor's own

	gone chan struct{} // closed when the reader is over

	mu      sync.Mutex
	acks    [][]byte
	view    []byte
	last    []byte // the goodbye; after it nothing is written or heard
	beat    bool   // one is due
	listed  bool   // the crew will come
	writing bool   // and is here
	quiet   *sync.Cond
	over    bool
	ticker  *time.Timer
	killer  *time.Timer
}

func newSocket(conn *websocket.Conn, c *crew, m *Metrics) *socket {
	s := &socket{conn: conn, crew: c, metrics: m, gone: make(chan struct{})}
	s.quiet = sync.NewCond(&s.mu)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ticker = time.AfterFunc(beatEvery, s.tick)
	return s
}

// show gives the screen a view in place of any that it has not been sent yet.
func (s *socket) show(frame []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.view != nil {
		s.metrics.superseded.Inc()
	}
	s.view = frame
	s.enlist()
}

// answer sends what must not be lost. A screen that lets too many of them wait is dropped.
func (s *socket) answer(v any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.last != nil || s.over:
	case len(s.acks) >= maxAcks:
		s.drop("slow")
	default:
		s.acks = append(s.acks, encode(v))
		s.enlist()
	}
}

func (s *socket) tick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	s.beat = true
	s.enlist()
	s.ticker.Reset(beatEvery)
}

// finish says goodbye and closes; within a second even if the screen does not listen.
func (s *socket) finish(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last != nil || s.over {
		return
	}
	s.metrics.dropped.WithLabelValues(code).Inc()
	s.last = encode(bye{Type: "bye", Code: code})
	s.view = nil
	s.killer = time.AfterFunc(byeWait, s.cut)
	s.enlist()
}

// ending tells whether goodbye was said: what the screen sends after that is not heard.
func (s *socket) ending() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last != nil
}

// retire is the end: it waits until nothing is written any more.
func (s *socket) retire() {
	close(s.gone)
	s.cut()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.ticker.Stop()
	if s.killer != nil {
		s.killer.Stop()
	}
	for s.writing {
		s.quiet.Wait()
	}
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

// enlist calls the crew, once. The lock is held.
func (s *socket) enlist() {
	if !s.listed && !s.writing && !s.over {
		s.listed = true
		s.crew.enlist(s)
	}
}
