package web

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// provider is an OpenID provider: it tells about itself, sends people back with a code, and trades that for a signed token.
type provider struct {
	t    *testing.T
	srv  *httptest.Server
	key  crypto.Signer
	sign jose.SignatureAlgorithm

	mu     sync.Mutex
	visits map[string]url.Values // what a code was asked for with
	claims map[string]any        // what its tokens say otherwise
	signer crypto.Signer
	away   bool
	moved  string              // its token endpoint leads there
	raw    func(string) string // what becomes of a token on its way
}

func newProvider(t *testing.T, key crypto.Signer, sign jose.SignatureAlgorithm) *provider {
	t.Helper()
	p := &provider{t: t, key: key, sign: sign, signer: key, visits: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.describe)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k1", Algorithm: string(sign), Use: "sig"}}})
	})
	p.srv = httptest.NewServer(mux)
	t.Cleanup(p.srv.Close)
	return p
}

func (p *provider) describe(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away {
		http.Error(w, "away", http.StatusBadGateway)
		return
	}
	at := p.srv.URL
	reply(w, http.StatusOK, map[string]any{"issuer": at, "authorization_endpoint": at + "/authorize", "token_endpoint": at + "/token",
		"jwks_uri": at + "/keys", "id_token_signing_alg_values_supported": []string{"RS256", string(p.sign)}})
}

func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	code, asked := rand.Text(), r.URL.Query()
	p.visits[code] = asked
	http.Redirect(w, r, asked.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {asked.Get("state")}}.Encode(), http.StatusSeeOther)
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.moved != "" {
		http.Redirect(w, r, p.moved, http.StatusTemporaryRedirect)
		return
	}
	asked := p.visits[r.FormValue("code")]
	delete(p.visits, r.FormValue("code"))
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	id, secret, _ := r.BasicAuth()
	if asked == nil || id != "alo116" || secret != "shared" || asked.Get("code_challenge_method") != "S256" ||
		asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) {
		reply(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{"iss": p.srv.URL, "sub": "subject-1", "aud": "alo116", "nonce": asked.Get("nonce"),
		"exp": time.Now().Add(time.Minute).Unix(), "iat": time.Now().Unix(), "preferred_username": "mira"}
	for k, v := range p.claims {
		claims[k] = v
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: p.sign, Key: jose.JSONWebKey{Key: p.signer, KeyID: "k1"}}, nil)
	if err != nil {
		p.t.Error(err)
	}
	raw, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		p.t.Error(err)
	}
	if p.raw != nil {
		raw = p.raw(raw)
	}
	reply(w, http.StatusOK, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": raw})
}

func (p *provider) says(claims map[string]any) { p.mu.Lock(); defer p.mu.Unlock(); p.claims = claims }

func openWithProvider(t *testing.T) (*door, *provider) {
	t.Helper()
	return openWithSigner(t, p256(t), jose.ES256, false)
}

// openWithSigner opens a site whose provider signs so, which is taken even if it is RS256 or not.
func openWithSigner(t *testing.T, key crypto.Signer, sign jose.SignatureAlgorithm, even bool) (*door, *provider) {
	t.Helper()
	p := newProvider(t, key, sign)
	d := open(t, func(c *Config) {
		c.OIDC = &OIDC{Name: "Ministria", Issuer: p.srv.URL, ClientID: "alo116", ClientSecret: "shared", Claim: "preferred_username", AllowRS256: even}
	})
	t.Cleanup(d.site.oidcIdle)
	return d, p
}

func p256(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// visit goes to the provider and comes back, and gives where that led to.
func (b *browser) visit(change ...func(*url.URL)) *url.URL {
	b.d.t.Helper()
	b.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/api/sign-in/oidc/return" {
			for _, c := range change {
				c(r.URL)
			}
			return nil
		}
		if strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Path == "/authorize" {
			return nil
		}
		return http.ErrUseLastResponse
	}
	defer func() { b.client.CheckRedirect = nil }()
	_, h, _ := b.ask("GET", "/api/sign-in/oidc", "")
	to, err := url.Parse(h.Get("Location"))
	if err != nil {
		b.d.t.Fatal(err)
	}
	return to
}

