package ari

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"alo116/ari/aritest"
	"alo116/queue"
)

func TestGreetAnswersPlaysAndEnds(t *testing.T) {
	b := setup(t)
	call := b.arrive()
	b.Do([]queue.Command{{Do: queue.Greet, Call: call, Prompt: "greeting"}})
	want(b, queue.GreetingEnded{Call: call})
	b.asterisk.Await(1, "POST /channels/"+string(call)+"/answer")
	b.asterisk.Await(1, "POST /channels/"+string(call)+"/play/play-"+string(call)+"-1")
	b.quiet()
}

func TestGreetWithoutPromptOnlyAnswers(t *testing.T) {
	b := setup(t)
	call := b.arrive()
	b.cmd(queue.Greet, call)
	want(b, queue.GreetingEnded{Call: call})
	for _, r := range b.asterisk.Requests() {
		if strings.Contains(r, "/play/") {
			t.Errorf("played: %s", r)
		}
	}
}

func TestBrokenPromptEndsTheGreeting(t *testing.T) {
	for name, f := range map[string]aritest.Fault{
		"refused":      {Match: "/play/", Status: http.StatusInternalServerError},
		"not found":    {Match: "/play/", Status: http.StatusNotFound},
		"no answer":    {Match: "/play/", Mute: true},
		"cut":          {Match: "/play/", Cut: true},
		"not answered": {Match: "/answer", Status: http.StatusPreconditionFailed},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			call := b.arrive()
			b.asterisk.Break(f)
			b.Do([]queue.Command{{Do: queue.Greet, Call: call, Prompt: "greeting"}})
			want(b, queue.GreetingEnded{Call: call})
			b.quiet()
		})
	}
}

func TestPromptThatNeverEndsIsStopped(t *testing.T) {
	b := setup(t)
	b.asterisk.Silence()
	call := b.arrive()
	b.Do([]queue.Command{{Do: queue.Greet, Call: call, Prompt: "greeting"}})
	want(b, queue.GreetingEnded{Call: call})
	b.asterisk.Await(1, "DELETE /playbacks/play-"+string(call))
}

func TestWaitGivesMusicAndARoom(t *testing.T) {
	b := setup(t)
	call := b.arrive()
	b.cmd(queue.Wait, call)
	b.asterisk.Await(1, "POST /bridges/wait-116111/addChannel")
	b.eventually(func() bool { in, _ := b.asterisk.Bridge("wait-116111"); return len(in) == 1 })
	if !b.asterisk.Music(string(call)) {
		t.Error("no music")
	}
	var first string
	for _, r := range b.asterisk.Requests() {
		if strings.Contains(r, "/moh") || strings.Contains(r, "/bridges/") {
			first = r
			break
		}
	}
	if !strings.Contains(first, "/moh") {
		t.Errorf("music does not come first, but %s", first)
	}
}

func TestWaitIsInsistedOn(t *testing.T) {
	b := setup(t)
	b.asterisk.Break(aritest.Fault{Match: "/moh", From: 1, To: 2, Status: http.StatusInternalServerError})
	b.asterisk.Break(aritest.Fault{Match: "/addChannel", From: 1, To: 2, Cut: true})
	call := b.arrive()
	b.cmd(queue.Wait, call)
	b.eventually(func() bool { in, _ := b.asterisk.Bridge("wait-116111"); return len(in) == 1 })
}

func TestTalkFromRingToHangUp(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	call := b.arrive()
	o := b.talk(call, "drita")
	if b.asterisk.Music(string(call)) {
		t.Error("the music goes on under the talk")
	}
	if in, _ := b.asterisk.Bridge("talk-" + string(call)); len(in) != 2 {
		t.Errorf("in the talk's room: %v", in)
	}
	if got := b.asterisk.Variable(legOf(o), "PJSIP_HEADER(add,X-Alo116-Offer)"); got != o.String() {
		t.Errorf("the offer's header is %q", got)
	}
	b.eventually(func() bool { return strings.Contains(b.asterisk.Variable(string(call), memoVariable), `"joined"`) })
	if m := b.asterisk.Variable(string(call), memoVariable); !strings.Contains(m, `"agent":"drita"`) || strings.Contains(m, number) {
		t.Errorf("memo: %s", m)
	}
	b.asterisk.HangUp(legOf(o), 16)
	want(b, queue.LegEnded{Offer: o, By: queue.ByAgent})
	b.cmd(queue.HangUp, call)
	want(b, queue.CallEnded{Call: call, By: queue.BySystem})
	b.asterisk.Await(1, "DELETE /bridges/talk-"+string(call))
	b.quiet()
}

