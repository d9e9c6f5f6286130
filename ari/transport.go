package ari

import (
	"net"
	"net/http"
	"time"
)

// Asterisk closes an idle connection after two minutes (session_keep_alive in http.conf), and a request that meets the closing fails:
// we close first. Long enough that some is always open, for each new one costs a handshake.
const (
	idleConnections = 64
	idleTimeout     = 100 * time.Second
	answerTimeout   = 10 * time.Second
)

func limit(t *http.Transport) {
	t.IdleConnTimeout = idleTimeout
	t.MaxIdleConnsPerHost = idleConnections
	t.ResponseHeaderTimeout = answerTimeout
	t.DialContext = (&net.Dialer{Timeout: 2 * time.Second}).DialContext
}
