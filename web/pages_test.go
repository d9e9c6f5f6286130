package web

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"

	"alo116/agent/form"
)

func TestPagesAndTheirHeaders(t *testing.T) {
	d := open(t)
	b := d.browser()
	for _, path := range []string{"/", "/desk", "/board"} {
		status, h, body := b.ask("GET", path, "")
		if status != 200 || !strings.Contains(body, "ALO 116") || h.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %d %.40s", path, status, body)
		}
		if again, _, _ := b.ask("GET", path, "", "If-None-Match", h.Get("ETag")); again != 304 {
			t.Errorf("%s again: %d", path, again)
		}
	}
	status, h, _ := b.ask("GET", "/assets/desk-1a.js", "")
	if status != 200 || !strings.Contains(h.Get("Cache-Control"), "immutable") || !strings.HasPrefix(h.Get("Content-Type"), "text/javascript") {
		t.Errorf("asset: %d %v", status, h)
	}
	for _, path := range []string{"/assets/secret.bak", "/.gitkeep", "/assets/", "/assets", "/index.html", "/nothing", "/api/nothing", "/..%2f..%2fetc/passwd"} {
		if status, _, _ := b.ask("GET", path, ""); status != 404 {
			t.Errorf("%s: %d", path, status)
		}
	}
	_, h, _ = b.ask("GET", "/api/nothing", "")
	for name, want := range map[string]string{
		"Content-Security-Policy": strictPolicy(t), "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Permissions-Policy": "microphone=(self)", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp",
		"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store", "Strict-Transport-Security": "max-age=",
	} {
		if !strings.HasPrefix(h.Get(name), want) {
			t.Errorf("%s: %q", name, h.Get(name))
		}
	}
}

func TestAssetsAreCompressed(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.client.Transport.(interface{ CloseIdleConnections() }).CloseIdleConnections()
	status, h, body := b.ask("GET", "/assets/desk-1a.js", "", "Accept-Encoding", "gzip")
	if status != 200 || h.Get("Content-Encoding") != "gzip" || len(body) > 200 {
		t.Fatalf("%d %s, %d bytes", status, h.Get("Content-Encoding"), len(body))
	}
	zr, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(zr); err != nil || !strings.HasPrefix(string(text), "console.log('desk')") {
		t.Errorf("%.40s %v", text, err)
	}
}

func TestPagesThatWereNotBuilt(t *testing.T) {
	d := open(t, func(c *Config) { c.UI = fstest.MapFS{".gitkeep": {}} })
	status, _, body := d.browser().ask("GET", "/", "")
	if status != 503 || !strings.Contains(body, "make build") {
		t.Errorf("%d %s", status, body)
	}
}

func TestHealthAndReadiness(t *testing.T) {
	broken := errors.New("connect to 10.9.8.7: refused")
	d := open(t, func(c *Config) {
		c.Ready = []Check{
			{"core", func(context.Context) error { return nil }},
			{"asterisk", func(context.Context) error { return broken }},
			{"database", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }},
		}
	})
	b := d.browser()
	if status, _, _ := b.ask("GET", "/healthz", ""); status != 200 {
		t.Errorf("healthz: %d", status)
	}
	status, _, body := b.ask("GET", "/readyz", "")
	if status != 503 || body != `{"ready":false,"missing":["asterisk","database"]}`+"\n" {
		t.Errorf("readyz: %d %s", status, body)
	}
	d = open(t)
	if status, _, body := d.browser().ask("GET", "/readyz", ""); status != 200 || body != `{"ready":true}`+"\n" {
		t.Errorf("readyz: %d %s", status, body)
	}
}

func TestWhoMayMeasure(t *testing.T) {
	d := open(t, func(c *Config) { c.MetricsFrom = []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")} })
	for _, c := range []struct {
		from, forwarded string
		want            int
	}{
		{"127.0.0.1:9", "", 200}, {"[::1]:9", "", 200}, {"[::ffff:127.0.0.1]:9", "", 200}, {"198.51.100.3:9", "", 200},
		{"192.0.2.9:9", "", 403}, {"127.0.0.1:9", "192.0.2.9", 403}, {"nonsense", "", 403},
	} {
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr = c.from
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		w := httptest.NewRecorder()
		d.site.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s (%s): %d, want %d", c.from, c.forwarded, w.Code, c.want)
		}
	}
}

func TestTheLogTellsNoSecrets(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	b.ask("GET", "/api/form?version=SECRET-QUERY", "")
	b.ask("GET", "/SECRET-PATH", "", "User-Agent", "SECRET-AGENT")
	b.ask("POST", "/api/sign-in", `{"login":"SECRET-LOGIN","password":"SECRET-WORD"}`)
	b.ask("SECRETMETHOD", "/api/me", "")
	log := d.log.String()
	for _, never := range []string{"SECRET", `"mira"`, "Mira", password, "127.0.0.1", "__Host"} {
		if strings.Contains(log, never) {
			t.Errorf("the log tells %s:\n%s", never, log)
		}
	}
	for _, want := range []string{`"route":"POST /api/sign-in"`, `"person":"` + miraID + `"`, `"status":404`, `"method":"other"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not tell %s:\n%s", want, log)
		}
	}
}

func TestTheFormIsSentSmallAndOnce(t *testing.T) {
	b := open(t).browser()
	b.signIn("mira")
	for _, version := range form.Sheets() {
		status, head, body := b.ask("GET", "/api/form?version="+version, "", "Accept-Encoding", "gzip")
		if status != 200 || head.Get("Content-Encoding") != "gzip" || len(body) > 24<<10 {
			t.Errorf("version %s: %d %q, %d bytes", version, status, head.Get("Content-Encoding"), len(body))
		}
		if status, _, body := b.ask("GET", "/api/form?version="+version, "", "If-None-Match", head.Get("ETag")); status != 304 || body != "" {
			t.Errorf("version %s again: %d, %d bytes", version, status, len(body))
		}
	}
}