func TestCallerHangsUpInATalk(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	call := b.arrive()
	o := b.talk(call, "drita")
	b.asterisk.HangUp(string(call), 16)
	want(b, queue.CallEnded{Call: call, By: queue.ByCaller})
	b.eventually(func() bool {
		_, exists := b.asterisk.Bridge("talk-" + string(call))
		return !exists && !b.has(legOf(o))
	})
	b.quiet()
}

func TestCallerHangsUpWhileThePhoneRings(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	call := b.arrive()
	o := queue.OfferID{Call: call, N: 1}
	b.offer(queue.Ring, o, "drita")
	b.rings(o)
	b.asterisk.HangUp(string(call), 127)
	want(b, queue.CallEnded{Call: call, By: queue.ByCaller})
	b.eventually(func() bool { return !b.has(legOf(o)) })
	b.quiet()
}

func TestLostLegIsParked(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	call := b.arrive()
	o := b.talk(call, "drita")
	b.asterisk.Lose(legOf(o), 44)
	want(b, queue.LegEnded{Offer: o, By: queue.ByLost})
	b.cmd(queue.Park, call)
	b.eventually(func() bool {
		in, _ := b.asterisk.Bridge("wait-116111")
		_, talk := b.asterisk.Bridge("talk-" + string(call))
		return len(in) == 1 && !talk && b.asterisk.Music(string(call))
	})
	b.eventually(func() bool { return !strings.Contains(b.asterisk.Variable(string(call), memoVariable), "joined") })
}

func TestWhoWasCalledAndDivertedComesBackAsCalled(t *testing.T) {
	b := setup(t)
	o := reaches(t, b)
	b.offer(queue.Withdraw, o, "drita")
	want(b, queue.LegEnded{Offer: o, By: queue.BySystem})
	b.Do([]queue.Command{{Do: queue.Wait, Call: o.Call}, {Do: queue.Divert, Call: o.Call, Target: "duty"}})
	want(b, queue.CallEnded{Call: o.Call, By: queue.ByTransfer})
	b.asterisk.Return(channelOf(o.Call), "116111")
	if e := expect[queue.CallArrived](b); !e.Call.Out() || e.Call == o.Call || e.Out != queue.ContactTarget+"7" {
		t.Errorf("%+v", e)
	}
}

func TestDivertedCallerComesBackAsANewCall(t *testing.T) {
	b := setup(t)
	call := b.arrive()
	b.Do([]queue.Command{{Do: queue.Wait, Call: call}, {Do: queue.Divert, Call: call, Target: "duty"}})
	want(b, queue.CallEnded{Call: call, By: queue.ByTransfer})
	b.asterisk.Return(string(call), "116111")
	again := expect[queue.CallArrived](b)
	if again.Call != call+"~2" {
		t.Fatalf("came back as %q", again.Call)
	}
	b.cmd(queue.Greet, again.Call)
	want(b, queue.GreetingEnded{Call: again.Call})
	b.asterisk.HangUp(string(call), 16)
	want(b, queue.CallEnded{Call: again.Call, By: queue.ByCaller})
}

func TestDismissPlaysAndHangsUp(t *testing.T) {
	for name, f := range map[string]aritest.Fault{
		"played": {Match: "nothing"}, "broken": {Match: "/play/", Status: 500}, "hang-up insisted on": {Match: "DELETE /channels", From: 1, To: 2, Status: 500},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			b.asterisk.Break(f)
			call := b.arrive()
			b.Do([]queue.Command{{Do: queue.Dismiss, Call: call, Prompt: "closed"}})
			want(b, queue.CallEnded{Call: call, By: queue.BySystem})
			b.asterisk.Await(1, "/play/")
		})
	}
}

