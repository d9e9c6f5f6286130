package web

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"alo116/agent"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const password = "kalorësi i kuq 7"

// hashOnce spares the tests the work of hashing the same password again.
var hashOnce = sync.OnceValues(func() (string, error) { return HashPassword(password) })

// staff is the people of the tests, in a real database; it can be away.
type staff struct {
	store *sql.Store
	mu    sync.Mutex
	away  bool
	role  queue.Role // mira's, if not her own
}

var errAway = errors.New("the database at 10.9.8.7 is away")

func (s *staff) ByLogin(ctx context.Context, login string) (agent.Person, string, bool, error) {
	if s.isAway() {
		return agent.Person{}, "", false, errAway
	}
	p, err := s.store.PersonByLogin(ctx, login)
	if errors.Is(err, sql.ErrNotFound) {
		return agent.Person{}, "", false, nil
	}
	return s.seated(p), p.PasswordHash, p.Disabled, err
}

func (s *staff) ByID(ctx context.Context, id queue.AgentID) (agent.Person, bool, error) {
	if s.isAway() {
		return agent.Person{}, false, errAway
	}
	p, err := s.store.PersonByID(ctx, id)
	if errors.Is(err, sql.ErrNotFound) {
		return agent.Person{}, false, nil
	}
	return s.seated(p), p.Disabled, err
}

func (s *staff) seated(p sql.Person) agent.Person {
	who := AgentOf(p)
	if p.Login == "mira" {
		s.mu.Lock()
		defer s.mu.Unlock()
		who.Role = cmp.Or(s.role, who.Role)
	}
	return who
}

func (s *staff) isAway() bool            { s.mu.Lock(); defer s.mu.Unlock(); return s.away }
func (s *staff) set(change func(*staff)) { s.mu.Lock(); defer s.mu.Unlock(); change(s) }

// The people of the tests.
const (
	miraID  = "11600000-0000-4000-8000-000000000001"
	arbenID = "11600000-0000-4000-8000-000000000002"
	veraID  = "11600000-0000-4000-8000-000000000003"
)

func (d *door) open() {
	d.t.Helper()
	hash, err := hashOnce()
	if err != nil {
		d.t.Fatal(err)
	}
	for _, p := range []sql.Person{
		{ID: miraID, Login: "mira", Name: "Mira H.", Role: queue.Psychologist, Lang: "sq"},
		{ID: arbenID, Login: "arben", Name: "Arben K.", Role: queue.SocialWorker, Lang: "en"},
		{ID: veraID, Login: "vera", Name: "Vera S.", Role: queue.Supervisor, Lang: "sq"},
	} {
		p.PasswordHash = hash
		if _, err := d.store.CreatePerson(d.t.Context(), p); err != nil {
			d.t.Fatal(err)
		}
	}
}

// door is a site behind TLS, with a hub and an Asterisk of its own.
type door struct {
	t     *testing.T
	srv   *httptest.Server
	site  *Site
	hub   *agent.Hub
	store *sql.Store
	staff *staff
	log   *syncBuffer
	pbx   *exchange
	heard eventLog
}

// eventLog is what the core was told.
type eventLog struct {
	mu     sync.Mutex
	events []queue.Event
	more   chan struct{} // closed by the next event, if somebody waits for it
}

func (l *eventLog) put(e queue.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
	if l.more != nil {
		close(l.more)
		l.more = nil
	}
}

// next is closed by the event after all that there are.
func (l *eventLog) next() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.more == nil {
		l.more = make(chan struct{})
	}
	return l.more
}

// await waits for an event, so long at most.
func (l *eventLog) await(e queue.Event, within time.Duration) {
	late := time.After(within)
	for next := l.next(); !l.has(e); next = l.next() {
		select {
		case <-next:
		case <-late:
			return
		}
	}
}

func (l *eventLog) has(e queue.Event) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(l.events, func(x queue.Event) bool { return reflect.DeepEqual(x, e) })
}

func open(t *testing.T, change ...func(*Config)) *door {
	t.Helper()
	d := bare(t, change...)
	d.open()
	return d
}

// bare opens a site at which nobody works yet.
func bare(t *testing.T, change ...func(*Config)) *door {
	t.Helper()
	return on(t, sqltest.New(t), change...)
}

// on opens a site on a database.
func on(t *testing.T, store *sql.Store, change ...func(*Config)) *door {
	t.Helper()
	d := &door{t: t, store: store, log: &syncBuffer{}, pbx: newExchange(t)}
	d.staff = &staff{store: d.store}
	d.hub = agent.New(agent.Config{Emit: func(e queue.Event) { d.heard.put(e) }, Contacts: d.store.Contacts(), Callers: d.store.Contacts(), Places: d.store, Policy: func() *queue.Policy {
		return &queue.Policy{Skills: []queue.Skill{"en", "rom"}, PauseReasons: []string{"meal"}}
	}, Log: zerolog.Nop()})
	sip, err := url.Parse(d.pbx.srv.URL + "/ws")
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{
		People: d.staff, Sessions: d.store.Sessions(), Staff: d.store, LockAfter: 10 * time.Minute, Hub: d.hub, SIP: sip, SIPTLS: d.pbx.known(), TLS: true, Log: zerolog.New(d.log),
		UI: fstest.MapFS{
			"index.html":        {Data: []byte("<!doctype html><title>ALO 116</title>" + strings.Repeat(" ", 2000))},
			"assets/desk-1a.js": {Data: []byte("console.log('desk')" + strings.Repeat(" ", 2000))},
			"assets/secret.bak": {Data: []byte("not for anybody")},
			"favicon.svg":       {Data: []byte("<svg/>")},
			".gitkeep":          {},
		},
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "metrics") }),
	}
	for _, c := range change {
		c(&cfg)
	}
	if d.site, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	d.hub = cfg.Hub
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = d.hub.Run(ctx) })
	running.Go(func() { _ = d.site.Run(ctx) })
	d.srv = httptest.NewTLSServer(d.site)
	t.Cleanup(func() { cancel(); running.Wait(); d.srv.Close() })
	return d
}

