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
	s.handler = s.routes()
	return s, nil
}

// ServeHTTP answers one request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Run looks again and again whether the sessions of open sockets still hold, until ctx ends.
func (s *Site) Run(ctx context.Context) error {
	tick := time.NewTicker(recheckEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			s.sessions.recheck(ctx)
		}
	}
}

// routes is every address there is.
func (s *Site) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/sign-in", s.answer(s.signIn))
	mux.HandleFunc("POST /api/sign-out", s.answer(s.signOut))
	mux.HandleFunc("GET /api/me", s.answer(s.me))
	mux.HandleFunc("GET /api/form", s.answer(s.form))
	mux.HandleFunc("GET /ws", s.answer(s.screen))
	mux.HandleFunc("GET /sip", s.answer(s.phone))
	mux.HandleFunc("GET /healthz", s.healthy)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /metrics", s.answer(s.measure))
	for _, page := range [...]string{"/{$}", "/desk", "/board"} {
		mux.HandleFunc("GET "+page, s.pages.index)
	}
	mux.HandleFunc("GET /", s.answer(s.pages.file))

	origins := http.NewCrossOriginProtection()
	origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, errForeign) }))
	return s.log(s.headers(origins.Handler(mux)))
}
