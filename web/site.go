package web

import (
	"net/http"
	"net/http/httputil"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
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
	alarm    *alarm // nil without an address
	handler  http.Handler
	bodyWait time.Duration    // tests shorten it
	now      func() time.Time // what a proof is fresh by, and a code of its step; tests move it

	verifying chan struct{} // taken by who verifies the audit trail
	searching sync.Mutex    // one search at a time

	tickets    *pending[string]               // the token of the session that may use it
	questions  *pending[struct{}]             // to the audit trail, that were noted
	steps      *pending[step]                 // by the token of the cookie
	ceremonies *pending[webauthn.SessionData] // asked for a passkey
	secrets    *pending[[]byte]               // of apps that are being added
	oidc       *oidc
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
		phones:   newPhones(cfg.SIP, cfg.SIPTLS, cfg.Log),
		metrics:  newMetrics(cfg.Register),
		bodyWait: bodyWait,
		now:      time.Now,

		verifying: make(chan struct{}, 1),

		tickets:    newPending[string](ticketLife),
		questions:  newPending[struct{}](readAgainAfter),
		steps:      newPending[step](stepLife),
		ceremonies: newPending[webauthn.SessionData](ceremonyLife),
		secrets:    newPending[[]byte](stepLife),
	}
	if cfg.AlertTo != nil {
		s.alarm = newAlarm(cfg)
	}
	if cfg.OIDC != nil {
		s.oidc = newOIDC(*cfg.OIDC)
	}
	s.handler, err = s.handle()
	return s, err
}

// ServeHTTP answers one request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

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
