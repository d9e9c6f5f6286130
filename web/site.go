package web

import (
	"context"
	"net/http"
	"net/http/httputil"
	"time"
)

// Site serves everything that browsers and the watchers of the house ask for.
type Site struct {
	cfg      Config
	sessions *sessions
	limits   *limits
	verifier *verifier
	pages    *pages
	phones   *httputil.ReverseProxy
	metrics  *metrics
	handler  http.Handler
}

// New makes the site. It answers at once; Run watches over its sessions.
func New(cfg Config) (*Site, error) {
	pages, err := readPages(cfg.UI)
	if err != nil {
		return nil, err
	}
	verifier, err := newVerifier()
	if err != nil {
		return nil, err
	}
	s := &Site{
		cfg:      cfg,
		sessions: newSessions(cfg),
		limits:   newLimits(),
		verifier: verifier,
		pages:    pages,
		phones:   newPhones(cfg.SIP, cfg.Log),
		metrics:  newMetrics(cfg.Register),
	}
	s.handler, err = s.handle()
	return s, err
}

// ServeHTTP answers one request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Run looks again and again whether the sessions of open sockets still hold, and whether another instance alerts the
// supervisors, until ctx ends.
func (s *Site) Run(ctx context.Context) error {
	tick := time.NewTicker(recheckEvery)
	defer tick.Stop()
	s.watchAlerts(ctx)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			s.sessions.recheck(ctx)
			s.watchAlerts(ctx)
		}
	}
}

// handle puts what every answer has around the routes.
func (s *Site) handle() (http.Handler, error) {
	mux, err := s.mount(s.routes())
	if err != nil {
		return nil, err
	}
	origins := http.NewCrossOriginProtection()
	origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, errForeign) }))
	return s.log(s.headers(origins.Handler(mux))), nil
}
