// Package aritest is a fake Asterisk at the wire: real HTTP, a real websocket, and as much of ARI
// as the service uses. It does what it is told, in the order in which Asterisk does it, and fails
// where a test wants it to fail.
package aritest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The one user of the fake.
const (
	User     = "alo116"
	Password = "the fake's password"
)

// Version is what the fake claims to be, unless a test changes Server.Version.
const Version = "22.10.1"

// Server is a fake Asterisk.
type Server struct {
	Version string // set before the first request

	t    testing.TB
	http *httptest.Server

	mu        sync.Mutex
	app       string
	socket    *socket
	filter    []string
	channels  map[string]*channel
	bridges   map[string]*bridge
	objects   map[string][]tuple // dynamic configuration, by "kind/name"
	online    map[string]bool
	faults    []*Fault
	playing   map[string]string // channels by the prompts that are played to them
	silent    bool              // no prompt is ever heard to begin or end
	lingering bool              // none ends before it is stopped
	garbled   bool              // none can be played
	requests  []string
	arrivals  chan struct{} // poked at each request
	serial    int
}

type channel struct {
	id, name, state, number, data string
	vars                          map[string]string
	created                       time.Time
	agent                         string // the phone it rings; empty for a caller
	inApp                         bool
	music, muted, tone            bool
	received                      int // packets
}

type bridge struct {
	id, name, kind string
	channels       []string
	created        time.Time
}

type tuple struct {
	Attribute string `json:"attribute"`
	Value     string `json:"value"`
}

// New starts a fake that ends with the test.
func New(t testing.TB) *Server {
	s := &Server{Version: Version, t: t, arrivals: make(chan struct{}, 1)}
	s.forget()
	s.http = httptest.NewServer(s.handler())
	t.Cleanup(func() {
		s.Drop()
		s.http.CloseClientConnections()
		s.http.Close()
	})
	return s
}

// forget is what a restart does to all that is live.
func (s *Server) forget() {
	s.channels, s.bridges, s.playing = map[string]*channel{}, map[string]*bridge{}, map[string]string{}
	s.objects, s.online, s.filter = map[string][]tuple{}, map[string]bool{}, nil
}

// URL is where ARI is.
func (s *Server) URL() string { return s.http.URL + "/ari" }

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ari/events", s.events)
	for pattern, serve := range map[string]func(*http.Request, body) (int, any){
		"GET /ari/asterisk/info":                                    s.info,
		"GET /ari/asterisk/modules/{name}":                          missing,
		"GET /ari/applications/{app}":                               s.application,
		"PUT /ari/applications/{app}/eventFilter":                   s.setFilter,
		"POST /ari/applications/{app}/subscription":                 ok,
		"DELETE /ari/applications/{app}/subscription":               ok,
		"GET /ari/channels":                                         s.listChannels,
		"POST /ari/channels":                                        s.originate,
		"GET /ari/channels/{id}":                                    s.getChannel,
		"DELETE /ari/channels/{id}":                                 s.deleteChannel,
		"POST /ari/channels/{id}/answer":                            s.answer,
		"POST /ari/channels/{id}/continue":                          s.proceed,
		"POST /ari/channels/{id}/mute":                              s.mute,
		"DELETE /ari/channels/{id}/mute":                            s.unmute,
		"POST /ari/channels/{id}/ring":                              s.tone,
		"DELETE /ari/channels/{id}/ring":                            s.stopTone,
		"POST /ari/channels/{id}/dtmf":                              ok,
		"POST /ari/channels/{id}/moh":                               s.moh,
		"DELETE /ari/channels/{id}/moh":                             s.stopMOH,
		"POST /ari/channels/{id}/play/{play}":                       s.play,
		"GET /ari/channels/{id}/variable":                           s.getVariable,
		"POST /ari/channels/{id}/variable":                          s.setVariable,
		"GET /ari/channels/{id}/rtp_statistics":                     s.statistics,
		"DELETE /ari/playbacks/{play}":                              s.stopPlay,
		"GET /ari/bridges":                                          s.listBridges,
		"POST /ari/bridges/{id}":                                    s.makeBridge,
		"DELETE /ari/bridges/{id}":                                  s.dropBridge,
		"POST /ari/bridges/{id}/addChannel":                         s.addChannel,
		"POST /ari/bridges/{id}/removeChannel":                      s.removeChannel,
		"GET /ari/endpoints/PJSIP":                                  s.listEndpoints,
		"GET /ari/asterisk/config/dynamic/{class}/{kind}/{name}":    s.getObject,
		"PUT /ari/asterisk/config/dynamic/{class}/{kind}/{name}":    s.putObject,
		"DELETE /ari/asterisk/config/dynamic/{class}/{kind}/{name}": s.deleteObject,
	} {
		mux.Handle(pattern, s.request(serve))
	}
	return mux
}

