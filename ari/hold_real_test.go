//go:build real

package ari

import (
	"testing"
	"time"

	"alo116/queue"
)

// TestRealHold has music begin and end in the caller's ear, and nothing of the counsellor in between.
func TestRealHold(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	p := a.agentPhone("drita", false)
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	child.media.falls(t, 25, 3*time.Second)
	began := time.Now()
	a.offer(queue.Hold, o, "drita")
	child.media.speaks(t, 1, time.Second)
	t.Logf("music after %v", time.Since(began))
	child.media.speaks(t, 100, 4*time.Second)
	a.offer(queue.Resume, o, "drita")
	child.media.falls(t, 25, 3*time.Second)
	p.media.hears(t, 50, 3*time.Second)
	child.media.hears(t, 50, 3*time.Second)
	p.hangUp()
	want(a.bundle, queue.LegEnded{Offer: o, By: queue.ByAgent})
}

// TestRealHoldOutlivesUs stops the program while a caller is on hold, and has the counsellor hang up on them: the music goes
// on in both.
func TestRealHoldOutlivesUs(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	p := a.agentPhone("drita", false)
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	a.offer(queue.Hold, o, "drita")
	child.media.speaks(t, 25, 2*time.Second)
	a.stop()
	child.media.speaks(t, 50, 3*time.Second)
	a.life = a.begin(t, usualPace)
	up := expect[queue.LinkUp](a.bundle)
	if len(up.Live) != 1 || up.Live[0].Offer != o || up.Live[0].Joined.IsZero() || up.Live[0].Held.IsZero() {
		t.Fatalf("found: %+v", up.Live)
	}
	p.hangUp()
	want(a.bundle, queue.LegEnded{Offer: o, By: queue.ByAgent})
	a.cmd(queue.Park, call)
	child.media.speaks(t, 100, 4*time.Second)
	child.hangUp()
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByCaller})
}
