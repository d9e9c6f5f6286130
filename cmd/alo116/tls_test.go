package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	stdlog "log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"github.com/miekg/dns"
)

const ourName = "alo116.example"

// authority is a certificate authority (RFC 8555), which knocks at the door of whoever asks: Let's Encrypt's own Pebble,
// with a name server that knows ourName.
func authority(t *testing.T, tlsPort int) (*httptest.Server, *x509.CertPool) {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	t.Setenv("PEBBLE_WFE_NONCEREJECT", "0")
	quiet := stdlog.New(io.Discard, "", 0)
	store := db.NewMemoryStore()
	authority := ca.New(quiet, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {Description: "default"}})
	front := wfe.New(quiet, store, va.New(quiet, 1, tlsPort, false, nameServer(t), store), authority, []string{"ca.example"}, false, false, 1, 1)
	srv := httptest.NewTLSServer(front.Handler())
	t.Cleanup(srv.Close)
	roots := x509.NewCertPool()
	roots.AddCert(authority.GetRootCert(0).Cert)
	return srv, roots
}

// nameServer knows ourName alone. It listens from the start, on a port that nobody else can have taken.
func nameServer(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0") // the authority asks by TCP
	if err != nil {
		t.Fatal(err)
	}
	server := &dns.Server{Listener: listener, Handler: dns.HandlerFunc(name)}
	over := make(chan struct{})
	go func() { defer close(over); _ = server.ActivateAndServe() }()
	t.Cleanup(func() { _ = listener.Close(); <-over })
	return listener.Addr().String()
}

func name(w dns.ResponseWriter, question *dns.Msg) {
	answer := new(dns.Msg).SetReply(question)
	if q := question.Question[0]; q.Qtype == dns.TypeA && q.Name == dns.Fqdn(ourName) {
		answer.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: q.Qclass}, A: net.IPv4(127, 0, 0, 1)}}
	}
	_ = w.WriteMsg(answer)
}

func TestACertificateComesByItself(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	authority, roots := authority(t, listener.Addr().(*net.TCPAddr).Port)
	settings := tlsSettings{TLS: "acme", acmeSettings: acmeSettings{Domain: []string{ourName}, Directory: authority.URL + "/dir", client: authority.Client()}}
	dir := t.TempDir()
	d, err := settings.open(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan error, 1)
	h := &house{door: d}
	go func() {
		over <- serveHTTP(ctx, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "in") }), func(server *http.Server) error {
			server.TLSConfig = h.door.tls
			return server.ServeTLS(listener, "", "")
		})
	}()
	t.Cleanup(func() { stop(); <-over })

	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 30 * time.Second}, "tcp", listener.Addr().String(), &tls.Config{ServerName: ourName, RootCAs: roots})
	if err != nil {
		t.Fatal(err)
	}
	if state := conn.ConnectionState(); state.Version < tls.VersionTLS12 || state.PeerCertificates[0].VerifyHostname(ourName) != nil {
		t.Errorf("the certificate is for %v", state.PeerCertificates[0].DNSNames)
	}
	_ = conn.Close()
	if kept, err := filepath.Glob(filepath.Join(dir, "acme", ourName+"*")); err != nil || len(kept) == 0 {
		t.Error("it is not kept for the next start")
	}
	if conn, err := tls.Dial("tcp", listener.Addr().String(), &tls.Config{ServerName: "elsewhere.example", RootCAs: roots}); err == nil {
		_ = conn.Close()
		t.Error("a certificate was got for a name that is not ours")
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	d, err := tlsSettings{TLS: "self-signed"}.open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.Config.ErrorLog = stdlog.New(io.Discard, "", 0)
	srv.TLS = d.tls
	srv.StartTLS()
	t.Cleanup(srv.Close)
	for name, c := range map[string]struct {
		config *tls.Config
		want   bool
	}{
		"TLS 1.3":                      {&tls.Config{MinVersion: tls.VersionTLS13}, true},
		"TLS 1.2":                      {&tls.Config{MaxVersion: tls.VersionTLS12}, true},
		"TLS 1.1":                      {&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, false},
		"TLS 1.2 with a cipher of old": {&tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}}, false},
	} {
		c.config.InsecureSkipVerify = true
		conn, err := tls.Dial("tcp", srv.Listener.Addr().String(), c.config)
		if (err == nil) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			_ = conn.Close()
		}
	}
}