func TestWithheldNumber(t *testing.T) {
	b := setup(t)
	b.asterisk.Arrive("116000", "")
	if e := expect[queue.CallArrived](b); !e.Caller.Withheld || e.Caller.Key != "" || e.Line != "116000" {
		t.Errorf("arrived: %+v", e)
	}
}

func TestLostEndOfACallIsFoundOut(t *testing.T) {
	b := setup(t)
	call := b.arrive()
	b.asterisk.Vanish(string(call))
	b.cmd(queue.Wait, call)
	want(b, queue.CallEnded{Call: call, By: queue.ByLost})
}

func TestAuditFindsWhatWasNotTold(t *testing.T) {
	p := quick
	p.audit = 30 * time.Millisecond
	b := &bundle{t: t, asterisk: aritest.New(t), pace: p}
	b.start()
	expect[queue.LinkUp](b)
	acc := b.agent("drita")
	b.asterisk.Forget(acc.User)
	b.phone(queue.PhoneDown{Agent: "drita"})
	b.asterisk.Register(acc.User)
	b.phone(queue.PhoneUp{Agent: "drita"})
	call := b.arrive()
	o := b.talk(call, "drita")
	b.asterisk.Vanish(legOf(o))
	want(b, queue.LegEnded{Offer: o, By: queue.ByLost})
	b.asterisk.Vanish(string(call))
	want(b, queue.CallEnded{Call: call, By: queue.ByLost})
	b.asterisk.Break(aritest.Fault{Match: "GET /channels", From: 1, To: 4, Mute: true})
	want(b, queue.LinkDown{})
	b.asterisk.Mend()
	expect[queue.LinkUp](b)
}

func TestSlowRequestDelaysNoOtherCall(t *testing.T) {
	b := setup(t)
	slow, fast := b.arrive(), b.arrive()
	b.asterisk.Break(aritest.Fault{Match: "/channels/" + string(slow) + "/answer", Mute: true})
	b.cmd(queue.Greet, slow)
	b.cmd(queue.Greet, fast)
	want(b, queue.GreetingEnded{Call: fast})
	want(b, queue.GreetingEnded{Call: slow})
}

func TestCommandsOfACallKeepTheirOrder(t *testing.T) {
	b := setup(t)
	call := b.arrive()
	b.asterisk.Break(aritest.Fault{Match: "/answer", Delay: 20 * time.Millisecond})
	b.Do([]queue.Command{{Do: queue.Greet, Call: call}, {Do: queue.Wait, Call: call}, {Do: queue.Say, Call: call, Prompt: "patience"}, {Do: queue.HangUp, Call: call}})
	want(b, queue.GreetingEnded{Call: call})
	want(b, queue.CallEnded{Call: call, By: queue.BySystem})
	order := []string{"/answer", "/moh", "/bridges/wait-116111", "/addChannel", "/play/", "DELETE /channels"}
	for _, r := range b.asterisk.Requests() {
		if len(order) > 0 && strings.Contains(r, order[0]) {
			order = order[1:]
		}
	}
	if len(order) > 0 {
		t.Errorf("out of order: %v of %q", order, b.asterisk.Requests())
	}
}

func TestNothingPersonalIsWritten(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	call := b.arrive()
	b.asterisk.Break(aritest.Fault{Match: "/addChannel", Status: 500})
	b.cmd(queue.Wait, call)
	b.offer(queue.Ring, queue.OfferID{Call: call, N: 1}, "nobody")
	expect[queue.OfferFailed](b)
	b.asterisk.HangUp(string(call), 16)
	expect[queue.CallEnded](b)
	log := b.log.String()
	if strings.Contains(log, "690000001") || strings.Contains(log, "http://") {
		t.Errorf("in the log: %s", log)
	}
}
