package aritest

import (
	"net/http"
	"strings"
	"time"
)

// Fault makes requests fail.
type Fault struct {
	// Match is a part of "METHOD /path" of the requests meant.
	Match string
	// From and To count the requests meant that fail, from 1. Both zero is all of them.
	From, To int
	// Status is answered instead of doing anything.
	Status int
	// Delay passes before the request is served, or answered with Status.
	Delay time.Duration
	// Mute never answers, until the client gives up. Done does what was asked first.
	Mute, Done bool
	// Cut closes the connection without an answer.
	Cut bool

	seen int
}

// Break adds a fault.
func (s *Server) Break(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// Mend removes all faults.
func (s *Server) Mend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// fault finds the fault that is due for a request.
func (s *Server) fault(what string) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if !strings.Contains(what, f.Match) {
			continue
		}
		f.seen++
		if f.From == 0 && f.To == 0 || f.seen >= f.From && (f.To == 0 || f.seen <= f.To) {
			return *f, true
		}
	}
	return Fault{}, false
}

// broken applies a fault, and tells whether the request is dealt with by it.
func (s *Server) broken(w http.ResponseWriter, r *http.Request, what string, serve func()) bool {
	f, is := s.fault(what)
	if !is {
		return false
	}
	select {
	case <-time.After(f.Delay):
	case <-r.Context().Done():
		return true
	}
	if f.Done {
		serve()
	}
	switch {
	case f.Mute:
		<-r.Context().Done()
	case f.Cut:
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = conn.Close()
		}
	case f.Status != 0:
		w.WriteHeader(f.Status)
		_, _ = w.Write([]byte(`{"message":"as the test wishes"}`))
	default:
		return false
	}
	return true
}
