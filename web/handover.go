package web

import (
	"bufio"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
)

// handOver lets serve have the connection for itself. As soon as serve has taken it over, net/http's part of the request
// is gone: its buffers, and a stack as deep as all handlers and the TLS handshake have made it, which are more than half of
// the memory of a screen.
func (s *Site) handOver(w http.ResponseWriter, r *http.Request, serve func(http.ResponseWriter, *http.Request)) {
	t := &takeable{ResponseWriter: w, taken: make(chan struct{})}
	over, route := make(chan struct{}), r.Pattern
	go func() {
		defer close(over)
		defer func() {
			if fault := recover(); fault != nil { // net/http is not there any more to do it
				s.cfg.Log.Error().Str("route", route).Bytes("stack", debug.Stack()).Msg("panic in a socket")
			}
		}()
		serve(t, r)
	}()
	select {
	case <-t.taken:
	case <-over: // it was no websocket after all, and is answered
	}
}

// takeable is a response whose connection may be taken over.
type takeable struct {
	http.ResponseWriter
	taken chan struct{}
	once  sync.Once
}

// Unwrap is for http.ResponseController.
func (t *takeable) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// Hijack gives the connection away.
func (t *takeable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err == nil {
		t.once.Do(func() { close(t.taken) })
	}
	return conn, rw, err
}
