package web

import (
	"slices"
	"strings"
	"testing"
)

// TestTheOpenDoorsAreThese: whoever is not signed in finds the ways in, and none that asks a secret question, gives a hint, or sends a
// forgotten password on.
func TestTheOpenDoorsAreThese(t *testing.T) {
	d := open(t)
	var doors []string
	for _, r := range d.site.routes() {
		if _, path, _ := strings.Cut(r.pattern, " "); r.open && strings.HasPrefix(path, "/api/") {
			doors = append(doors, path)
		}
	}
	in := "/api/sign-in"
	if want := []string{in, in, in + "/totp", in + "/recovery", in + "/passkey/begin", in + "/passkey", in + "/enrol/totp/begin", in + "/enrol/totp",
		in + "/enrol/passkey/begin", in + "/enrol/passkey", in + "/oidc", in + "/oidc/return", "/api/sign-out"}; !slices.Equal(doors, want) {
		t.Errorf("open are\n%v, and should be\n%v", doors, want)
	}
}

// TestEveryAnswerProtectsThePage asks for every route there is, signed in and not, and for what is not there: whatever the
// answer, the browser is told to load nothing foreign, to show us in nobody's frame, and to keep nothing personal.
func TestEveryAnswerProtectsThePage(t *testing.T) {
	d := open(t)
	mira := d.browser()
	mira.signIn("mira")
	want := map[string]string{
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Embedder-Policy": "require-corp",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Strict-Transport-Security":    "max-age=63072000; includeSubDomains",
	}
	paths := []string{"GET /no/such/page", "GET /assets/secret.bak", "GET /assets/desk-1a.js", "DELETE /api/me"}
	for _, r := range d.site.routes() {
		paths = append(paths, wildcard.ReplaceAllString(strings.ReplaceAll(r.pattern, "{$}", ""), "8a1f7b5e-0000-4000-8000-000000000000"))
	}
	for _, who := range []*browser{d.browser(), mira} {
		for _, at := range paths {
			if at == "POST /api/sign-out" {
				continue // it would end the session of the others
			}
			method, path, _ := strings.Cut(at, " ")
			_, h, _ := who.ask(method, path, map[bool]string{true: "{}"}[method == "POST"])
			for name, value := range want {
				if h.Get(name) != value {
					t.Errorf("%s: %s is %q", at, name, h.Get(name))
				}
			}
			csp := h.Get("Content-Security-Policy")
			if !strings.HasPrefix(csp, "default-src 'none';") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
				t.Errorf("%s: the policy is %q", at, csp)
			}
			if kept := h.Get("Cache-Control"); strings.HasPrefix(path, "/api/") && kept != "no-store" {
				t.Errorf("%s may be kept: %q", at, kept)
			}
			for _, cookie := range h.Values("Set-Cookie") {
				if !strings.HasPrefix(cookie, "__Host-alo116") || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "Secure") || !strings.Contains(cookie, "SameSite=") {
					t.Errorf("%s sets %q", at, strings.SplitN(cookie, "=", 2)[0])
				}
			}
		}
	}
}
