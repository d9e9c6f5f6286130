package web

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
)

// healthy says that the process is there.
func (s *Site) healthy(w http.ResponseWriter, _ *http.Request) error {
	reply(w, http.StatusOK, map[string]bool{"healthy": true})
	return nil
}

type readyBody struct {
	Ready   bool     `json:"ready"`
	Missing []string `json:"missing,omitempty"`
	Ill     []string `json:"ill,omitempty"` // calls are taken without it
}

// ready says whether calls can be taken, and if not, what is missing. Why is in the log.
func (s *Site) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), probeWait)
	defer cancel()
	var missing, ill []string
	var both sync.WaitGroup
	both.Go(func() { missing = s.missing(ctx, s.cfg.Ready) })
	both.Go(func() { ill = s.missing(ctx, s.cfg.Helpful) })
	both.Wait()
	status := http.StatusOK
	if missing != nil {
		status = http.StatusServiceUnavailable
	}
	reply(w, status, readyBody{missing == nil, missing, ill})
	return nil
}

func (s *Site) missing(ctx context.Context, of []Check) (names []string) {
	failed := make([]error, len(of))
	var probes sync.WaitGroup
	for i, c := range of {
		probes.Go(func() { failed[i] = c.Probe(ctx) })
	}
	probes.Wait()
	for i, c := range of {
		if failed[i] != nil {
			s.cfg.Log.Warn().Str("check", c.Name).Err(failed[i]).Msg("not ready")
			names = append(names, c.Name)
		}
	}
	return names
}

// measure gives the metrics to this computer, and to whom the settings name.
func (s *Site) measure(w http.ResponseWriter, r *http.Request) error {
	if s.cfg.Metrics == nil {
		return errNotFound
	}
	if !s.mayMeasure(r) {
		return errNotAllowed
	}
	s.cfg.Metrics.ServeHTTP(w, r)
	return nil
}

// mayMeasure looks at the connection only. A request that was forwarded is not the forwarder's own.
func (s *Site) mayMeasure(r *http.Request) bool {
	if r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" {
		return false
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	ip = ip.Unmap().WithZone("")
	return ip.IsLoopback() || slices.ContainsFunc(s.cfg.MetricsFrom, func(p netip.Prefix) bool { return p.Contains(ip) })
}
