package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestSigningInAndOut(t *testing.T) {
	d := open(t)
	b := d.browser()
	if status, h, body := b.ask("GET", "/api/me", ""); status != 401 || !strings.Contains(body, `"code":"signed_out"`) || h.Get("Cache-Control") != "no-store" {
		t.Errorf("before: %d %s", status, body)
	}
	status, h, body := b.ask("POST", "/api/sign-in", `{"login":"mira","password":"`+password+`"}`)
	if status != 200 || !strings.Contains(body, `"id":"`+miraID+`"`) || !strings.Contains(body, `"role":"psychologist"`) || !strings.Contains(body, `"build":"`+d.site.pages.build) {
		t.Fatalf("sign in: %d %s", status, body)
	}
	cookie := h.Values("Set-Cookie")[0]
	for _, want := range []string{"__Host-alo116=", "Path=/", "HttpOnly", "Secure", "SameSite=Strict"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("cookie lacks %s", want)
		}
	}
	if strings.Contains(cookie, "Domain") || strings.Contains(cookie, "Max-Age") {
		t.Error("cookie has a domain or outlives the browser")
	}
	if status, _, again := b.ask("GET", "/api/me", ""); status != 200 || again != body {
		t.Errorf("me: %d %s", status, again)
	}
	if status, _, body := b.ask("GET", "/api/form", ""); status != 200 || !strings.Contains(body, `"call_type"`) {
		t.Errorf("form: %d %.80s", status, body)
	}
	if status, _, _ := b.ask("GET", "/api/form?version=99", ""); status != 404 {
		t.Errorf("form of no version: %d", status)
	}
	stolen := d.browser()
	u, _ := url.Parse(d.srv.URL)
	stolen.client.Jar.SetCookies(u, b.client.Jar.Cookies(u))
	if status, _, body := b.ask("POST", "/api/sign-out", `{}`); status != 204 {
		t.Errorf("sign out: %d %s", status, body)
	}
	if d.token(b) != "" {
		t.Error("the cookie is left")
	}
	if status, _, _ := stolen.ask("GET", "/api/me", ""); status != 401 {
		t.Errorf("a copied cookie after sign-out: %d", status)
	}
}

func TestSigningInTakesANewToken(t *testing.T) {
	d := open(t)
	b := d.browser()
	u, _ := url.Parse(d.srv.URL)
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: "__Host-alo116", Value: "planted", Path: "/", Secure: true}})
	b.signIn("mira")
	first := d.token(b)
	b.signIn("mira")
	second := d.token(b)
	if first == "planted" || first == second {
		t.Error("a token was used again")
	}
	old := d.browser()
	old.client.Jar.SetCookies(u, []*http.Cookie{{Name: "__Host-alo116", Value: first, Path: "/", Secure: true}})
	if status, _, _ := old.ask("GET", "/api/me", ""); status != 401 {
		t.Errorf("the token before: %d", status)
	}
}

func TestWrongSignIns(t *testing.T) {
	d := open(t)
	b := d.browser()
	_, _, unknown := b.ask("POST", "/api/sign-in", `{"login":"nobody","password":"x"}`)
	status, _, wrong := b.ask("POST", "/api/sign-in", `{"login":"mira","password":"x"}`)
	if status != 401 || wrong != unknown || !strings.Contains(wrong, "wrong_login") {
		t.Errorf("unknown %s and wrong %s differ", unknown, wrong)
	}
	if err := d.store.SetDisabled(t.Context(), miraID, true); err != nil {
		t.Fatal(err)
	}
	if status, _, body := b.ask("POST", "/api/sign-in", `{"login":"mira","password":"`+password+`"}`); status != 401 || body != wrong {
		t.Errorf("disabled: %d %s", status, body)
	}
	for _, c := range []struct{ body, kind string }{
		{`{"login":"mira"`, "application/json"}, {`{"login":"mira","password":"x"} {}`, "application/json"},
		{`{"login":"mira","password":"x"}`, "text/plain"}, {`{"login":"` + strings.Repeat("m", 5000) + `"}`, "application/json"},
	} {
		if status, _, body := b.ask("POST", "/api/sign-in", c.body, "Content-Type", c.kind); status != 400 {
			t.Errorf("%.40s: %d %s", c.body, status, body)
		}
	}
	if status, _, _ := b.ask("POST", "/api/sign-in", `{"login":"mira","password":"x"}`, "Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site"); status != 403 {
		t.Errorf("from a foreign page: %d", status)
	}
	d.staff.set(func(s *staff) { s.away = true })
	if status, _, body := b.ask("POST", "/api/sign-in", `{"login":"arben","password":"x"}`); status != 503 || strings.Contains(body, "10.9.8.7") {
		t.Errorf("database away: %d %s", status, body)
	}
}

