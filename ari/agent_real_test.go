//go:build real

package ari

import (
	"context"
	"strings"
	"testing"
	"time"

	"alo116/queue"
)

func TestRealOffers(t *testing.T) {
	a := lab(t)
	_, call := a.calls("116111")
	p := a.agentPhone("drita", true)
	for n, c := range []struct {
		status string
		why    queue.FailReason
	}{{"603 Decline", queue.FailDeclined}, {"486 Busy Here", queue.FailDeclined}, {"480 Temporarily Unavailable", queue.FailNoAnswer}} {
		o := queue.OfferID{Call: call, N: uint32(n + 1)}
		invite := a.rings(p, o, "drita", 20*time.Second)
		if got := invite.get("X-Alo116-Offer"); got != o.String() {
			t.Errorf("the offer's header is %q", got)
		}
		if !strings.Contains(invite.get("From"), "116111") || !strings.Contains(invite.body, "a=fingerprint") {
			t.Errorf("not a browser's INVITE from the line: %s", invite)
		}
		p.decline(c.status)
		want(a.bundle, queue.OfferFailed{Offer: o, Reason: c.why})
	}
	o := queue.OfferID{Call: call, N: 10}
	a.rings(p, o, "drita", 20*time.Second)
	a.offer(queue.Withdraw, o, "drita")
	p.expect("CANCEL")
	want(a.bundle, queue.OfferFailed{Offer: o, Reason: queue.FailWithdrawn})
	o.N = 11
	a.rings(p, o, "drita", time.Second)
	p.expect("CANCEL")
	want(a.bundle, queue.OfferFailed{Offer: o, Reason: queue.FailNoAnswer})
	p.register(0)
	a.phone(queue.PhoneDown{Agent: "drita"})
	o.N = 12
	a.offer(queue.Ring, o, "drita")
	want(a.bundle, queue.OfferFailed{Offer: o, Reason: queue.FailUnreachable})
	if strings.Contains(p.told(), "690000001") {
		t.Error("the agent's phone was told the number")
	}
}

func TestRealBrowserPicksUp(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116000")
	p := a.agentPhone("drita", true)
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	child.hangUp()
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByCaller})
	p.expect("BYE")
}

func TestRealTalkBothWaysAndTheAgentsHangUp(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	a.cmd(queue.Wait, call)
	child.media.speaks(t, 25, 3*time.Second)
	p := a.agentPhone("drita", false)
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	p.media.hears(t, 50, 3*time.Second)
	child.media.hears(t, 50, 3*time.Second)
	child.media.falls(t, 25, 3*time.Second)
	p.hangUp()
	want(a.bundle, queue.LegEnded{Offer: o, By: queue.ByAgent})
	a.cmd(queue.HangUp, call)
	child.expect("BYE")
	want(a.bundle, queue.CallEnded{Call: call, By: queue.BySystem})
	if strings.Contains(p.told(), "690000001") {
		t.Error("the agent's phone was told the number")
	}
	if strings.Contains(child.told(), p.user) {
		t.Error("the child's phone was told the agent's account")
	}
	if strings.Contains(a.log.String(), "690000001") {
		t.Error("the number is in the log")
	}
}

func TestRealPageIsGone(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	p := a.agentPhone("drita", false)
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	child.media.hears(t, 25, 3*time.Second)
	p.media.mute()
	p.w.close()
	began := time.Now()
	want(a.bundle, queue.LegEnded{Offer: o, By: queue.ByLost})
	if d := time.Since(began); d > 4*time.Second {
		t.Errorf("it took %v", d)
	}
	a.cmd(queue.Park, call)
	child.media.speaks(t, 25, 2*time.Second)
	again := a.agentPhone("drita", false)
	a.talks(again, queue.OfferID{Call: call, N: 2}, "drita")
	again.media.hears(t, 25, 3*time.Second)
}

func TestRealTalkOutlivesThePhonesSocket(t *testing.T) {
	a := lab(t)
	child, call := a.calls("116111")
	p := a.agentPhone("drita", false)
	a.talks(p, queue.OfferID{Call: call, N: 1}, "drita")
	p.w.close()
	a.phone(queue.PhoneDown{Agent: "drita"})
	child.media.hears(t, 200, 6*time.Second) // longer than the page would be listened for
	child.hangUp()
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByCaller})
}

func TestRealSilentPhoneIsLost(t *testing.T) {
	a := lab(t)
	_, call := a.calls("116111")
	p := a.agentPhone("drita", false)
	o := queue.OfferID{Call: call, N: 1}
	a.talks(p, o, "drita")
	p.media.mute()
	select { // the RTP time-out is longer than other waits
	case e := <-a.events:
		if e != (queue.LegEnded{Offer: o, By: queue.ByLost}) {
			t.Errorf("told %T %+v", e, e)
		}
	case <-time.After(20 * time.Second):
		t.Error("nobody noticed")
	}
}

func TestRealRevokedAccountIsWorthNothing(t *testing.T) {
	a := lab(t)
	p := a.agentPhone("drita", true)
	if err := a.Revoke(context.Background(), "drita"); err != nil {
		t.Fatalf("revoke: %v", err)
	}
	a.phone(queue.PhoneDown{Agent: "drita"})
	if code := p.register(120); code == 200 {
		t.Error("it registers")
	}
	_, call := a.calls("116111")
	a.offer(queue.Ring, queue.OfferID{Call: call, N: 1}, "drita")
	want(a.bundle, queue.OfferFailed{Offer: queue.OfferID{Call: call, N: 1}, Reason: queue.FailUnreachable})
}

func TestRealPhoneComesAndGoes(t *testing.T) {
	a := lab(t)
	first := a.agentPhone("drita", true)
	acc, _ := a.Account(context.Background(), "drita")
	second := newPhone(t, wsWire(t, a.cfg.URL), acc.User, acc.Password)
	if code := second.register(120); code != 200 {
		t.Fatalf("register: %d", code)
	}
	first.w.close() // its place was taken: nobody is gone
	second.w.close()
	a.phone(queue.PhoneDown{Agent: "drita"})
	if code := newPhone(t, wsWire(t, a.cfg.URL), acc.User, "wrong").register(120); code == 200 {
		t.Error("any password will do")
	}
}
