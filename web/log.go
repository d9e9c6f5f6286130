package web

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"alo116/queue"
)

// The log has a line for each try to sign in ("sign-in tried") and for each refusal ("refused"), at the level that is written
// unless somebody sets another; what went well is told at level debug.

// entry gathers what the log tells of one request.
type entry struct {
	person queue.AgentID
	status int
}

type entryKey struct{}

// note lets the log tell who sent the request.
func note(ctx context.Context, id queue.AgentID) {
	if e, ok := ctx.Value(entryKey{}).(*entry); ok {
		e.person = id
	}
}

// log tells of every request: its route and not its address, for that may hold what must not be told.
func (s *Site) log(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun, e := time.Now(), &entry{}
		r = r.WithContext(context.WithValue(r.Context(), entryKey{}, e))
		defer func() {
			if fault := recover(); fault != nil {
				s.panicked(w, r, e, fault)
			}
			s.tell(r, e, time.Since(begun))
			s.restInTime(w, e)
		}()
		s.hurried(w, r)
		next.ServeHTTP(&recorder{w, e}, r)
	})
}

// panicked turns a panic into an answer. The proxy aborts a request by one.
func (s *Site) panicked(w http.ResponseWriter, r *http.Request, e *entry, fault any) {
	if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		return
	}
	s.cfg.Log.Error().Str("route", r.Pattern).Bytes("stack", debug.Stack()).Msg("panic in a request")
	if e.status == 0 {
		e.status = http.StatusInternalServerError
		reply(w, e.status, problemBody{Error: problem{"unavailable", "This cannot be done just now. Try again in a moment."}})
	}
}

func (s *Site) tell(r *http.Request, e *entry, took time.Duration) {
	if e.status == 0 {
		e.status = http.StatusOK
	}
	if e.status != http.StatusSwitchingProtocols {
		s.metrics.requests.WithLabelValues(r.Pattern, strconv.Itoa(e.status)).Observe(took.Seconds())
	}
	s.cfg.Log.Debug().Str("method", method(r)).Str("route", r.Pattern).Int("status", e.status).
		Dur("took", took).Str("person", string(e.person)).Msg("request")
}

// method is the request's, if it is one that we know; else it would be a text of the sender's.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return r.Method
	}
	return "other"
}

// recorder notes the status of an answer.
type recorder struct {
	http.ResponseWriter
	e *entry
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	if r.e.status == 0 {
		r.e.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Hijack gives the connection away, to a websocket.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(r.ResponseWriter).Hijack()
	if err == nil && r.e.status == 0 {
		r.e.status = http.StatusSwitchingProtocols
	}
	return conn, rw, err
}
