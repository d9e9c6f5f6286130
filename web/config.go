package web

import (
	"context"
	"crypto/tls"
	"io/fs"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"alo116/agent"
	"alo116/queue"
	"alo116/sql"
	"alo116/web/scan"
)

// People knows who may sign in.
type People interface {
	// ByLogin finds a person. An unknown login is no error: its passwordHash is empty.
	ByLogin(ctx context.Context, login string) (p agent.Person, passwordHash string, disabled bool, err error)
	// ByID does the same by id; an unknown one gives nobody.
	ByID(ctx context.Context, id queue.AgentID) (p agent.Person, disabled bool, err error)
}

// Check is something that must work for the service to be of use. Name stands in the answer of /readyz.
type Check struct {
	Name  string
	Probe func(context.Context) error
}

// Config is what a Site needs.
type Config struct {
	People People
	// Staff keeps the people, what they sign in with, and what is done to either; it seals what is kept in browsers.
	Staff    *sql.Store
	Sessions *sql.Sessions
	// SecondFactorRequired lets nobody in without a second factor: who has none adds one right after the password.
	SecondFactorRequired bool
	// LockAfter is the time without a touch after which a page locks, and a little later its session; 0 is never.
	LockAfter time.Duration
	// Origin is where browsers find the pages, for instance https://alo116.example; empty is wherever they came to.
	Origin string
	// AlertTo is told when something must be seen at once and no supervisor is there; nil tells nobody.
	AlertTo *url.URL
	// OIDC is the organisation's own sign-in; nil if it has none.
	OIDC *OIDC
	Hub  *agent.Hub
	// SIP is Asterisk's websocket, for instance https://127.0.0.1:8117/ws, and SIPTLS whose certificate it must have.
	SIP    *url.URL
	SIPTLS *tls.Config
	// DeskPhones are those that people may have on their desks; nil: the house has none.
	DeskPhones *DeskPhones
	// Scanner looks at what is sent as a document of a case; nil: nobody does.
	Scanner *scan.Clamd
	// UI holds the built pages: index.html and assets/.
	UI fs.FS
	// TLS tells that browsers reach us by https, as they must anywhere but on this computer itself.
	TLS   bool
	Ready []Check
	// Helpful are parts without which calls are taken all the same, but something else is not done.
	Helpful []Check
	// Metrics answers /metrics to loopback and to MetricsFrom.
	Metrics     http.Handler
	MetricsFrom []netip.Prefix
	// Register takes the package's own metrics; nil measures nothing.
	Register prometheus.Registerer
	Log      zerolog.Logger
}

// Times and limits.
const (
	sessionLife     = 13 * time.Hour         // a night shift and its handover
	sessionIdle     = time.Hour              // without a request or an open socket
	touchEvery      = time.Minute            // how often idle time is written down
	lookEvery       = 250 * time.Millisecond // whether sessions in use still stand
	alertsEvery     = 15 * time.Second       // whether another instance alerts the supervisors, or changed the directory
	trustAway       = 10 * time.Minute       // for a session that was good, while the database is away
	forgetAfter     = 45 * time.Minute       // a session that nobody uses: longer than the hub keeps its person
	maxHolds        = 24                     // sockets of one session
	maxBody         = 4 << 10
	maxKeyBody      = 16 << 10 // with a passkey in it
	maxAgencyBody   = 16 << 10
	maxReferralBody = 64 << 10
	probeWait       = 2 * time.Second
)