func TestTheOrganisationsOwnSignIn(t *testing.T) {
	d, p := openWithProvider(t)
	b := d.browser()
	if _, _, body := b.ask("GET", "/api/sign-in", ""); !strings.Contains(body, "Ministria") {
		t.Errorf("the doors are %s", body)
	}
	if to := b.visit(); to.String() != "/" {
		t.Fatalf("it led to %s", to)
	}
	if status, _, body := b.ask("GET", "/api/me", ""); status != 200 || !strings.Contains(body, miraID) {
		t.Errorf("me: %d %s", status, body)
	}
	p.says(map[string]any{"preferred_username": "arben"}) // renamed at the provider: the subject counts
	again := d.browser()
	again.visit()
	if _, _, body := again.ask("GET", "/api/me", ""); !strings.Contains(body, miraID) {
		t.Errorf("under another name: %s", body)
	}
	p.says(map[string]any{"sub": "subject-2", "preferred_username": "mira"}) // another takes her name there
	if to := d.browser().visit(); to.Query().Get("failure") == "" {
		t.Errorf("somebody else with her name got to %s", to)
	}
}

func TestTheOrganisationsSignInStandsForThePasswordOnly(t *testing.T) {
	d, _ := openWithProvider(t)
	secret := d.giveTOTP()
	b := d.browser()
	b.visit()
	if d.token(b) != "" {
		t.Fatal("it gave a session")
	}
	if _, _, body := b.ask("GET", "/api/sign-in", ""); !strings.Contains(body, `"due":"second_factor"`) {
		t.Errorf("due is %s", body)
	}
	if status, _, body := b.ask("POST", "/api/sign-in/totp", `{"code":"`+d.code(secret)+`"}`); status != 200 {
		t.Errorf("the code: %d %s", status, body)
	}
}

func TestWhatTheOrganisationSaysMustHold(t *testing.T) {
	d, p := openWithProvider(t)
	for want, claims := range map[string][]map[string]any{
		"oidc_forged": {{"nonce": "another"}, {"aud": "somebody-else"}, {"iss": "https://elsewhere.example"}, {"exp": time.Now().Add(-time.Minute).Unix()},
			{"aud": []string{"alo116", "x"}, "azp": "x"}, {"nonce": nil}},
		"oidc_unknown": {{"preferred_username": "nobody"}, {"preferred_username": nil}, {"preferred_username": ""}, {"preferred_username": 7}},
	} {
		for _, c := range claims {
			p.says(c)
			b := d.browser()
			if to := b.visit(); to.Query().Get("failure") != want || d.token(b) != "" {
				t.Errorf("%v led to %s, want %s", c, to, want)
			}
		}
	}
	p.says(nil)
	p.mu.Lock()
	p.signer = p256(t)
	p.mu.Unlock()
	if to := d.browser().visit(); to.Query().Get("failure") != "oidc_forged" {
		t.Errorf("signed by another key: %s", to)
	}
	p.mu.Lock()
	p.signer = p.key
	p.mu.Unlock()
	if err := d.store.SetDisabled(t.Context(), miraID, true); err != nil {
		t.Fatal(err)
	}
	if to := d.browser().visit(); to.Query().Get("failure") != "oidc_unknown" {
		t.Errorf("a disabled person: %s", to)
	}
	if n, err := d.store.ListPeople(t.Context()); err != nil || len(n) != 3 {
		t.Errorf("there are %d people now, %v", len(n), err)
	}
}

func TestAVisitIsOfOneBrowserAndEndsOnce(t *testing.T) {
	d, p := openWithProvider(t)
	other := func(u *url.URL) { q := u.Query(); q.Set("state", "other"); u.RawQuery = q.Encode() }
	if to := d.browser().visit(other); to.Query().Get("failure") != "oidc_stale" {
		t.Errorf("another state: %s", to)
	}
	var back string
	b := d.browser()
	b.visit(func(u *url.URL) { back = u.RequestURI() })
	for name, who := range map[string]*browser{"the same browser again": b, "another browser": d.browser()} {
		who.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		if _, h, _ := who.ask("GET", back, ""); !strings.Contains(h.Get("Location"), "oidc_stale") {
			t.Errorf("%s: %s", name, h.Get("Location"))
		}
	}
	noCode := func(u *url.URL) { q := u.Query(); q.Del("code"); u.RawQuery = q.Encode() }
	if to := d.browser().visit(noCode); to.Query().Get("failure") != "oidc_denied" {
		t.Errorf("the provider says no: %s", to)
	}
	wrongCode := func(u *url.URL) { q := u.Query(); q.Set("code", "made-up"); u.RawQuery = q.Encode() }
	if to := d.browser().visit(wrongCode); to.Query().Get("failure") != "oidc_denied" {
		t.Errorf("a made-up code: %s", to)
	}
	away, _ := openWithProvider(t)
	away.site.oidc.cfg.Issuer = "http://127.0.0.1:1"
	if to := away.browser().visit(); to.Query().Get("failure") != "oidc_away" {
		t.Errorf("the provider is away: %s", to)
	}
	if strings.Contains(d.log.String(), "made-up") || strings.Contains(d.log.String(), p.srv.URL+"/token") {
		t.Error("the log tells of codes")
	}
}

