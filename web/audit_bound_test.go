package web

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
)

// TestOneTrailIsVerifiedAtATime: whoever asks while another does waits, and whoever leaves has cost nothing.
func TestOneTrailIsVerifiedAtATime(t *testing.T) {
	s := &Site{verifying: make(chan struct{}, 1)} // without a store: reading it would panic
	s.verifying <- struct{}{}
	gone, leave := context.WithCancel(t.Context())
	leave()
	request := httptest.NewRequestWithContext(gone, "POST", "/api/audit/verify", nil)
	if err := s.verifyAudit(httptest.NewRecorder(), request); !errors.Is(err, context.Canceled) {
		t.Errorf("told %v", err)
	}
}
