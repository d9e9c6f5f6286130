package ari

import (
	"strings"
	"testing"
	"time"

	"alo116/ari/aritest"
	"alo116/queue"
)

func TestOfferThatIsNotAnswered(t *testing.T) {
	for name, c := range map[string]struct {
		cause int
		why   queue.FailReason
	}{
		"603 declined": {21, queue.FailDeclined}, "486 busy": {17, queue.FailDeclined},
		"480 or rung out": {19, queue.FailNoAnswer}, "no response": {18, queue.FailNoAnswer},
		"gone": {20, queue.FailUnreachable}, "no route": {3, queue.FailUnreachable}, "unknown": {0, queue.FailUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			b.agent("drita")
			call := b.arrive()
			o := queue.OfferID{Call: call, N: 1}
			b.offer(queue.Ring, o, "drita")
			b.rings(o)
			b.asterisk.HangUp(legOf(o), c.cause)
			want(b, queue.OfferFailed{Offer: o, Reason: c.why})
			b.quiet()
		})
	}
}

func TestThePhoneDoesNotWaitForTheCallersMusic(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	call := b.arrive()
	b.asterisk.Break(aritest.Fault{Match: "/answer", Mute: true})
	o := queue.OfferID{Call: call, N: 1}
	b.Do([]queue.Command{{Do: queue.Greet, Call: call}, {Do: queue.Wait, Call: call}, {Do: queue.Ring, Call: call, Agent: "drita", Offer: o, Limit: time.Second}})
	b.rings(o)
	for _, r := range b.asterisk.Requests() {
		if strings.Contains(r, "/moh") {
			t.Errorf("the caller had music before the answer, or the phone had to wait: %q", b.asterisk.Requests())
		}
	}
	b.asterisk.Mend()
	want(b, queue.GreetingEnded{Call: call})
	b.eventually(func() bool {
		return strings.Contains(b.asterisk.Variable(string(call), memoVariable), `"agent":"drita"`)
	})
}

func TestALegThatIsBeingRungEndsWithItsCall(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	call := b.arrive()
	b.asterisk.Break(aritest.Fault{Match: "POST /channels", Delay: 50 * time.Millisecond})
	o := queue.OfferID{Call: call, N: 1}
	b.offer(queue.Ring, o, "drita")
	b.asterisk.HangUp(string(call), 16)
	want(b, queue.CallEnded{Call: call, By: queue.ByCaller})
	b.asterisk.Await(1, "DELETE /channels/"+legOf(o))
	b.eventually(func() bool { return !b.has(legOf(o)) })
	b.quiet()
}

func TestWithdrawnOffer(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	call := b.arrive()
	o := queue.OfferID{Call: call, N: 1}
	b.offer(queue.Ring, o, "drita")
	b.rings(o)
	b.offer(queue.Withdraw, o, "drita")
	want(b, queue.OfferFailed{Offer: o, Reason: queue.FailWithdrawn})
	b.quiet()
}

func TestRingThatCannotBegin(t *testing.T) {
	for name, f := range map[string]aritest.Fault{
		"refused": {Match: "POST /channels", Status: 500}, "no answer": {Match: "POST /channels", Mute: true},
		"cut twice": {Match: "POST /channels", Cut: true}, "begun, but no answer": {Match: "POST /channels", Mute: true, Done: true},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			b.agent("drita")
			call := b.arrive()
			b.asterisk.Await(1, "/variable")
			b.asterisk.Break(f)
			o := queue.OfferID{Call: call, N: 1}
			b.offer(queue.Ring, o, "drita")
			want(b, queue.OfferFailed{Offer: o, Reason: queue.FailUnreachable})
			b.eventually(func() bool { return !b.has(legOf(o)) })
			b.asterisk.Mend()
			b.quiet()
		})
	}
}

func TestRingWithoutAPhone(t *testing.T) {
	b := setup(t)
	call := b.arrive()
	b.offer(queue.Ring, queue.OfferID{Call: call, N: 1}, "nobody")
	want(b, queue.OfferFailed{Offer: queue.OfferID{Call: call, N: 1}, Reason: queue.FailUnreachable})
	acc, err := b.Account(t.Context(), "drita")
	if err != nil || acc.User == "" {
		t.Fatalf("account: %+v, %v", acc, err)
	}
	b.offer(queue.Ring, queue.OfferID{Call: call, N: 2}, "drita")
	want(b, queue.OfferFailed{Offer: queue.OfferID{Call: call, N: 2}, Reason: queue.FailUnreachable})
}

func TestRingWhoseAnswerIsLostRingsAllTheSame(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	call := b.arrive()
	b.asterisk.Await(1, "/variable")
	b.asterisk.Break(aritest.Fault{Match: "POST /channels", From: 1, To: 1, Cut: true, Done: true})
	o := queue.OfferID{Call: call, N: 1}
	b.offer(queue.Ring, o, "drita")
	b.asterisk.Await(2, "POST /channels")
	b.rings(o)
	b.quiet()
}

func TestJoinThatFails(t *testing.T) {
	for name, f := range map[string]aritest.Fault{
		"no room":          {Match: "POST /bridges/talk-", Status: 500},
		"leg not let in":   {Match: "/addChannel", From: 1, To: 1, Status: 500},
		"caller not let":   {Match: "/addChannel", From: 2, To: 2, Status: 500},
		"music not ended":  {Match: "/moh", Status: 500},
		"nobody answers":   {Match: "POST /bridges/talk-", Mute: true},
		"the leg is gone":  {Match: "/addChannel", From: 1, To: 1, Status: 400},
		"answer cut twice": {Match: "/addChannel", From: 1, To: 2, Cut: true},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			b.agent("drita")
			call := b.arrive()
			o := queue.OfferID{Call: call, N: 1}
			b.offer(queue.Ring, o, "drita")
			b.rings(o)
			b.asterisk.PickUp(legOf(o))
			want(b, queue.OfferAnswered{Offer: o})
			if name == "the leg is gone" {
				b.asterisk.Vanish(legOf(o))
			}
			b.asterisk.Break(f)
			b.offer(queue.Join, o, "drita")
			want(b, queue.LegEnded{Offer: o, By: queue.ByLost})
			b.eventually(func() bool { return !b.has(legOf(o)) })
			b.quiet()
		})
	}
}

func TestPageThatIsGoneLosesItsLeg(t *testing.T) {
	for name, voice := range map[string]bool{"page gone": false, "socket cut off, voice goes on": true} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			acc := b.agent("drita")
			o := b.talk(b.arrive(), "drita")
			if !voice {
				b.asterisk.Register(acc.User) // the page was loaded anew
				want(b, queue.LegEnded{Offer: o, By: queue.ByLost})
				return
			}
			b.asterisk.Unregister(acc.User)
			b.asterisk.Await(1, "/rtp_statistics")
			b.asterisk.Talk(legOf(o))
			b.phone(queue.PhoneDown{Agent: "drita"})
			b.asterisk.Await(2, "/rtp_statistics")
			b.quiet()
			if !b.has(legOf(o)) {
				t.Error("a leg with a voice was hung up")
			}
		})
	}
}