// TestATokenIsSignedByTheProvidersOwnKindOfKey: no signature, one made of what everybody knows, or another text under a good
// one: none of them is a token. And one for another purpose has another audience.
func TestATokenIsSignedByTheProvidersOwnKindOfKey(t *testing.T) {
	d, p := openWithProvider(t)
	part := func(v string) string { return base64.RawURLEncoding.EncodeToString([]byte(v)) }
	public, err := x509.MarshalPKIXPublicKey(p.key.Public())
	if err != nil {
		t.Fatal(err)
	}
	hmacOf := func(key []byte) func(string) string {
		return func(raw string) string {
			claims := strings.Split(raw, ".")[1]
			text := part(`{"alg":"HS256","kid":"k1"}`) + "." + claims
			mac := hmac.New(sha256.New, key)
			mac.Write([]byte(text))
			return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
		}
	}
	for name, forge := range map[string]func(string) string{
		"unsigned":                    func(raw string) string { return part(`{"alg":"none"}`) + "." + strings.Split(raw, ".")[1] + "." },
		"HMAC with our shared secret": hmacOf([]byte("shared")),
		"HMAC with the public key":    hmacOf(public),
		"another text": func(raw string) string {
			parts := strings.Split(raw, ".")
			text, _ := base64.RawURLEncoding.DecodeString(parts[1])
			return parts[0] + "." + part(strings.Replace(string(text), "mira", "vera", 1)) + "." + parts[2]
		},
		"a key that the token brings along": func(raw string) string {
			return part(`{"alg":"ES256","jku":"`+p.srv.URL+`/evil"}`) + "." + strings.Split(raw, ".")[1] + "." + strings.Split(raw, ".")[2]
		},
		"nothing": func(string) string { return "" },
	} {
		p.mu.Lock()
		p.raw = forge
		p.mu.Unlock()
		b := d.browser()
		if to := b.visit(); to.Query().Get("failure") != "oidc_forged" || d.token(b) != "" {
			t.Errorf("%s led to %s", name, to)
		}
	}
	p.mu.Lock()
	p.raw = nil
	p.mu.Unlock()
	p.says(map[string]any{"nbf": time.Now().Add(time.Hour).Unix()})
	if to := d.browser().visit(); to.Query().Get("failure") != "oidc_forged" {
		t.Errorf("not valid yet: %s", to)
	}
}

// TestATokenIsSignedInAnApprovedWay: RS256, with which most providers begin, is taken only where whoever runs the server allows it.
func TestATokenIsSignedInAnApprovedWay(t *testing.T) {
	strong, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		t.Fatal(err)
	}
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		key     crypto.Signer
		sign    jose.SignatureAlgorithm
		allowed bool
		failure string
	}{
		{strong, jose.RS256, false, "oidc_weak"}, {strong, jose.RS256, true, ""},
		{strong, jose.RS384, true, "oidc_forged"}, {strong, jose.RS512, false, "oidc_forged"},
		{strong, jose.PS256, false, ""}, {p256(t), jose.ES256, false, ""}, {p256(t), jose.ES256, true, ""}, {edwards, jose.EdDSA, false, ""},
	} {
		d, _ := openWithSigner(t, c.key, c.sign, c.allowed)
		b := d.browser()
		if to := b.visit(); to.Query().Get("failure") != c.failure || (d.token(b) != "") != (c.failure == "") {
			t.Errorf("%s, RS256 allowed: %v, led to %s", c.sign, c.allowed, to)
		}
	}
}

// TestAProviderIsNotFollowedElsewhere: neither the secret nor the code goes where a redirect leads, and one that calls itself
// otherwise than the settings is not believed.
func TestAProviderIsNotFollowedElsewhere(t *testing.T) {
	reached := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer elsewhere.Close()
	d, p := openWithProvider(t)
	p.mu.Lock()
	p.moved = elsewhere.URL
	p.mu.Unlock()
	b := d.browser()
	if to := b.visit(); to.Query().Get("failure") == "" || d.token(b) != "" || reached {
		t.Errorf("it led to %s, followed: %v", to, reached)
	}
	other, q := openWithProvider(t)
	other.site.oidc.cfg.Issuer = q.srv.URL + "/" // it calls itself without the slash
	if to := other.browser().visit(); to.Query().Get("failure") != "oidc_away" {
		t.Errorf("another issuer than was set: %s", to)
	}
}
