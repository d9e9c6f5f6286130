//go:build real

package ari

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"alo116/queue"

	"github.com/prometheus/client_golang/prometheus"
)

// TestRealPasswordChangesInACall gives Asterisk another password while somebody talks: the old one opens nothing any more, the talk goes
// on, and the service goes on doing things in it.
func TestRealPasswordChangesInACall(t *testing.T) {
	ownLab(t, "start-asterisk")
	t.Cleanup(func() { ownLab(t, "clean") })
	door := ""
	for _, l := range strings.Split(ownLab(t, "env"), "\n") {
		if name, v, ok := strings.Cut(l, "="); ok && (strings.HasPrefix(name, "ALO116_ARI") || strings.HasPrefix(name, "LAB_SIP")) {
			t.Setenv(name, v)
			if name == "ALO116_ARI_CA" {
				door = filepath.Dir(v)
			}
		}
	}
	a := lab(t)
	a.rest.door.fresh = func() (string, error) { return "another", nil }
	child, call := a.calls("116111")
	p, o := a.agentPhone("drita", false), queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")

	if err := os.WriteFile(filepath.Join(door, "ari-password.conf"), []byte("password = another\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ownLab(t, "cli", "module", "reload", "res_ari.so")
	old := a.cfg
	old.Metrics, old.Fresh = NewMetrics(prometheus.NewRegistry()), nil
	stale := New(old)
	t.Cleanup(stale.rest.http.CloseIdleConnections)
	if err := stale.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "refuses the ARI user") {
		t.Errorf("with the old password: %v", err)
	}
	if a.State() != Live {
		t.Errorf("the link is %s", a.State())
	}
	if err := a.Check(context.Background()); err != nil {
		t.Errorf("with the new one: %v", err)
	}
	a.offer(queue.Hold, o, "drita")
	child.media.speaks(t, 25, 2*time.Second) // music: what was asked of Asterisk was done
	child.hangUp()
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByCaller})
}

// TestRealTrunkTellsWhetherItIsInTheClear asks the lab's, which is.
func TestRealTrunkTellsWhetherItIsInTheClear(t *testing.T) {
	if clear, err := lab(t).TrunkInTheClear(t.Context()); err != nil || !clear {
		t.Errorf("in the clear: %v, %v", clear, err)
	}
}
