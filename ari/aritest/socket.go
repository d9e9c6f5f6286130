package aritest

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// socket is the application's event socket.
type socket struct {
	conn *websocket.Conn
	mu   sync.Mutex
	deaf bool // answers no ping
}

func (k *socket) write(b []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = k.conn.SetWriteDeadline(time.Now().Add(time.Second))
	_ = k.conn.WriteMessage(websocket.TextMessage, b) // a client that is gone has lost its events
}

func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	if !signedIn(r) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	s.note("GET /events")
	if s.broken(w, r, "GET /events", func() {}) {
		return
	}
	k := s.upgrade(w, r)
	if k == nil {
		return
	}
	s.listen(k)
}

// upgrade makes the socket the application's, before the application can know that it is open.
func (s *Server) upgrade(w http.ResponseWriter, r *http.Request) *socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return nil
	}
	k := &socket{conn: conn}
	s.app, s.socket = r.URL.Query().Get("app"), k
	return k
}

// listen answers pings until the socket is closed.
func (s *Server) listen(k *socket) {
	conn := k.conn
	conn.SetPingHandler(func(data string) error {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.deaf {
			return nil
		}
		return conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
	})
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			_ = conn.Close()
			return
		}
	}
}

// event tells the application something. The lock is held.
func (s *Server) event(kind string, fields map[string]any) {
	if s.socket == nil || s.filter != nil && !slices.Contains(s.filter, kind) {
		return
	}
	fields["type"], fields["application"] = kind, s.app
	fields["timestamp"], fields["asterisk_id"] = stamp(time.Now()), "02:00:00:00:01:16"
	b, err := json.Marshal(fields)
	if err != nil {
		s.t.Errorf("aritest: %v", err)
		return
	}
	s.socket.write(b)
}

func stamp(t time.Time) string { return t.Format("2006-01-02T15:04:05.000-0700") }

// Send sends a message as it is, whatever it is.
func (s *Server) Send(raw string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.socket != nil {
		s.socket.write([]byte(raw))
	}
}

// Replace tells the application that another took its name. As in Asterisk, the socket stays open.
func (s *Server) Replace() {
	s.mu.Lock()
	defer s.mu.Unlock()
	filter := s.filter
	s.filter = nil
	s.event("ApplicationReplaced", map[string]any{})
	s.filter = filter
}

// Drop cuts the event socket.
func (s *Server) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.socket != nil {
		_ = s.socket.conn.Close()
		s.socket = nil
	}
}

// Deafen lets the event socket answer no ping any more, as a half-open connection does.
func (s *Server) Deafen() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.socket; k != nil {
		k.mu.Lock()
		k.deaf = true
		k.mu.Unlock()
	}
}

// Restart forgets all channels, bridges and accounts, and cuts the socket.
func (s *Server) Restart() {
	s.mu.Lock()
	s.forget()
	s.mu.Unlock()
	s.Drop()
}
