package web

import (
	"os"
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

// strictPolicy is the whole policy, word for word, by which the screens' tests serve the pages, too. Whoever changes it changes it there.
func strictPolicy(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/content-security-policy.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// TestThePolicyLetsNothingInThatIsNotOurs: each kind of thing comes from here or not at all, nothing is written into a page, and what is not named is not let in.
func TestThePolicyLetsNothingInThatIsNotOurs(t *testing.T) {
	named := map[string]string{}
	for _, rule := range strings.Split(strictPolicy(t), "; ") {
		what, from, _ := strings.Cut(rule, " ")
		if named[what] = from; from != "'self'" && from != "'none'" {
			t.Errorf("%s may come from %s", what, from)
		}
	}
	for _, closed := range []string{"default-src", "base-uri", "form-action", "frame-ancestors"} {
		if named[closed] != "'none'" {
			t.Errorf("%s is %q", closed, named[closed])
		}
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
		"Content-Security-Policy":      strictPolicy(t),
		"Permissions-Policy":           "microphone=(self), speaker-selection=(self), screen-wake-lock=(self), camera=(), geolocation=(), display-capture=(), usb=(), payment=()",
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