func TestGuessingIsSlowedAndTheOwnerIsNot(t *testing.T) {
	d := open(t)
	b := d.browser()
	var status int
	var h http.Header
	var body string
	for range pairBurst + 1 {
		status, h, body = b.ask("POST", "/api/sign-in", `{"login":"mira","password":"guess"}`)
	}
	wait, err := strconv.Atoi(h.Get("Retry-After"))
	if status != 429 || err != nil || wait < 1 || wait > 30 || !strings.Contains(body, "too_many_tries") || !strings.Contains(body, fmt.Sprintf("Wait %d seconds", wait)) {
		t.Errorf("guess %d: %d, retry after %q, %s", pairBurst+1, status, h.Get("Retry-After"), body)
	}
	b.signIn("arben") // a colleague in the same office
	now := time.Now()
	if err := d.site.limits.try(now, "mira", source{address: "198.51.100.7"}); err != nil {
		t.Errorf("the owner, elsewhere: %v", err)
	}
	l := newLimits()
	for n := range addressBurst {
		if err := l.try(now, fmt.Sprint("login", n), source{address: "198.51.100.8"}); err != nil {
			t.Fatalf("try %d of an office: %v", n, err)
		}
	}
	if l.try(now, "one more", source{address: "198.51.100.8"}) == nil {
		t.Error("an address may try without end")
	}
	if err := l.try(now.Add(2*time.Second), "one more", source{address: "198.51.100.8"}); err != nil {
		t.Errorf("two seconds later: %v", err)
	}
}

// TestGuessingFromManyAddressesIsSlowed: a crowd of computers that are not known has its tries together, and takes none from one that is.
func TestGuessingFromManyAddressesIsSlowed(t *testing.T) {
	l, now, n := newLimits(), time.Now(), 0
	l.salt = apart
	guess := func(at time.Time) error {
		n++
		return l.password(at, "mira", source{address: fmt.Sprint("address", n)})
	}
	for range loginBurst {
		if err := guess(now); err != nil {
			t.Fatalf("try %d: %v", n, err)
		}
	}
	if guess(now) == nil || guess(now.Add(loginEvery/2)) == nil {
		t.Error("a login may be tried without end from many addresses")
	}
	if err := l.password(now, "arben", source{address: "address"}); err != nil {
		t.Errorf("another login: %v", err)
	}
	if err := l.password(now, "MIRA", source{address: "address", device: "hers"}); err != nil {
		t.Errorf("a computer of hers: %v", err)
	}
	if err := guess(now.Add(loginEvery)); err != nil {
		t.Errorf("a minute later: %v", err)
	}
	if guess(now.Add(loginEvery)) == nil {
		t.Error("a minute gives more than one try")
	}
	l.right("mira", source{address: "elsewhere"}) // as its owner does many times a day
	if guess(now.Add(loginEvery)) == nil {
		t.Error("the right password gives strangers more tries")
	}
}

func TestLimitsRememberABoundedNumber(t *testing.T) {
	l := newLimits()
	now := time.Now()
	for n := range maxRemember + 500 {
		_ = l.try(now, "mira", source{address: fmt.Sprint("address", n)})
	}
	if len(l.pairs.byKey) != maxRemember || l.addresses.order.Len() != maxRemember {
		t.Errorf("%d pairs and %d addresses are remembered", len(l.pairs.byKey), l.addresses.order.Len())
	}
}

func TestAnOfficeIsOneAddress(t *testing.T) {
	for from, want := range map[string]string{
		"192.0.2.1:99": "192.0.2.1", "[::ffff:192.0.2.1]:99": "192.0.2.1", "[2001:db8:1:2:3::4]:9": "2001:db8:1:2::/64", "[fe80::1%eth0]:9": "fe80::/64",
	} {
		if got := address(&http.Request{RemoteAddr: from}); got != want {
			t.Errorf("%s is %s, want %s", from, got, want)
		}
	}
}
