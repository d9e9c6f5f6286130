package ari

import (
	"net"
	"net/http"
	"time"
)

// Asterisk closes an idle connection after 15 s, and a request that meets the closing fails:
// we close first.
const (
	idleConnections = 64
	idleTimeout     = 10 * time.Second
	answerTimeout   = 10 * time.Second
)

// LimitTransport gives http.DefaultTransport the limits that Asterisk's HTTP server needs. The
// ARI library has no other transport and no time-out of its own, so the program calls this once,
// before anything is sent. Whoever needs other limits elsewhere uses a transport of their own.
func LimitTransport() {
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		limit(t)
	}
}

func limit(t *http.Transport) {
	t.IdleConnTimeout = idleTimeout
	t.MaxIdleConnsPerHost = idleConnections
	t.ResponseHeaderTimeout = answerTimeout
	t.DialContext = (&net.Dialer{Timeout: 2 * time.Second}).DialContext
}