func TestRenewedFilesAreTakenIntoUse(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	write := func(at time.Time) {
		t.Helper()
		c, k, err := selfSigned(at)
		if err != nil {
			t.Fatal(err)
		}
		for file, text := range map[string][]byte{cert: c, key: k} {
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(file, at, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	begun := time.Now().Add(-time.Hour)
	write(begun)
	p := &pairFiles{cert: cert, key: key}
	serial := func() string {
		t.Helper()
		pair, err := p.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		return pair.Leaf.SerialNumber.String()
	}
	first := serial()
	write(begun.Add(time.Minute))
	p.read = time.Time{} // ten seconds later
	second := serial()
	if first == second {
		t.Error("the renewed certificate is not in use")
	}
	if err := os.WriteFile(key, []byte("half written"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.read = time.Time{}
	if serial() != second {
		t.Error("a broken file took the good certificate out of use")
	}
	if _, err := (tlsSettings{TLS: "files", TLSCert: cert, TLSKey: key}).open(dir); err == nil {
		t.Error("a start with a broken file succeeds")
	}
}

func TestHTTPLeadsToHTTPS(t *testing.T) {
	for _, c := range []struct{ method, at, host, to string }{
		{"GET", "/desk?x=1", "alo116.example", "https://alo116.example/desk?x=1"},
		{"GET", "/", "alo116.example:80", "https://alo116.example/"},
		{"POST", "/api/sign-in", "alo116.example", ""}, {"GET", "/api/me", "alo116.example", ""}, {"GET", "/ws", "alo116.example", ""},
	} {
		r := httptest.NewRequest(c.method, c.at, nil)
		r.Host = c.host
		w := httptest.NewRecorder()
		toHTTPS(w, r)
		if got := w.Header().Get("Location"); got != c.to || (c.to == "") != (w.Code == http.StatusBadRequest) {
			t.Errorf("%s %s: %s %s", c.method, c.at, strconv.Itoa(w.Code), got)
		}
	}
}

func TestSignInSettingsSayWhatToDo(t *testing.T) {
	for _, c := range []struct {
		got  func() error
		says string
	}{
		{func() error { _, err := tlsSettings{TLS: "acme"}.open(t.TempDir()); return err }, "ALO116_ACME_DOMAIN"},
		{func() error { _, err := tlsSettings{TLS: "files"}.open(t.TempDir()); return err }, "ALO116_TLS=self-signed"},
		{func() error { _, err := signInSettings{Origin: "alo116.example"}.origin(); return err }, "https://alo116.example"},
		{func() error { _, err := oidcSettings{Issuer: "http://id.example"}.oidc(); return err }, "https://id.example"},
		{func() error { _, err := oidcSettings{Issuer: "https://id.example"}.oidc(); return err }, "ALO116_OIDC_CLIENT_ID"},
		{func() error {
			_, err := oidcSettings{Issuer: "https://id.example", ClientID: "x", SecretFile: "/none", Claim: "sub"}.oidc()
			return err
		}, "/none"},
		{func() error { _, err := alertSettings{"http://alarm.example/hush"}.alertAddress(); return err }, "https://alarm.example/hook"},
		{func() error { _, err := alertSettings{"alarm.example/hush"}.alertAddress(); return err }, "https://alarm.example/hook"},
		{func() error { _, err := alertSettings{"https://hush:hush@alarm.example"}.alertAddress(); return err }, "https://alarm.example/hook"},
	} {
		if err := c.got(); err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hush") {
			t.Errorf("got %v, want it to say %s", err, c.says)
		}
	}
	if origin, err := (signInSettings{Origin: "https://alo116.example/"}).origin(); err != nil || origin != "https://alo116.example" {
		t.Errorf("origin %q, %v", origin, err)
	}
}
