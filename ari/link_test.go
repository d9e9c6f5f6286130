package ari

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"alo116/ari/aritest"
	"alo116/queue"
)

func TestReconnectionTellsWhatIsThere(t *testing.T) {
	b := setup(t)
	stays, goes := b.arrive(), b.arrive()
	b.cmd(queue.Wait, stays)
	b.eventually(func() bool { in, _ := b.asterisk.Bridge("wait-116111"); return len(in) == 1 })
	b.asterisk.Drop()
	b.asterisk.Vanish(string(goes))
	want(b, queue.LinkDown{})
	up := expect[queue.LinkUp](b)
	if len(up.Live) != 1 || up.Live[0].Call != stays || up.Live[0].Line != "116111" || up.Live[0].Caller.Key != "key" {
		t.Fatalf("found: %+v", up.Live)
	}
	b.asterisk.HangUp(string(stays), 16)
	want(b, queue.CallEnded{Call: stays, By: queue.ByCaller})
	b.quiet()
}

func TestCallerWhomNobodyKeepsGetsMusicAgain(t *testing.T) {
	b := setup(t)
	call := b.arrive()
	b.asterisk.Drop()
	want(b, queue.LinkDown{})
	expect[queue.LinkUp](b)
	b.eventually(func() bool {
		in, _ := b.asterisk.Bridge("wait-116111")
		return len(in) == 1 && b.asterisk.Music(string(call))
	})
}

func TestRingingGoesOnOverAReconnection(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	call := b.arrive()
	o := queue.OfferID{Call: call, N: 1}
	b.offer(queue.Ring, o, "drita")
	b.rings(o)
	b.asterisk.Await(2, "/variable")
	b.asterisk.Drop()
	b.asterisk.PickUp(legOf(o)) // nobody hears of it
	want(b, queue.LinkDown{})
	up := expect[queue.LinkUp](b)
	if len(up.Live) != 1 || up.Live[0].Offer != o || up.Live[0].Agent != "drita" || !up.Live[0].Joined.IsZero() {
		t.Fatalf("found: %+v", up.Live)
	}
	want(b, queue.OfferAnswered{Offer: o})
	b.offer(queue.Join, o, "drita")
	want(b, queue.Joined{Offer: o})
	b.quiet()
}

func TestLegsLostWhileAwayAreTold(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	b.agent("artan")
	talking, ringing := b.arrive(), queue.CallID("")
	o := b.talk(talking, "drita")
	ringing = b.arrive()
	r := queue.OfferID{Call: ringing, N: 1}
	b.offer(queue.Ring, r, "artan")
	b.rings(r)
	b.asterisk.Await(5, "/variable")
	b.asterisk.Drop()
	b.asterisk.Lose(legOf(o), 44)
	b.asterisk.HangUp(legOf(r), 21)
	want(b, queue.LinkDown{})
	up := expect[queue.LinkUp](b)
	if len(up.Live) != 2 || !up.Live[0].Joined.IsZero() {
		t.Fatalf("found: %+v", up.Live)
	}
	want(b, queue.LegEnded{Offer: o, By: queue.ByLost})
	want(b, queue.OfferFailed{Offer: r, Reason: queue.FailUnreachable})
	b.quiet()
}

func TestRestartOfAsteriskRemakesAccounts(t *testing.T) {
	b := setup(t)
	acc := b.agent("drita")
	b.arrive()
	b.asterisk.Restart()
	want(b, queue.LinkDown{})
	if up := expect[queue.LinkUp](b); len(up.Live) != 0 {
		t.Fatalf("found: %+v", up.Live)
	}
	b.phone(queue.PhoneDown{Agent: "drita"})
	if users := b.asterisk.Users(); !slices.Equal(users, []string{acc.User}) {
		t.Fatalf("accounts: %v", users)
	}
	b.asterisk.Register(acc.User)
	b.phone(queue.PhoneUp{Agent: "drita"})
	if again, err := b.Account(t.Context(), "drita"); err != nil || again != acc {
		t.Errorf("another account: %v", err)
	}
}

func TestAnotherLifeAdoptsCallsAndAccounts(t *testing.T) {
	b := setup(t)
	acc := b.agent("drita")
	b.agent("artan")
	talking := b.arrive()
	o := b.talk(talking, "drita")
	b.asterisk.Await(3, "/variable")
	waiting := b.arrive()
	r := queue.OfferID{Call: waiting, N: 1}
	b.offer(queue.Ring, r, "artan")
	b.rings(r)
	b.asterisk.Await(5, "/variable")
	b.stop()
	b.start()
	up := expect[queue.LinkUp](b)
	if len(up.Live) != 2 {
		t.Fatalf("found: %+v", up.Live)
	}
	if l := up.Live[0]; l.Call != talking || l.Offer != o || l.Agent != "drita" || l.Joined.IsZero() {
		t.Errorf("the talk: %+v", l)
	}
	if l := up.Live[1]; l.Call != waiting || l.Offer != r || l.Agent != "artan" || !l.Joined.IsZero() {
		t.Errorf("the waiting: %+v", l)
	}
	b.phone(queue.PhoneUp{Agent: "drita"})
	b.eventually(func() bool { return !b.has(legOf(r)) })
	if again, err := b.Account(t.Context(), "drita"); err != nil || again != acc {
		t.Errorf("another account: %v", err)
	}
	b.asterisk.HangUp(legOf(o), 16)
	want(b, queue.LegEnded{Offer: o, By: queue.ByAgent})
}

