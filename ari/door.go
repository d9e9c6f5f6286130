package ari

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gorilla/websocket"
)

// door is the way into one Asterisk's HTTP server. Who answers there must prove to be it, and its password may become another while we
// work: when ours is refused, it is read anew and the request sent once more.
type door struct {
	base, user string // of ARI
	through    *http.Transport
	fresh      func() (string, error)

	mu       sync.Mutex
	password string
}

func newDoor(c Config) *door {
	d := &door{base: c.URL, user: c.User, password: c.Password, fresh: c.Fresh, through: &http.Transport{TLSClientConfig: c.TLS.Clone()}}
	limit(d.through)
	return d
}

// doors counts them, for the names of their schemes.
var doors atomic.Int64

// address gives an address of ARI for the library, which sends with http.DefaultTransport and nothing else: its scheme is a name of our
// own, and leads to this door.
func (d *door) address() string {
	name := fmt.Sprintf("asterisk-%d", doors.Add(1))
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		t.RegisterProtocol(name, d)
	}
	_, rest, _ := strings.Cut(d.base, "://")
	return name + "://" + rest
}

// RoundTrip implements http.RoundTripper.
func (d *door) RoundTrip(r *http.Request) (*http.Response, error) {
	scheme, _, _ := strings.Cut(d.base, "://")
	password := d.secret()
	for again := false; ; again = true {
		out := r.Clone(r.Context())
		out.URL.Scheme = scheme
		out.SetBasicAuth(d.user, password)
		if again && r.GetBody != nil {
			var err error
			if out.Body, err = r.GetBody(); err != nil {
				return nil, err
			}
		}
		resp, err := d.through.RoundTrip(out)
		if err != nil || again || resp.StatusCode != http.StatusUnauthorized || !d.renewed(password) {
			return resp, err
		}
		_, _ = io.Copy(io.Discard, resp.Body) // it was refused, whatever it says
		_ = resp.Body.Close()
		password = d.secret()
	}
}

func (d *door) secret() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.password
}

// renewed tells whether there is another password than the one that was refused.
func (d *door) renewed(refused string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.password != refused || d.fresh == nil {
		return d.password != refused
	}
	if now, err := d.fresh(); err == nil {
		d.password = now
	}
	return d.password != refused
}

// socket opens the event socket. The password goes in a header, so that no URL has it.
func (d *door) socket(ctx context.Context, app string) (*websocket.Conn, error) {
	password := d.secret()
	conn, err := d.dial(ctx, app, password)
	if status(err) == http.StatusUnauthorized && d.renewed(password) {
		conn, err = d.dial(ctx, app, d.secret())
	}
	return conn, err
}

func (d *door) dial(ctx context.Context, app, password string) (*websocket.Conn, error) {
	dialer := websocket.Dialer{NetDialContext: d.through.DialContext, TLSClientConfig: d.through.TLSClientConfig.Clone()}
	head := &http.Request{Header: http.Header{}}
	head.SetBasicAuth(d.user, password)
	u := "ws" + strings.TrimPrefix(d.base, "http") + "/events?" + url.Values{"app": {app}}.Encode()
	conn, resp, err := dialer.DialContext(ctx, u, head.Header)
	if resp != nil && err != nil {
		_ = resp.Body.Close() // gorilla has read what there was
		return nil, &failure{verb: "open the event socket", status: resp.StatusCode}
	}
	if err != nil {
		return nil, fmt.Errorf("open the event socket: %w", err)
	}
	return conn, nil
}

// CloseIdleConnections ends those that nobody uses.
func (d *door) CloseIdleConnections() { d.through.CloseIdleConnections() }
