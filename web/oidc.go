package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"alo116/agent"
	"alo116/sql"
)

// OIDC says where an organisation's own sign-in is (OpenID Connect Core 1.0). It stands in for the password, and only
// for people who are known here: it never adds anybody.
type OIDC struct {
	// Name is how its button is called.
	Name string
	// Issuer is the provider's address, under which it tells about itself.
	Issuer       string
	ClientID     string
	ClientSecret string
	// Claim says which claim holds a person's login here. From somebody's first visit on, the provider's own name
	// for them counts instead, which never changes.
	Claim string
	// AllowRS256 takes tokens signed by RSA with PKCS#1 v1.5, too, which is not an approved way any more.
	AllowRS256 bool
}

const (
	oidcLife = 10 * time.Minute // for the visit to the provider
	oidcWait = 10 * time.Second // for an answer of the provider
)

// oidc is the way to the provider. It is asked about itself when the first person needs it, so that nothing here
// depends on it before.
type oidc struct {
	cfg    OIDC
	client *http.Client
	visits *pending[visit]

	mu       sync.Mutex
	provider *goidc.Provider
}

// visit is somebody who was sent to the provider.
type visit struct{ nonce, verifier string }

func newOIDC(cfg OIDC) *oidc {
	return &oidc{cfg: cfg, client: &http.Client{Timeout: oidcWait, CheckRedirect: stay}, visits: newPending[visit](oidcLife)}
}

// stay follows no redirect: what the provider knows and what we tell it stay where the settings say it is.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// beginOIDC sends the browser to the provider.
func (s *Site) beginOIDC(w http.ResponseWriter, r *http.Request) error {
	if s.oidc == nil {
		return errNotFound
	}
	if err := s.limits.tryAddress(time.Now(), s.from(r, "")); err != nil {
		return err
	}
	provider, err := s.oidc.ask(r.Context())
	if err != nil {
		s.cfg.Log.Warn().Err(err).Msg("ask the organisation's sign-in")
		s.sendHome(w, r, "oidc_away")
		return nil
	}
	state, v := rand.Text(), visit{nonce: rand.Text(), verifier: oauth2.GenerateVerifier()}
	s.oidc.visits.put(time.Now(), state, v)
	s.sessions.setCookie(w, cookieOIDC, state, oidcLife)
	to := s.oidc.oauth(provider, s.origin(r)).AuthCodeURL(state, goidc.Nonce(v.nonce), oauth2.S256ChallengeOption(v.verifier))
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// endOIDC takes who comes back from the provider. Whatever goes wrong is told on the sign-in page, by a code.
func (s *Site) endOIDC(w http.ResponseWriter, r *http.Request) error {
	if s.oidc == nil {
		return errNotFound
	}
	p, err := s.returned(r)
	s.sessions.clearCookie(w, cookieOIDC)
	s.tried(r, "oidc", p.ID, err)
	if refused, is := errors.AsType[oidcRefusal](err); is {
		s.cfg.Log.Warn().Str("why", string(refused)).Msg("the organisation's sign-in was refused")
		s.sendHome(w, r, string(refused))
		return nil
	}
	if err != nil {
		s.cfg.Log.Warn().Err(err).Msg("the organisation's sign-in")
		s.sendHome(w, r, "oidc_away")
		return nil
	}
	return s.passedElsewhere(w, r, p)
}

// oidcRefusal is why somebody who came from the provider is not let in; its text is the code the page shows words for.
type oidcRefusal string

func (o oidcRefusal) Error() string { return string(o) }

// Is makes a refusal count as a wrong sign-in.
func (o oidcRefusal) Is(err error) bool { return err == errWrongLogin }

const (
	oidcStale   = oidcRefusal("oidc_stale")   // not sent from this browser, too late, or twice
	oidcDenied  = oidcRefusal("oidc_denied")  // the provider says no
	oidcForged  = oidcRefusal("oidc_forged")  // what it says does not hold
	oidcWeak    = oidcRefusal("oidc_weak")    // signed by RS256, which is not allowed here
	oidcUnknown = oidcRefusal("oidc_unknown") // nobody here
)

// returned tells who came back.
func (s *Site) returned(r *http.Request) (agent.Person, error) {
	state := r.URL.Query().Get("state")
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(s.sessions.cookie(r, cookieOIDC))) != 1 {
		return agent.Person{}, oidcStale
	}
	v, ok := s.oidc.visits.take(time.Now(), state)
	if !ok {
		return agent.Person{}, oidcStale
	}
	code := r.URL.Query().Get("code")
	if code == "" {
		return agent.Person{}, oidcDenied
	}
	token, err := s.oidc.redeem(r.Context(), s.origin(r), code, v)
	if err != nil {
		return agent.Person{}, err
	}
	return s.whoIs(r.Context(), token)
}

