//go:build real

package ari

import (
	"strings"
	"testing"
	"time"

	"alo116/queue"
)

// calledOut has a counsellor ask for a call out, pick up and dial.
func (a *asterisk) calledOut(p *phone, target string) queue.OfferID {
	t := a.t
	t.Helper()
	o := queue.OfferID{Call: queue.CallID(queue.OutPrefix + a.app), N: 1}
	a.Do([]queue.Command{{Do: queue.Ring, Call: o.Call, Agent: "drita", Offer: o, Line: "116111", Limit: 20 * time.Second}})
	p.expect("INVITE")
	p.ringing()
	want(a.bundle, queue.OfferRinging{Offer: o})
	p.answer()
	want(a.bundle, queue.OfferAnswered{Offer: o})
	a.dialOut(o, "drita", target)
	return o
}

// TestRealCallBack rings a caller who may be called back: they see the line, the counsellor hears it ring, the two hear each other, a
// new life of the service finds their talk, and either may end it.
func TestRealCallBack(t *testing.T) {
	a := lab(t)
	child := a.outside()
	p := a.agentPhone("drita", false)
	o := a.calledOut(p, queue.ContactTarget+"7")
	if seen := child.expect("INVITE").String(); !strings.HasPrefix(seen, "INVITE sip:"+number+"@") || !strings.Contains(seen, "116111") {
		t.Errorf("who is called back sees the line: %s", seen)
	}
	child.ringing()
	p.media.speaks(t, 40, 7*time.Second)
	child.answer()
	want(a.bundle, queue.Reached{Call: o.Call})
	a.offer(queue.Join, o, "drita")
	want(a.bundle, queue.Joined{Offer: o})
	for _, half := range []string{channelOf(o.Call), channelOf(o.Call) + farHalf} {
		if left, err := a.rest.lib.Channel().GetVariable(channelKey(half), numberVariable); err == nil && left != "" {
			t.Errorf("%s keeps the number that was dialled", half)
		}
	}
	child.media.shouts.Store(true)
	p.media.shouts.Store(true)
	p.media.speaks(t, 50, 4*time.Second)
	child.media.speaks(t, 50, 4*time.Second)

	a.stop()
	a.life = a.begin(t, usualPace)
	if l := expect[queue.LinkUp](a.bundle).Live; len(l) != 1 || l[0].Out != queue.ContactTarget+"7" || l[0].Offer != o || l[0].Joined.IsZero() || l[0].Caller.Key != "key" {
		t.Fatalf("found: %+v", l)
	}
	child.hangUp()
	want(a.bundle, queue.CallEnded{Call: o.Call, By: queue.ByCaller})
}

// TestRealCallOutThatNobodyAnswers tells why, and neither a place that is not on the list nor a number abroad is dialled.
func TestRealCallOutThatNobodyAnswers(t *testing.T) {
	for target, c := range map[string]struct {
		says string
		why  queue.EndReason
	}{"112": {"486 Busy Here", queue.EndBusy}, "agency:+355690000077": {"603 Decline", queue.EndBusy}, queue.ContactTarget + "7": {"480 Temporarily Unavailable", queue.EndNoAnswer},
		queue.ContactTarget + "abroad": {"", queue.EndNotAllowed}, queue.ContactTarget + "8": {"", queue.EndNotAllowed}, "nowhere": {"", queue.EndUnreached}} {
		t.Run(target, func(t *testing.T) {
			a := lab(t)
			outside := a.outside()
			o := a.calledOut(a.agentPhone("drita", false), target)
			if c.says != "" {
				outside.expect("INVITE")
				outside.decline(c.says)
			}
			if got := expect[queue.NotReached](a.bundle); got.Call != o.Call || got.Reason != c.why {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestRealCallOutThatIsGivenUp stops the ringing.
func TestRealCallOutThatIsGivenUp(t *testing.T) {
	a := lab(t)
	child := a.outside()
	p := a.agentPhone("drita", false)
	o := a.calledOut(p, queue.ContactTarget+"7")
	child.expect("INVITE")
	child.ringing()
	p.hangUp()
	want(a.bundle, queue.LegEnded{Offer: o, By: queue.ByAgent})
	a.cmd(queue.HangUp, o.Call)
	child.expect("CANCEL")
	if got := expect[queue.NotReached](a.bundle); got.Call != o.Call {
		t.Errorf("%+v", got)
	}
}
