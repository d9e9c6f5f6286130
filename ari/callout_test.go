package ari

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"alo116/ari/aritest"
	"alo116/queue"
)

var errNotSafe = errors.New("calling back is not safe any more")

// dialled knows the callers who may be called back.
func dialled(_ context.Context, target string) (string, error) {
	switch target {
	case queue.ContactTarget + "7":
		return number, nil
	case queue.ContactTarget + "away":
		return "", fmt.Errorf("ask: %w", ErrUnasked)
	case queue.ContactTarget + "abroad":
		return "+3906000000099", nil
	}
	return "", errNotSafe
}

func TestWhoCannotBeLookedUpIsNotDialled(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	o := b.callsOut("drita")
	b.dialOut(o, "drita", queue.ContactTarget+"away")
	want(b, queue.NotReached{Call: o.Call, Reason: queue.EndUnknown})
	if b.has(channelOf(o.Call)) {
		t.Error("it was dialled")
	}
}

// callsOut has a counsellor ask for a call out and pick up their phone.
func (b *bundle) callsOut(agent queue.AgentID) queue.OfferID {
	b.t.Helper()
	o := queue.OfferID{Call: queue.OutPrefix + "1", N: 1}
	b.Do([]queue.Command{{Do: queue.Ring, Call: o.Call, Agent: agent, Offer: o, Line: "116111", Limit: 20 * time.Second}})
	b.rings(o)
	b.asterisk.PickUp(legOf(o))
	want(b, queue.OfferAnswered{Offer: o})
	return o
}

func (b *bundle) dialOut(o queue.OfferID, agent queue.AgentID, target string) {
	b.Do([]queue.Command{{Do: queue.Dial, Call: o.Call, Agent: agent, Offer: o, Target: target, Limit: queue.DialLimit}})
}

// reaches has a counsellor talk with somebody whom they called back.
func reaches(t *testing.T, b *bundle) queue.OfferID {
	t.Helper()
	b.agent("drita")
	o := b.callsOut("drita")
	b.dialOut(o, "drita", queue.ContactTarget+"7")
	b.eventually(func() bool { return b.has(channelOf(o.Call)) && b.asterisk.Tone(legOf(o)) })
	b.asterisk.PickUp(channelOf(o.Call))
	want(b, queue.Reached{Call: o.Call})
	b.offer(queue.Join, o, "drita")
	want(b, queue.Joined{Offer: o})
	return o
}

func TestACallOutIsACallLikeAnyOnceItIsAnswered(t *testing.T) {
	b := setup(t)
	o := reaches(t, b)
	b.in(talkBridge(o.Call), channelOf(o.Call), legOf(o))
	if left := b.asterisk.Variable(channelOf(o.Call), numberVariable); left != "" {
		t.Errorf("their number stays on the channel: %q", left)
	}
	if b.asterisk.Tone(legOf(o)) {
		t.Error("the counsellor still hears it ring")
	}
	b.offer(queue.Hold, o, "drita")
	b.in(waitBridge("116111"), channelOf(o.Call))
	b.asterisk.HangUp(channelOf(o.Call), 16)
	want(b, queue.CallEnded{Call: o.Call, By: queue.ByCaller})
	b.eventually(func() bool { return !b.has(legOf(o)) })
	b.quiet()
	if strings.Contains(b.log.String(), number[1:]) || strings.Contains(b.asterisk.Variable(channelOf(o.Call), memoVariable), number[1:]) {
		t.Error("the number is in the log or the memo")
	}
}

func TestACallOutTellsWhyNobodyAnswered(t *testing.T) {
	for cause, why := range map[int]queue.EndReason{17: queue.EndBusy, 21: queue.EndBusy, 19: queue.EndNoAnswer, 16: queue.EndNoAnswer, 1: queue.EndUnreached, 52: queue.EndNotAllowed} {
		b := setup(t)
		b.agent("drita")
		o := b.callsOut("drita")
		b.dialOut(o, "drita", queue.ContactTarget+"7")
		b.eventually(func() bool { return b.has(channelOf(o.Call)) })
		b.asterisk.HangUp(channelOf(o.Call), cause)
		want(b, queue.NotReached{Call: o.Call, Reason: why})
		b.eventually(func() bool { return !b.has(legOf(o)) })
		b.quiet()
	}
}

func TestWhoIsNotSafeToCallIsNotDialled(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	o := b.callsOut("drita")
	b.dialOut(o, "drita", queue.ContactTarget+"8")
	want(b, queue.NotReached{Call: o.Call, Reason: queue.EndNotAllowed})
	if b.has(channelOf(o.Call)) {
		t.Error("it was dialled")
	}
}

func TestACallOutThatCannotBeMadeIsToldAtOnce(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	o := b.callsOut("drita")
	b.asterisk.Break(aritest.Fault{Match: "POST /channels", Status: http.StatusInternalServerError})
	b.dialOut(o, "drita", "112")
	want(b, queue.NotReached{Call: o.Call, Reason: queue.EndUnreached})
}

func TestACallOutWhoseCounsellorHasNoPhoneLeavesNothing(t *testing.T) {
	b := setup(t)
	o := queue.OfferID{Call: queue.OutPrefix + "1", N: 1}
	b.Do([]queue.Command{{Do: queue.Ring, Call: o.Call, Agent: "nobody", Offer: o, Line: "116111", Limit: 20 * time.Second}})
	want(b, queue.OfferFailed{Offer: o, Reason: queue.FailUnreachable})
	b.cmd(queue.HangUp, o.Call)
	want(b, queue.NotReached{Call: o.Call, Reason: queue.EndUnreached})
	b.quiet()
}

func TestATalkThatWasCalledOutOutlivesTheService(t *testing.T) {
	b := setup(t)
	o := reaches(t, b)
	b.stop()
	b.start()
	up := expect[queue.LinkUp](b)
	if l := up.Live; len(l) != 1 || l[0].Call != o.Call || l[0].Line != "116111" || l[0].Out != queue.ContactTarget+"7" || l[0].Agent != "drita" ||
		l[0].Joined.IsZero() || l[0].Caller.Key != "key" {
		t.Fatalf("found: %+v", up.Live)
	}
	b.asterisk.HangUp(channelOf(o.Call), 16)
	want(b, queue.CallEnded{Call: o.Call, By: queue.ByCaller})
}

func TestACallOutThatRingsOutlivesNoService(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	o := b.callsOut("drita")
	b.dialOut(o, "drita", "112")
	b.eventually(func() bool { return b.has(channelOf(o.Call)) })
	b.stop()
	b.start()
	if up := expect[queue.LinkUp](b); len(up.Live) != 0 {
		t.Fatalf("found: %+v", up.Live)
	}
	b.eventually(func() bool { return !b.has(channelOf(o.Call)) && !b.has(legOf(o)) })
}

func TestTheOtherHalfOfACallOutRingsNowhere(t *testing.T) {
	talks, half, rings := channelInfo{ID: "out-1"}, channelInfo{ID: "out-1;2"}, channelInfo{ID: "out-2"}
	talks.Dialplan.App, half.Dialplan.App = "Stasis", "Dial"
	got := ringingOut([]string{"out-1", "out-1;2", "out-2"}, []channelInfo{talks, half, rings})
	if !slices.Equal(got, []string{"out-2"}) {
		t.Errorf("%v are ended as ringing", got)
	}
}
