//go:build real

package ari

import (
	"context"
	"strings"
	"testing"
	"time"

	"alo116/queue"

	"github.com/prometheus/client_golang/prometheus"
)

func TestRealCheck(t *testing.T) {
	a := lab(t)
	if err := a.Check(context.Background()); err != nil {
		t.Error(err)
	}
	other := a.cfg
	other.Password, other.Metrics = "wrong", NewMetrics(prometheus.NewRegistry())
	if err := New(other).Check(context.Background()); err == nil || !strings.Contains(err.Error(), "refuses") {
		t.Errorf("a wrong password: %v", err)
	}
}

func TestRealCallsSurviveUs(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	p := a.agentPhone("drita", false)
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	waiting, second := a.calls("116000")
	a.cmd(queue.Wait, second)
	waiting.media.speaks(t, 25, 3*time.Second)
	acc, _ := a.Account(context.Background(), "drita")
	a.stop()
	waiting.media.speaks(t, 50, 3*time.Second)
	child.media.hears(t, 50, 3*time.Second)
	a.life = a.begin(t, usualPace)
	up := expect[queue.LinkUp](a.bundle)
	if len(up.Live) != 2 {
		t.Fatalf("found: %+v", up.Live)
	}
	if l := up.Live[0]; l.Call != call || l.Offer != o || l.Agent != "drita" || time.Since(l.Joined) > time.Minute || l.Caller.Key != "key" {
		t.Errorf("the talk: %+v", l)
	}
	if l := up.Live[1]; l.Call != second || l.Line != "116000" || l.Offer.N != 0 || !l.Joined.IsZero() {
		t.Errorf("the waiting: %+v", l)
	}
	a.phone(queue.PhoneUp{Agent: "drita"})
	if again, err := a.Account(context.Background(), "drita"); err != nil || again != acc {
		t.Errorf("another account: %v", err)
	}
	child.media.hears(t, 25, 3*time.Second)
	p.hangUp()
	want(a.bundle, queue.LegEnded{Offer: o, By: queue.ByAgent})
}

func TestRealReplaced(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	a.cmd(queue.Wait, call)
	child.media.speaks(t, 25, 3*time.Second)
	first := a.life
	a.life = a.begin(t, usualPace)
	select {
	case err := <-first.ended:
		if err != ErrReplaced {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the first goes on")
	}
	if up := expect[queue.LinkUp](a.bundle); len(up.Live) != 1 || up.Live[0].Call != call {
		t.Errorf("found: %+v", up.Live)
	}
	child.media.speaks(t, 25, 2*time.Second)
}

func TestRealPingsAreAnswered(t *testing.T) {
	a := lab(t)
	a.stop()
	p := usualPace
	p.ping = 300 * time.Millisecond
	a.life = a.begin(t, p)
	expect[queue.LinkUp](a.bundle)
	child, call := a.calls("116111")
	a.cmd(queue.Wait, call)
	child.media.hears(t, 150, 6*time.Second) // three seconds, four times what a dead link lives
	child.hangUp()
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByCaller})
}
