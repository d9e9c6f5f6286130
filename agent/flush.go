package agent

import (
	"time"

	"github.com/gorilla/websocket"
)

// flush writes all that is owed. Only one hand of the crew does it at a time, and what comes meanwhile it takes along.
func (s *socket) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listed, s.writing = false, true
	for {
		frame, last := s.next()
		if frame == nil || s.over {
			break
		}
		s.mu.Unlock()
		ok := s.send(frame, last)
		s.mu.Lock()
		if !ok {
			s.over = true
			break
		}
	}
	s.writing = false
	s.quiet.Broadcast()
}

// next takes what is to be sent first: answers, then the view, a beat, the goodbye. The lock is held.
func (s *socket) next() (frame []byte, last bool) {
	switch {
	case len(s.acks) > 0:
		frame, s.acks = s.acks[0], s.acks[1:]
	case s.view != nil:
		frame, s.view = s.view, nil
		s.metrics.views.Inc()
	case s.beat && s.last == nil:
		frame, s.beat = beat, false
	default:
		return s.last, true
	}
	return frame, false
}

// send writes one frame, and after the goodbye closes. It tells false when the socket is over.
func (s *socket) send(frame []byte, last bool) bool {
	_ = s.conn.SetWriteDeadline(time.Now().Add(writeWait)) // only stores it
	if s.conn.WriteMessage(websocket.TextMessage, frame) != nil {
		s.cut()
		return false
	}
	if last {
		closing := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
		_ = s.conn.WriteControl(websocket.CloseMessage, closing, time.Now().Add(byeWait))
		_ = s.conn.Close()
	}
	return !last
}