// browser keeps cookies, as one does.
func (d *door) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.t.Fatal(err)
	}
	transport := d.srv.Client().Transport.(*http.Transport).Clone()
	d.t.Cleanup(transport.CloseIdleConnections)
	return &browser{d, &http.Client{Jar: jar, Transport: transport, Timeout: 20 * time.Second}}
}

type browser struct {
	d      *door
	client *http.Client
}

// ask sends a request and gives status, headers and body.
func (b *browser) ask(method, path, body string, headers ...string) (int, http.Header, string) {
	b.d.t.Helper()
	r, err := http.NewRequestWithContext(b.d.t.Context(), method, b.d.srv.URL+path, strings.NewReader(body))
	if err != nil {
		b.d.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := b.client.Do(r)
	if err != nil {
		b.d.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.d.t.Fatal(err)
	}
	hasItsShape(b.d.t, method, path, resp.StatusCode, resp.Header, string(text))
	return resp.StatusCode, resp.Header, string(text)
}

// signIn signs in and checks that it worked.
func (b *browser) signIn(login string) {
	b.d.t.Helper()
	if status, _, body := b.ask("POST", "/api/sign-in", `{"login":"`+login+`","password":"`+password+`"}`); status != http.StatusOK {
		b.d.t.Fatalf("sign in: %d %s", status, body)
	}
}

// upgrade asks for a websocket as our page does, with a ticket, and gives the status and the connection.
func (b *browser) upgrade(path string, headers ...string) (int, *bufio.ReadWriter, net.Conn) {
	b.d.t.Helper()
	protocols := subprotocol
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Sec-WebSocket-Protocol" {
			protocols = headers[i+1]
		}
	}
	return b.handshake(path, append(headers, "Sec-WebSocket-Protocol", protocols+", ticket."+b.ticket())...)
}

// subprotocol is the screens' own.
const subprotocol = "alo116"

// ticket gets a ticket; none without a session.
func (b *browser) ticket() string {
	b.d.t.Helper()
	var t ticketBody
	if status, _, body := b.ask("POST", "/api/ticket", ""); status == http.StatusOK && json.Unmarshal([]byte(body), &t) != nil {
		b.d.t.Fatalf("ticket: %s", body)
	}
	return t.Ticket
}

// handshake asks for a websocket with this browser's cookies and no ticket of its own.
func (b *browser) handshake(path string, headers ...string) (int, *bufio.ReadWriter, net.Conn) {
	b.d.t.Helper()
	u, err := url.Parse(b.d.srv.URL)
	if err != nil {
		b.d.t.Fatal(err)
	}
	conn, err := tls.Dial("tcp", u.Host, &tls.Config{RootCAs: b.client.Transport.(*http.Transport).TLSClientConfig.RootCAs, ServerName: "example.com", NextProtos: []string{"http/1.1"}})
	if err != nil {
		b.d.t.Fatal(err)
	}
	b.d.t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	r, err := http.NewRequest("GET", b.d.srv.URL+path, nil)
	if err != nil {
		b.d.t.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(u) {
		r.AddCookie(c)
	}
	all := append([]string{"Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13",
		"Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==", "Origin", b.d.srv.URL}, headers...)
	for i := 0; i < len(all); i += 2 {
		r.Header.Set(all[i], all[i+1])
		if all[i+1] == "" {
			r.Header.Del(all[i])
		}
	}
	if err := r.Write(conn); err != nil {
		b.d.t.Fatal(err)
	}
	rw := bufio.NewReadWriter(bufio.NewReader(conn), bufio.NewWriter(conn))
	resp, err := http.ReadResponse(rw.Reader, r)
	if err != nil {
		b.d.t.Fatal(err)
	}
	return resp.StatusCode, rw, conn
}

// exchange stands where Asterisk's websocket is: it takes what comes, and sends it back.
type exchange struct {
	srv    *httptest.Server
	asked  chan http.Header
	mu     sync.Mutex
	closed bool
}

// known believes this exchange and no other.
func (x *exchange) known() *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(x.srv.Certificate())
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

func newExchange(t *testing.T) *exchange {
	x := &exchange{asked: make(chan http.Header, 8)}
	var open sync.WaitGroup
	x.srv = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x.asked <- r.Header.Clone()
		if r.URL.Path != "/ws" || x.isClosed() {
			http.Error(w, "Asterisk 22.10.1 at 10.9.8.7 says no", http.StatusNotFound)
			return
		}
		conn, rw, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		open.Go(func() {
			defer func() { _ = conn.Close() }()
			_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n")
			_, _ = io.Copy(conn, rw)
		})
	}))
	t.Cleanup(func() { x.srv.Close(); open.Wait() })
	return x
}

func (x *exchange) isClosed() bool { x.mu.Lock(); defer x.mu.Unlock(); return x.closed }

// syncBuffer is a log that tests may read.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}
func (s *syncBuffer) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

// oidcIdle closes what is open to the provider.
func (s *Site) oidcIdle() { s.oidc.client.CloseIdleConnections() }
