package ari

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"alo116/ari/aritest"
	"alo116/queue"
)

// held has a caller on hold at an agent.
func held(t *testing.T, b *bundle) queue.OfferID {
	t.Helper()
	b.agent("drita")
	o := b.talk(b.arrive(), "drita")
	b.offer(queue.Hold, o, "drita")
	b.in(waitBridge("116111"), channelOf(o.Call))
	return o
}

// in waits until exactly these are in a bridge.
func (b *bundle) in(bridge string, channels ...string) {
	b.t.Helper()
	b.eventually(func() bool {
		in, _ := b.asterisk.Bridge(bridge)
		slices.Sort(in)
		slices.Sort(channels)
		return slices.Equal(in, channels)
	})
}

func TestHoldGivesMusicAndKeepsTheAgent(t *testing.T) {
	b := setup(t)
	o := held(t, b)
	if !b.asterisk.Music(channelOf(o.Call)) {
		t.Error("no music")
	}
	b.in(talkBridge(o.Call), legOf(o))
	b.offer(queue.Resume, o, "drita")
	b.in(talkBridge(o.Call), legOf(o), channelOf(o.Call))
	if b.asterisk.Music(channelOf(o.Call)) {
		t.Error("the music goes on")
	}
	b.quiet()
}

func TestHoldOutlivesTheService(t *testing.T) {
	b := setup(t)
	o := held(t, b)
	b.stop()
	b.start()
	up := expect[queue.LinkUp](b)
	if l := up.Live[0]; len(up.Live) != 1 || l.Offer != o || l.Agent != "drita" || l.Joined.IsZero() || l.Held.IsZero() || l.Held.Before(l.Joined) {
		t.Fatalf("found: %+v", up.Live)
	}
	b.offer(queue.Resume, o, "drita")
	b.in(talkBridge(o.Call), legOf(o), channelOf(o.Call))
	b.asterisk.HangUp(legOf(o), 16)
	want(b, queue.LegEnded{Offer: o, By: queue.ByAgent})
}

func TestTheAgentOfACallerOnHoldIsLostMeanwhile(t *testing.T) {
	b := setup(t)
	o := held(t, b)
	b.stop()
	b.asterisk.HangUp(legOf(o), 16)
	b.start()
	if up := expect[queue.LinkUp](b); len(up.Live) != 1 || !up.Live[0].Joined.IsZero() || !up.Live[0].Held.IsZero() {
		t.Fatalf("found: %+v", up.Live)
	}
}

func TestHoldThatCannotBeIsTold(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	o := b.talk(b.arrive(), "drita")
	b.asterisk.Break(aritest.Fault{Match: "POST /channels/" + channelOf(o.Call) + "/moh", Status: http.StatusInternalServerError})
	b.offer(queue.Hold, o, "drita")
	want(b, queue.HoldFailed{Call: o.Call})
	b.in(talkBridge(o.Call), legOf(o), channelOf(o.Call))
}

func TestResumeThatCannotBeGivesTheLegUp(t *testing.T) {
	b := setup(t)
	o := held(t, b)
	b.asterisk.Break(aritest.Fault{Match: "/bridges/" + talkBridge(o.Call) + "/addChannel", Status: http.StatusInternalServerError})
	b.offer(queue.Resume, o, "drita")
	want(b, queue.LegEnded{Offer: o, By: queue.ByLost})
	b.in(waitBridge("116111"), channelOf(o.Call))
	b.eventually(func() bool { return b.asterisk.Music(channelOf(o.Call)) })
}

func TestACallerIsMutedAloneAndThatOutlivesTheService(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	o := b.talk(b.arrive(), "drita")
	caller := channelOf(o.Call)
	b.cmd(queue.Mute, o.Call)
	b.eventually(func() bool { return b.asterisk.Muted(caller) && !b.asterisk.Muted(legOf(o)) })
	b.in(talkBridge(o.Call), legOf(o), caller)
	b.stop()
	b.start()
	if up := expect[queue.LinkUp](b); len(up.Live) != 1 || up.Live[0].Muted.IsZero() || up.Live[0].Joined.IsZero() {
		t.Fatalf("found: %+v", up.Live)
	}
	b.cmd(queue.Unmute, o.Call)
	b.eventually(func() bool { return !b.asterisk.Muted(caller) })
	b.eventually(func() bool { return !strings.Contains(b.asterisk.Variable(caller, memoVariable), "muted") }) // last
	b.stop()
	b.start()
	if up := expect[queue.LinkUp](b); len(up.Live) != 1 || !up.Live[0].Muted.IsZero() {
		t.Fatalf("found: %+v", up.Live)
	}
}

func TestACallerWhoCannotBeMutedIsToldToBeHeard(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	o := b.talk(b.arrive(), "drita")
	b.asterisk.Break(aritest.Fault{Match: "POST /channels/" + channelOf(o.Call) + "/mute", Status: http.StatusInternalServerError})
	b.cmd(queue.Mute, o.Call)
	want(b, queue.CallerMuted{Call: o.Call, Agent: "drita"})
}

func TestDangerIsKnownToALaterLife(t *testing.T) {
	b := setup(t)
	o := held(t, b)
	b.cmd(queue.MarkDanger, o.Call)
	b.offer(queue.Resume, o, "drita")
	b.in(talkBridge(o.Call), legOf(o), channelOf(o.Call))
	b.stop()
	b.start()
	if up := expect[queue.LinkUp](b); len(up.Live) != 1 || up.Live[0].Danger.IsZero() || up.Live[0].Joined.IsZero() || !up.Live[0].Held.IsZero() {
		t.Fatalf("found: %+v", up.Live)
	}
}
