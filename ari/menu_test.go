package ari

import (
	"net/http"
	"strings"
	"testing"

	"alo116/ari/aritest"
	"alo116/queue"
)

// menu has the menu said to a caller, the n-th time.
func (b *bundle) menu(call queue.CallID, n int) {
	b.Do([]queue.Command{{Do: queue.SayMenu, Call: call, Prompt: "menu", N: n}})
}

// greeted lets a caller in and greets them.
func (b *bundle) greeted() queue.CallID {
	b.t.Helper()
	call := b.arrive()
	b.cmd(queue.Greet, call)
	want(b, queue.GreetingEnded{Call: call})
	return call
}

func TestMenuIsSaidAndItsKeysAreTold(t *testing.T) {
	b := setup(t)
	call := b.greeted()
	b.menu(call, 1)
	want(b, queue.MenuSaid{Call: call, N: 1})
	b.asterisk.Press(string(call), "#")
	want(b, queue.KeyPressed{Call: call, Key: "#"})
	b.menu(call, 2)
	want(b, queue.MenuSaid{Call: call, N: 2})
	b.quiet()
}

func TestKeyEndsWhatIsSaid(t *testing.T) {
	b := setupAt(t, patient)
	b.asterisk.Linger()
	call := b.arrive()
	play := "/playbacks/play-" + string(call)
	b.Do([]queue.Command{{Do: queue.Greet, Call: call, Prompt: "greeting"}})
	b.asterisk.Await(1, "/play/play-"+string(call)+"-1")
	b.asterisk.Press(string(call), "1")
	want(b, queue.KeyPressed{Call: call, Key: "1"})
	b.Do([]queue.Command{{Do: queue.Wait, Call: call}, {Do: queue.MarkChoice, Call: call, Choice: "child"}})
	b.asterisk.Await(1, "DELETE "+play+"-1")
	b.asterisk.Await(1, "POST /channels/"+string(call)+"/moh")
	order := []string{"DELETE " + play + "-1", "/moh"}
	for _, r := range b.asterisk.Requests() {
		if len(order) > 0 && strings.Contains(r, order[0]) {
			order = order[1:]
		}
	}
	if len(order) > 0 {
		t.Errorf("the music waits for the greeting: %q", b.asterisk.Requests())
	}
	b.eventually(func() bool {
		return strings.Contains(b.asterisk.Variable(string(call), memoVariable), `"choice":"child"`)
	})
	want(b, queue.GreetingEnded{Call: call}) // late, and of no matter
}

func TestMenuThatIsSaidAgainEndsTheFirstSaying(t *testing.T) {
	b := setupAt(t, patient)
	b.asterisk.Linger()
	call := b.greeted()
	b.menu(call, 1)
	b.asterisk.Await(1, "/play/play-"+string(call)+"-2")
	b.menu(call, 2)
	b.asterisk.Await(1, "DELETE /playbacks/play-"+string(call)+"-2")
	b.asterisk.Await(1, "/play/play-"+string(call)+"-3")
	b.asterisk.End("play-" + string(call) + "-3")
	want(b, queue.MenuSaid{Call: call, N: 2}) // and nothing of the first
	b.quiet()
}

func TestMenuThatCannotBeSaidIsTold(t *testing.T) {
	for name, spoil := range map[string]func(*aritest.Server){
		"no such prompt": (*aritest.Server).Garble,
		"never begun":    (*aritest.Server).Silence,
		"refused": func(s *aritest.Server) {
			s.Break(aritest.Fault{Match: "/play/", Status: http.StatusInternalServerError})
		},
		"no answer": func(s *aritest.Server) { s.Break(aritest.Fault{Match: "/play/", Mute: true}) },
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			call := b.greeted()
			spoil(b.asterisk)
			b.menu(call, 1)
			want(b, queue.MenuSaid{Call: call, N: 1, Unheard: true})
			b.quiet()
		})
	}
}

func TestWhatIsPressedLaterIsNobodysBusiness(t *testing.T) {
	b := setup(t)
	call := b.greeted()
	b.asterisk.Press(string(call), "1")
	want(b, queue.KeyPressed{Call: call, Key: "1"})
	b.cmd(queue.Wait, call)
	b.asterisk.Await(1, "/moh")
	b.asterisk.Press(string(call), "2")
	b.quiet()
}

func TestChoiceIsFoundAgain(t *testing.T) {
	b := setup(t)
	call := b.greeted()
	b.Do([]queue.Command{{Do: queue.Wait, Call: call}, {Do: queue.MarkChoice, Call: call, Choice: "english"}})
	b.eventually(func() bool { return strings.Contains(b.asterisk.Variable(string(call), memoVariable), "english") })
	b.stop()
	b.start()
	if up := expect[queue.LinkUp](b); len(up.Live) != 1 || up.Live[0].Choice != "english" {
		t.Errorf("found: %+v", up.Live)
	}
}

func TestWhoComesBackFromOutsideBringsTheirChoice(t *testing.T) {
	b := setup(t)
	call := b.greeted()
	b.Do([]queue.Command{{Do: queue.Wait, Call: call}, {Do: queue.MarkChoice, Call: call, Choice: "english"}, {Do: queue.Divert, Call: call, Target: "duty"}})
	want(b, queue.CallEnded{Call: call, By: queue.ByTransfer})
	b.asterisk.Return(string(call), "116111")
	if e := expect[queue.CallArrived](b); e.Call != call+"~2" || !e.Back || e.Choice != "english" {
		t.Errorf("came back: %+v", e)
	}
}
