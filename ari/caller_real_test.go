//go:build real

package ari

import (
	"testing"
	"time"

	"alo116/queue"
)

func TestRealCallerHearsGreetingMusicAndPrompts(t *testing.T) {
	a := lab(t)
	p := a.child()
	answered := a.dials(p, "116111")
	call := expect[queue.CallArrived](a.bundle)
	if call.Caller.Key != "key" || time.Since(call.At) > 5*time.Second {
		t.Errorf("arrived: %+v", call)
	}
	a.Do([]queue.Command{{Do: queue.Greet, Call: call.Call, Prompt: "greeting-116111"}})
	<-answered
	p.media.speaks(t, 20, 3*time.Second)
	want(a.bundle, queue.GreetingEnded{Call: call.Call})
	a.cmd(queue.Wait, call.Call)
	p.media.speaks(t, 25, 2*time.Second)
	a.Do([]queue.Command{{Do: queue.Say, Call: call.Call, Prompt: "please-wait"}, {Do: queue.Say, Call: call.Call, Prompt: "no-such-prompt"}})
	p.media.hears(t, 300, 10*time.Second)
	p.media.speaks(t, 25, 2*time.Second)
	p.hangUp()
	want(a.bundle, queue.CallEnded{Call: call.Call, By: queue.ByCaller})
}

func TestRealBrokenPromptEndsTheGreeting(t *testing.T) {
	a := lab(t)
	answered := a.dials(a.child(), "116111")
	call := expect[queue.CallArrived](a.bundle).Call
	a.Do([]queue.Command{{Do: queue.Greet, Call: call, Prompt: "no-such-prompt"}})
	want(a.bundle, queue.GreetingEnded{Call: call})
	<-answered
	a.Do([]queue.Command{{Do: queue.Dismiss, Call: call, Prompt: "closed"}})
	want(a.bundle, queue.CallEnded{Call: call, By: queue.BySystem})
}

func TestRealCallerGivesUpBeforeTheAnswer(t *testing.T) {
	a := lab(t)
	p := a.child()
	invite := p.request("INVITE", "sip:116000@127.0.0.1", "<sip:"+a.trunk+"@127.0.0.1>;tag=1", "<sip:116000@127.0.0.1>", token(), 1, [][2]string{asserted}, p.media.sdp())
	p.send(invite)
	call := expect[queue.CallArrived](a.bundle).Call
	p.cancel(invite)
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByCaller})
}

func TestRealWithheldNumber(t *testing.T) {
	a := lab(t)
	answered := a.dials(a.child(), "116111", [2]string{"Privacy", "id"})
	e := expect[queue.CallArrived](a.bundle)
	if !e.Caller.Withheld || e.Caller.Key != "" {
		t.Errorf("arrived: %+v", e)
	}
	a.cmd(queue.Greet, e.Call)
	<-answered
}

func TestRealDivertedCallerComesBack(t *testing.T) {
	a := lab(t)
	_, call := a.calls("116111")
	a.Do([]queue.Command{{Do: queue.Wait, Call: call}, {Do: queue.Divert, Call: call, Target: "duty"}})
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByTransfer})
	var again queue.CallArrived
	select { // the duty phones ring first
	case e := <-a.events:
		again, _ = e.(queue.CallArrived)
	case <-time.After(40 * time.Second):
	}
	if again.Call != call+"~2" {
		t.Errorf("came back: %+v", again)
	}
}
