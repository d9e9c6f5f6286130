package web

import (
	"mime"
	"net/http"
	"strings"
	"testing"
)

// TestEveryAnswerSaysWhatItIs: whatever is asked, an answer with a body has the type that its body is of, with the charset where
// it is text.
func TestEveryAnswerSaysWhatItIs(t *testing.T) {
	d := open(t)
	mira := d.browser()
	mira.signIn("mira")
	asked := []string{"GET /no/such/page", "GET /assets/desk-1a.js", "GET /favicon.svg", "DELETE /api/me", "TRACE /", "TRACE /api/me", "POST /desk"}
	for _, r := range d.site.routes() {
		asked = append(asked, wildcard.ReplaceAllString(strings.ReplaceAll(r.pattern, "{$}", ""), "8a1f7b5e-0000-4000-8000-000000000000"))
	}
	for _, at := range asked {
		method, path, _ := strings.Cut(at, " ")
		if path == "/metrics" || path == "/api/sign-out" { // Prometheus' own, and what would end the session
			continue
		}
		status, h, body := mira.ask(method, path, map[bool]string{true: "{}"}[method == "POST"])
		if body == "" {
			continue
		}
		kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
		isText := strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "xml")
		if err != nil || (isText || kind == "application/json") && !strings.EqualFold(params["charset"], "utf-8") {
			t.Errorf("%s: %d is %q", at, status, h.Get("Content-Type"))
		}
		if looksJSON := strings.HasPrefix(body, "{"); looksJSON != (kind == "application/json") {
			t.Errorf("%s: %q is %.40s", at, kind, body)
		}
	}
}

func TestNoMethodThatTellsWhatWasAsked(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	for _, path := range []string{"/", "/api/me", "/assets/desk-1a.js", "/ws"} {
		status, _, body := b.ask(http.MethodTrace, path, "", "X-Secret", "a-canary")
		if status != http.StatusMethodNotAllowed || strings.Contains(body, "a-canary") {
			t.Errorf("TRACE %s: %d %.80s", path, status, body)
		}
	}
}

func TestTriesAndRefusalsAreInTheLog(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.ask("POST", "/api/sign-in", `{"login":"mira","password":"guess"}`)
	b.ask("POST", "/api/sign-in", `{"login":"nobody","password":"guess"}`)
	b.ask("GET", "/api/account", "")
	b.signIn("mira")
	b.ask("GET", "/api/people", "")
	b.ask("POST", "/api/lock", "{}", "Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site")
	b.ask("POST", "/api/account/password", `{"old":`)
	b.handshake("/ws")
	for range pairBurst + 1 {
		b.ask("POST", "/api/sign-in", `{"login":"arben","password":"guess"}`)
	}
	log := d.log.String()
	for _, want := range []string{
		`"by":"password","outcome":"wrong","person":"` + miraID + `","message":"sign-in tried"`,
		`"by":"password","outcome":"wrong","person":"","message":"sign-in tried"`,
		`"by":"password","outcome":"right","person":"` + miraID + `","message":"sign-in tried"`,
		`"outcome":"limited"`,
		`"route":"GET /api/account","code":"signed_out","person":"","message":"refused"`,
		`"route":"GET /api/people","code":"forbidden","person":"` + miraID + `","message":"refused"`,
		`"code":"bad_request","person":"` + miraID + `"`, `"code":"no_ticket","person":"` + miraID + `"`, `"code":"too_many_tries"`,
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	if n := strings.Count(log, `"code":"forbidden"`); n < 2 {
		t.Error("a request from a foreign page is not in the log")
	}
	if strings.Contains(log, "guess") || strings.Contains(log, `"mira"`) || strings.Contains(log, "nobody") {
		t.Errorf("the log tells what was typed:\n%s", log)
	}
}

func TestSigningOutClearsTheBrowser(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	if _, h, _ := b.ask("POST", "/api/sign-out", "{}"); h.Get("Clear-Site-Data") != `"cache"` {
		t.Errorf("Clear-Site-Data: %q", h.Get("Clear-Site-Data"))
	}
}