// whoIs finds the person of a verified token.
func (s *Site) whoIs(ctx context.Context, token *goidc.IDToken) (p agent.Person, err error) {
	disabled := false
	id, err := s.cfg.Staff.PersonBySubject(ctx, token.Issuer, token.Subject)
	switch {
	case err == nil:
		p, disabled, err = s.cfg.People.ByID(ctx, id)
	case errors.Is(err, sql.ErrNotFound):
		if p, disabled, err = s.byClaim(ctx, token); err == nil && p.ID != "" && !disabled {
			err = s.cfg.Staff.BindSubject(ctx, token.Issuer, token.Subject, p.ID)
		}
	}
	if err != nil {
		return agent.Person{}, fmt.Errorf("find who came from the provider: %w", err)
	}
	if p.ID == "" || disabled {
		return agent.Person{}, oidcUnknown
	}
	return p, nil
}

func (s *Site) byClaim(ctx context.Context, token *goidc.IDToken) (p agent.Person, disabled bool, err error) {
	var claims map[string]any
	if token.Claims(&claims) != nil {
		return p, false, oidcForged
	}
	login, _ := claims[s.oidc.cfg.Claim].(string)
	if verified, told := claims["email_verified"].(bool); s.oidc.cfg.Claim == "email" && (!told || !verified) {
		login = "" // anybody may have typed it
	}
	if login == "" {
		return p, false, nil
	}
	p, _, disabled, err = s.cfg.People.ByLogin(ctx, login)
	return p, disabled, err
}

// passedElsewhere goes on as after a password, by way of a page.
func (s *Site) passedElsewhere(w http.ResponseWriter, r *http.Request, p agent.Person) error {
	f, err := s.cfg.Staff.Factors(r.Context(), p.ID)
	if err != nil {
		return err
	}
	if !f.Any() && !s.cfg.SecondFactorRequired {
		_, err = s.admit(w, r, p)
	} else {
		s.beginStep(w, step{person: p, factors: f, enrol: !f.Any()})
	}
	if err == nil {
		s.sendHome(w, r, "")
	}
	return err
}

// sendHome leads back to the sign-in page.
func (s *Site) sendHome(w http.ResponseWriter, r *http.Request, failure string) {
	to := "/"
	if failure != "" {
		to += "?" + url.Values{"failure": {failure}}.Encode()
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// ask gives what the provider tells about itself.
func (o *oidc) ask(ctx context.Context) (*goidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider == nil {
		provider, err := goidc.NewProvider(goidc.ClientContext(context.WithoutCancel(ctx), o.client), o.cfg.Issuer)
		if err != nil {
			return nil, fmt.Errorf("ask %s: %w", o.cfg.Issuer, err)
		}
		o.provider = provider
	}
	return o.provider, nil
}

func (o *oidc) oauth(provider *goidc.Provider, origin string) *oauth2.Config {
	return &oauth2.Config{ClientID: o.cfg.ClientID, ClientSecret: o.cfg.ClientSecret, Endpoint: provider.Endpoint(),
		RedirectURL: origin + "/api/sign-in/oidc/return", Scopes: []string{goidc.ScopeOpenID, "profile", "email"}}
}