func TestOrphansAreCleanedUp(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	call := b.arrive()
	o := b.talk(call, "drita")
	b.stop()
	b.asterisk.Vanish(string(call))
	b.start()
	if up := expect[queue.LinkUp](b); len(up.Live) != 0 {
		t.Fatalf("found: %+v", up.Live)
	}
	if _, exists := b.asterisk.Bridge("talk-" + string(call)); exists || b.has(legOf(o)) {
		t.Error("the leg or the room is still there")
	}
}

func TestEventsWhileSyncingComeAfterLinkUp(t *testing.T) {
	b := setup(t)
	b.asterisk.Break(aritest.Fault{Match: "GET /bridges", From: 1, To: 1, Delay: 50 * time.Millisecond})
	b.asterisk.Drop()
	want(b, queue.LinkDown{})
	b.asterisk.Await(2, "GET /bridges")
	ch := b.asterisk.Arrive("116111", number)
	if up := expect[queue.LinkUp](b); len(up.Live) != 0 {
		t.Fatalf("found: %+v", up.Live)
	}
	if e := expect[queue.CallArrived](b); e.Call != queue.CallID(ch) {
		t.Errorf("arrived: %+v", e)
	}
	b.quiet()
}

func TestSyncIsRepeatedUntilItSucceeds(t *testing.T) {
	for _, path := range []string{"eventFilter", "GET /applications", "GET /channels", "GET /bridges", "/variable", "GET /endpoints", "/modules"} {
		t.Run(strings.ReplaceAll(path, "/", ""), func(t *testing.T) {
			b := setup(t)
			call := b.arrive()
			b.asterisk.Await(1, "/variable")
			b.asterisk.Break(aritest.Fault{Match: path, From: 1, To: 2, Status: 500})
			b.asterisk.Drop()
			want(b, queue.LinkDown{})
			if up := expect[queue.LinkUp](b); len(up.Live) != 1 || up.Live[0].Call != call {
				t.Errorf("found: %+v", up.Live)
			}
			b.quiet()
		})
	}
}

func TestCommandsWaitForTheLink(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	call := b.arrive()
	b.asterisk.Await(1, "/variable")
	b.asterisk.Break(aritest.Fault{Match: "GET /events", From: 1, To: 1, Status: 503})
	b.asterisk.Drop()
	want(b, queue.LinkDown{})
	b.offer(queue.Ring, queue.OfferID{Call: call, N: 1}, "drita")
	b.cmd(queue.HangUp, call)
	expect[queue.LinkUp](b)
	want(b, queue.OfferFailed{Offer: queue.OfferID{Call: call, N: 1}, Reason: queue.FailUnreachable})
	want(b, queue.CallEnded{Call: call, By: queue.BySystem})
}

func TestHalfOpenSocketIsNoticed(t *testing.T) {
	p := quick
	p.ping = 20 * time.Millisecond
	b := &bundle{t: t, asterisk: aritest.New(t), pace: p}
	b.start()
	expect[queue.LinkUp](b)
	b.asterisk.Deafen()
	want(b, queue.LinkDown{})
	expect[queue.LinkUp](b)
}

// An Asterisk that stood still serves, when it goes on, also the connection that was given up meanwhile.
func TestAGhostOfOurOwnIsNoRival(t *testing.T) {
	b := setup(t)
	call := b.arrive()
	b.asterisk.Break(aritest.Fault{Match: "GET /events", From: 1, To: 1, Mute: true})
	b.asterisk.Drop()
	want(b, queue.LinkDown{})
	expect[queue.LinkUp](b) // by the second dial; the first was given up
	b.asterisk.Replace()
	want(b, queue.LinkDown{})
	up := expect[queue.LinkUp](b)
	if len(up.Live) != 1 || up.Live[0].Call != call {
		t.Fatalf("found: %+v", up.Live)
	}
	b.quiet()
}

func TestReplacedStopsForGood(t *testing.T) {
	b := setup(t)
	call := b.arrive()
	b.asterisk.Replace()
	want(b, queue.LinkDown{})
	select {
	case err := <-b.ended:
		if !errors.Is(err, ErrReplaced) {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("it goes on")
	}
	if s := b.State(); s != Replaced {
		t.Errorf("state %q", s)
	}
	if !b.has(string(call)) {
		t.Error("the call of the other instance was ended")
	}
	if !strings.Contains(b.log.String(), "another instance") {
		t.Error("nobody is told why")
	}
}

func TestUnknownEventsAreSkipped(t *testing.T) {
	b := setup(t)
	b.asterisk.Send(`{"type":"ChannelToneDetected","application":"alo116"}`)
	b.asterisk.Send(`{"type":"StasisStart","channel":17}`)
	b.asterisk.Send(`{}`)
	b.asterisk.Send(`nonsense`)
	b.quiet()
}
