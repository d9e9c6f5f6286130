package web

import (
	"context"
	"io/fs"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"alo116/agent"
	"alo116/sql"
)

// People knows who may sign in.
type People interface {
	// ByLogin finds a person. An unknown login is no error: its passwordHash is empty.
	ByLogin(ctx context.Context, login string) (p agent.Person, passwordHash string, disabled bool, err error)
}

// Check is something that must work for the service to be of use. Name stands in the answer of /readyz.
type Check struct {
	Name  string
	Probe func(context.Context) error
}

// Config is what a Site needs.
type Config struct {
	People People
	// Staff keeps the people for those who look after them.
	Staff    *sql.Store
	Sessions scs.Store
	Hub      *agent.Hub
	// SIP is Asterisk's websocket, for instance http://127.0.0.1:8117/ws.
	SIP *url.URL
	// UI holds the built pages: index.html and assets/.
	UI fs.FS
	// TLS tells that browsers reach us by https, as they must anywhere but on this computer itself.
	TLS   bool
	Ready []Check
	// Metrics answers /metrics to loopback and to MetricsFrom.
	Metrics     http.Handler
	MetricsFrom []netip.Prefix
	// Register takes the package's own metrics; nil measures nothing.
	Register prometheus.Registerer
	Log      zerolog.Logger
}

// Times and limits.
const (
	sessionLife  = 13 * time.Hour   // a night shift and its handover
	sessionIdle  = time.Hour        // without a request or an open socket
	touchEvery   = time.Minute      // how often idle time is written down
	recheckEvery = 15 * time.Second // of sessions with open sockets
	trustAway    = 10 * time.Minute // for a session that was good, while the database is away
	maxHolds     = 24               // sockets of one session
	maxBody      = 4 << 10
	probeWait    = 2 * time.Second
)