// body is a request's JSON.
type body map[string]any

func (b body) text(name string) string {
	v, _ := b[name].(string)
	return v
}

// request checks the password, notes the request, applies the faults and serves it.
func (s *Server) request(serve func(*http.Request, body) (int, any)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !signedIn(r) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		b := body{}
		if r.Body != nil {
			_ = json.NewDecoder(r.Body).Decode(&b) // no body is an empty one
		}
		what := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/ari")
		s.note(what)
		if s.broken(w, r, what, func() { s.mu.Lock(); defer s.mu.Unlock(); serve(r, b) }) {
			return
		}
		s.mu.Lock()
		code, answer := serve(r, b)
		s.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		if answer != nil {
			_ = json.NewEncoder(w).Encode(answer) // the client is gone otherwise
		}
	})
}

func signedIn(r *http.Request) bool {
	user, password, ok := r.BasicAuth()
	return ok && user == User && password == Password
}

func (s *Server) note(what string) {
	s.mu.Lock()
	s.requests = append(s.requests, what)
	s.mu.Unlock()
	select {
	case s.arrivals <- struct{}{}:
	default:
	}
}

// Requests gives all requests so far, as "METHOD /path".
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Await waits until a request that contains all parts was made n times.
func (s *Server) Await(n int, parts ...string) {
	s.t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		var seen int
		for _, r := range s.Requests() {
			if !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(r, p) }) {
				seen++
			}
		}
		if seen >= n {
			return
		}
		select {
		case <-s.arrivals:
		case <-deadline:
			s.t.Fatalf("aritest: %v was requested %d times, not %d:\n%s", parts, seen, n, strings.Join(s.Requests(), "\n"))
		}
	}
}

func refuse(code int, message string) (int, any) { return code, map[string]string{"message": message} }
func missing(*http.Request, body) (int, any)     { return refuse(http.StatusNotFound, "not found") }
func ok(*http.Request, body) (int, any)          { return http.StatusOK, map[string]string{} }
func done() (int, any)                           { return http.StatusNoContent, nil }

func (s *Server) info(*http.Request, body) (int, any) {
	return http.StatusOK, map[string]any{"system": map[string]string{"version": s.Version, "entity_id": "02:00:00:00:01:16"}}
}

func (s *Server) application(r *http.Request, _ body) (int, any) {
	ids := []string{}
	for _, ch := range s.channels {
		if ch.inApp || ch.agent != "" {
			ids = append(ids, ch.id)
		}
	}
	return http.StatusOK, map[string]any{"name": r.PathValue("app"), "channel_ids": ids, "bridge_ids": slices.Collect(maps.Keys(s.bridges))}
}

func (s *Server) setFilter(_ *http.Request, b body) (int, any) {
	s.filter = nil
	list, _ := b["allowed"].([]any)
	for _, v := range list {
		if m, ok := v.(map[string]any); ok {
			s.filter = append(s.filter, fmt.Sprint(m["type"]))
		}
	}
	return http.StatusOK, map[string]string{}
}
