package web

import (
	"net/http"
	"time"
)

// Who sends a body drop by drop, or takes an answer so, would hold a connection for as long as they like, and there are only so many.
// net/http bounds the time of a request's headers; that of bodies and answers is bounded here, for a socket's has no end.
const (
	bodyWait   = 10 * time.Second // for a body, which is small
	answerWait = 5 * time.Minute  // for making an answer and taking it
)

// hurried bounds the time of a request's body, until it is read, and of its answer. What has no deadlines is no connection.
func (s *Site) hurried(w http.ResponseWriter, r *http.Request) {
	c, now := http.NewResponseController(w), time.Now()
	if r.ContentLength != 0 {
		_ = c.SetReadDeadline(now.Add(s.bodyWait))
	}
	_ = c.SetWriteDeadline(now.Add(answerWait))
}

// bodyRead says that the body is there: from now on net/http listens for the browser's going away, which takes as long as it takes.
func bodyRead(w http.ResponseWriter) { _ = http.NewResponseController(w).SetReadDeadline(time.Time{}) }

// restInTime bounds what net/http reads of a body after the answer, if the connection is still its own.
func (s *Site) restInTime(w http.ResponseWriter, e *entry) {
	if e.status != http.StatusSwitchingProtocols {
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(s.bodyWait))
	}
}
