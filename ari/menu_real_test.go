//go:build real

package ari

import (
	"testing"
	"time"

	"alo116/queue"
)

// greets lets a child call, and begins to greet them.
func (a *asterisk) greets() (*phone, queue.CallID) {
	a.t.Helper()
	p := a.child()
	answered := a.dials(p, "116111")
	call := expect[queue.CallArrived](a.bundle).Call
	a.Do([]queue.Command{{Do: queue.Greet, Call: call, Prompt: "greeting-116111"}})
	<-answered
	return p, call
}

// The greeting ends at the key, and the music begins.
func TestRealKeyIsHeardWhileTheCallerIsGreeted(t *testing.T) {
	a := lab(t)
	p, call := a.greets()
	p.media.speaks(t, 5, 5*time.Second)
	p.media.press('1')
	want(a.bundle, queue.KeyPressed{Call: call, Key: "1"})
	a.Do([]queue.Command{{Do: queue.Wait, Call: call}, {Do: queue.MarkChoice, Call: call, Choice: "child"}})
	want(a.bundle, queue.GreetingEnded{Call: call}) // cut, which is as good
	p.media.speaks(t, 25, 2*time.Second)
	a.music(call)
	a.stop()
	a.life = a.begin(t, usualPace)
	if up := expect[queue.LinkUp](a.bundle); len(up.Live) != 1 || up.Live[0].Choice != "child" {
		t.Errorf("found: %+v", up.Live)
	}
}

// music sees that a caller is where music is.
func (a *asterisk) music(call queue.CallID) {
	a.t.Helper()
	a.eventually(func() bool {
		for _, b := range a.bridges() {
			if b.ID == waitBridge("116111") {
				for _, ch := range b.Channels {
					if ch == channelOf(call) {
						return true
					}
				}
			}
		}
		return false
	})
}

// bridges lists what Asterisk has.
func (a *asterisk) bridges() (all []bridgeInfo) {
	a.t.Helper()
	if err := a.list(a.t.Context(), "/bridges", &all); err != nil {
		a.t.Fatal(err)
	}
	return all
}

func TestRealMenuIsSaidAgainAndHeardToItsEnd(t *testing.T) {
	a := lab(t)
	p, call := a.greets()
	want(a.bundle, queue.GreetingEnded{Call: call})
	a.menu(call, 1)
	p.media.speaks(t, 10, 5*time.Second)
	p.media.press('9') // nothing of the menu
	want(a.bundle, queue.KeyPressed{Call: call, Key: "9"})
	a.menu(call, 2)
	a.plays(call, 3, "menu")
	want(a.bundle, queue.MenuSaid{Call: call, N: 2}) // of the first saying nothing is told
	p.media.press('#')
	want(a.bundle, queue.KeyPressed{Call: call, Key: "#"})
	p.hangUp()
	want(a.bundle, queue.CallEnded{Call: call, By: queue.ByCaller})
}

func TestRealMenuWithoutARecordingKeepsNobody(t *testing.T) {
	a := lab(t)
	_, call := a.greets()
	want(a.bundle, queue.GreetingEnded{Call: call})
	a.Do([]queue.Command{{Do: queue.SayMenu, Call: call, Prompt: "no-such-prompt", N: 1}})
	want(a.bundle, queue.MenuSaid{Call: call, N: 1, Unheard: true})
	a.cmd(queue.Wait, call)
	a.music(call)
}
