package agent

import (
	"context"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"alo116/agent/roles"
)

// Serve turns the request into a screen of p and serves it until it is closed. The caller has checked that
// the request carries p's session and comes from a page of ours; when the session ends, the end of the request's
// context closes the screen.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, p Person, seat Seat) {
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	s := newSocket(conn, &h.crew, h.cfg.Metrics)
	s.session, s.locked = seat.Session, seat.Locked
	defer s.retire()
	h.cfg.Metrics.screens.Inc()
	defer h.cfg.Metrics.screens.Dec()
	stop := context.AfterFunc(r.Context(), func() { s.finish("signed_out") })
	defer stop()

	conn.SetReadLimit(readLimit)
	if !h.greet(s, p) {
		return
	}
	defer h.serving.Done()
	s.listen(func(m message, err error) bool {
		return h.post(func(f *floor) { f.hear(p.ID, s, m, err) })
	})
	h.post(func(f *floor) { f.leave(p.ID, s) })
}

// greet waits for the hello and takes the screen in. It tells false when the screen was sent away.
func (h *Hub) greet(s *socket, p Person) bool {
	m, err := s.read(helloWait)
	if err != nil {
		return false
	}
	switch {
	case m.Type != "hello" || m.Tab == "":
		return s.sendAway("malformed")
	case m.V != version:
		return s.sendAway("old_tab")
	case roles.Could(p.Role, roles.Use, roles.Desk) == roles.No:
		return s.sendAway("not_agent")
	}
	s.tab = m.Tab
	s.answer(welcome{Type: "welcome", V: version, Build: h.cfg.Build,
		Me: welcomeSelf{p.ID, p.Login, p.Name, p.Role}, Lang: p.Lang, Form: h.cfg.Form})
	joined := make(chan struct{})
	if !h.post(func(f *floor) { h.serving.Add(1); f.join(p, s); close(joined) }) {
		return s.sendAway("shutdown")
	}
	select {
	case <-joined:
		return true
	case <-h.done:
	}
	select { // the job may have been done just before the end
	case <-joined:
		return true
	default:
		return s.sendAway("shutdown")
	}
}

// sendAway says goodbye, waits until it is written or the socket is over, and tells false.
func (s *socket) sendAway(code string) bool {
	s.finish(code)
	for {
		if _, err := s.read(byeWait); err != nil && isOver(err) {
			return false
		}
	}
}

// listen hands over every message, or why it cannot be read, until the socket is over, silent for too long, or
// nobody takes them any more.
func (s *socket) listen(take func(message, error) bool) {
	for {
		m, err := s.read(deadAfter)
		if err != nil && isOver(err) {
			return
		}
		if s.ending() {
			continue // only waiting for the end
		}
		if !take(m, err) {
			s.finish("shutdown")
		}
	}
}

// read waits for one message. An error that isOver is the socket's; any other is the message's.
func (s *socket) read(patience time.Duration) (message, error) {
	if err := s.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return message{}, over{err}
	}
	kind, raw, err := s.conn.ReadMessage()
	if err != nil {
		return message{}, over{err}
	}
	if kind != websocket.TextMessage {
		return message{}, errMalformed
	}
	return decode(raw)
}

// over is the end of a socket.
type over struct{ error }

func isOver(err error) bool { _, is := err.(over); return is }
