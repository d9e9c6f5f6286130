package ari

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

// guarded is a server that asks for a password, and what it was told.
type guarded struct {
	*httptest.Server
	password string
	heard    []string
}

func newGuarded(t *testing.T) *guarded {
	g := &guarded{password: "first"}
	g.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if _, password, _ := r.BasicAuth(); password != g.password {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		g.heard = append(g.heard, r.URL.Scheme+r.Method+" "+r.URL.RequestURI()+" "+strings.TrimSpace(string(body)))
		_, _ = io.WriteString(w, `{"system": {"version": "22.10.1"}}`)
	}))
	t.Cleanup(g.Close)
	return g
}

func (g *guarded) config() *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(g.Certificate())
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

func (g *guarded) visitor(t *testing.T, c Config) *Adapter {
	c.URL, c.User, c.Password, c.App, c.Metrics, c.Log = g.URL+"/ari", "u", "first", "alo116", NewMetrics(prometheus.NewRegistry()), zerolog.Nop()
	a := New(c)
	t.Cleanup(a.rest.http.CloseIdleConnections)
	return a
}

// The password becomes another while we work: nobody but the one request notices, and what it said is said again.
func TestAPasswordMayChangeWhileWeWork(t *testing.T) {
	g := newGuarded(t)
	asked := 0
	a := g.visitor(t, Config{TLS: g.config(), Fresh: func() (string, error) { asked++; return g.password, nil }})
	if err := a.Check(t.Context()); err != nil || asked != 0 {
		t.Fatalf("asked %d times for a password that was good; %v", asked, err)
	}
	g.password = "second"
	if err := a.rest.send(t.Context(), "test", http.MethodPost, "/x", map[string]int{"n": 1}, nil); err != nil {
		t.Error(err)
	}
	if err := a.rest.ask(t.Context(), "test", func() error { return a.rest.lib.Channel().Answer(channelKey("c1")) }); err != nil {
		t.Error(err)
	}
	if asked != 1 || len(g.heard) != 3 || g.heard[1] != `POST /ari/x {"n":1}` || !strings.HasPrefix(g.heard[2], "POST /ari/channels/c1/answer") {
		t.Errorf("asked %d times, heard %q", asked, g.heard)
	}
	a.rest.door.fresh, g.password = func() (string, error) { return "second", nil }, "third"
	if err := a.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "refuses the ARI user") {
		t.Errorf("with a password that stayed old: %v", err)
	}
}

// Whoever else answers at Asterisk's address is not told the password.
func TestAnAsteriskThatIsNotOursIsToldNothing(t *testing.T) {
	g, other := newGuarded(t), httptest.NewUnstartedServer(nil)
	pair := strangersPair(t)
	other.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	other.Config.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a stranger was asked") })
	other.Config.ErrorLog = discard
	other.StartTLS()
	t.Cleanup(other.Close)
	a := g.visitor(t, Config{TLS: g.config()})
	a.rest.door.base, a.rest.url = other.URL+"/ari", other.URL+"/ari"
	if err := a.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "ALO116_ARI_CA") {
		t.Errorf("got %v", err)
	}
	if _, err := a.rest.door.socket(t.Context(), "alo116"); err == nil {
		t.Error("the event socket was opened")
	}
}

// discard takes what a server says of those who turn away.
var discard = log.New(io.Discard, "", 0)

// strangersPair is a certificate for this machine by nobody we know.
func strangersPair(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func TestATrunkInTheClearIsSeen(t *testing.T) {
	for protocol, want := range map[string]bool{"udp": true, "tcp": true, "tls": false} {
		b := setup(t)
		err := b.rest.send(t.Context(), "test", http.MethodPut, "/asterisk/config/dynamic/res_pjsip/transport/trunk",
			map[string][]field{"fields": {{Attribute: "cos", Value: "0"}, {Attribute: "protocol", Value: protocol}}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if clear, err := b.TrunkInTheClear(t.Context()); err != nil || clear != want {
			t.Errorf("%s: in the clear %v, %v", protocol, clear, err)
		}
	}
}
