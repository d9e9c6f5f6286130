//go:build real

package ari

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"alo116/queue"
)

// ownLab runs a command on an Asterisk that no other test uses, and gives what it printed.
func ownLab(t *testing.T, args ...string) string {
	t.Helper()
	port, err := strconv.Atoi(env(t, "LAB_PORT"))
	if err != nil {
		t.Fatalf("LAB_PORT: %v", err)
	}
	rtp, err := strconv.Atoi(env(t, "LAB_RTP"))
	if err != nil {
		t.Fatalf("LAB_RTP: %v", err)
	}
	cmd := exec.Command(env(t, "LAB_COMMAND"), append([]string{"ari"}, args...)...)
	cmd.Env = append(os.Environ(), fmt.Sprintf("LAB_PORT=%d", port+7000), fmt.Sprintf("LAB_RTP=%d", rtp+5000))
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, os.Stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("lab ari %v: %v", args, err)
	}
	return said.String()
}

// TestRealRestart kills Asterisk in the middle of a call. The calls are lost; the accounts are not, a desk
// phone's neither, and the next call works without anybody signing in anew.
func TestRealRestart(t *testing.T) {
	ownLab(t, "start-asterisk")
	t.Cleanup(func() { ownLab(t, "clean") })
	for _, l := range strings.Split(ownLab(t, "env"), "\n") {
		if name, v, ok := strings.Cut(l, "="); ok && (strings.HasPrefix(name, "ALO116_ARI") || strings.HasPrefix(name, "LAB_SIP") || strings.HasPrefix(name, "LAB_DESK")) {
			t.Setenv(name, v)
		}
	}
	a := lab(t)
	_, call := a.calls("116111")
	p := a.agentPhone("drita", true)
	a.talks(p, queue.OfferID{Call: call, N: 1}, "drita")
	acc, _ := a.Account(context.Background(), "drita")
	a.deskPhone("artan")
	desk := a.desks[0].Account

	ownLab(t, "stop-asterisk", "--hard")
	want(a.bundle, queue.LinkDown{})
	ownLab(t, "start-asterisk")
	began := time.Now()
	if up := expect[queue.LinkUp](a.bundle); len(up.Live) != 0 {
		t.Errorf("found: %+v", up.Live)
	}
	t.Logf("live again %v after Asterisk was", time.Since(began))
	a.phone(queue.PhoneDown{Agent: "drita"})
	again := newPhone(t, wsWire(t, a.cfg.URL), acc.User, acc.Password)
	again.webrtc = true
	if code := again.register(120); code != 200 {
		t.Fatalf("the account is gone: %d", code)
	}
	a.phone(queue.PhoneUp{Agent: "drita"})
	onTheDesk := a.plugIn(desk)
	if code := onTheDesk.register(300); code != 200 {
		t.Fatalf("the desk phone is gone: %d", code)
	}
	a.phone(queue.PhoneUp{Agent: "artan"})
	a.openTrunk()
	_, call = a.calls("116111")
	a.talks(again, queue.OfferID{Call: call, N: 1}, "drita")
	_, call = a.calls("116111")
	a.talks(onTheDesk, queue.OfferID{Call: call, N: 1}, "artan")
	onTheDesk.media.hears(t, 25, 3*time.Second)
}
