package queue

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// TestExpectedWait listens to the minutes that callers of a busy line are told, and compares them
// with how long these callers then really waited: in the mean no longer than told, and not so much
// less that the word would have been empty.
func TestExpectedWait(t *testing.T) {
	l := &listener{t: t, random: rand.New(rand.NewPCG(11, 6)), told: map[CallID]telling{}, by: map[int][]time.Duration{}}
	l.core = New(&Policy{Lines: []Line{{ID: "a", NoWrapUp: true, Announce: []Announcement{
		{AfterS: 5, Say: TellWait, Prompt: "minutes"}}}}}, Config{})
	l.step(LinkUp{})
	for i := range 4 {
		id := AgentID(fmt.Sprint("agent-", i))
		for _, e := range []Event{SignedIn{Agent: id}, ScreenUp{id}, PhoneUp{id}, Ready{Agent: id}} {
			l.step(e)
		}
	}
	for range 20_000 {
		l.event()
	}
	for _, minutes := range expectSteps {
		waits := l.by[minutes]
		if len(waits) < 100 {
			continue
		}
		var sum time.Duration
		for _, w := range waits {
			sum += w
		}
		mean, least := sum/time.Duration(len(waits)), time.Duration(minutes)*time.Minute/3
		t.Logf("told %d min %d times: waited %s in the mean", minutes, len(waits), mean.Round(time.Second))
		if mean > time.Duration(minutes)*time.Minute*11/10 || mean < least {
			t.Errorf("told %d minutes, waited %s in the mean", minutes, mean)
		}
	}
	if len(l.by[3]) < 100 {
		t.Errorf("hardly anybody was told: %d", len(l.by[3]))
	}
}

// listener plays a line with exponential arrivals and talks.
type listener struct {
	t       *testing.T
	core    *Core
	random  *rand.Rand
	now     time.Duration
	calls   int
	next    time.Duration // arrival
	talking []talk
	told    map[CallID]telling
	by      map[int][]time.Duration // real waits by the minutes told
}

type talk struct {
	call CallID
	ends time.Duration
}

type telling struct {
	minutes int
	at      time.Duration
}

// event lets the next arrival, end of a talk or deadline come.
func (l *listener) event() {
	at, e := l.next, Event(nil)
	which := -1
	for i, k := range l.talking {
		if k.ends < at {
			at, which = k.ends, i
		}
	}
	if due, ok := l.core.Deadline(); ok && due.Sub(time.Unix(1_800_000_000, 0)) < at {
		at, e = due.Sub(time.Unix(1_800_000_000, 0)), Tick{}
	}
	l.now = at
	switch {
	case e != nil:
	case which >= 0:
		e = CallEnded{Call: l.talking[which].call, By: ByCaller}
		l.talking = append(l.talking[:which], l.talking[which+1:]...)
	default:
		l.calls++
		e = CallArrived{Call: CallID(fmt.Sprint(l.calls)), Line: "a"}
		l.next = at + time.Duration(l.random.ExpFloat64()*float64(80*time.Second))
	}
	l.step(e)
}

func (l *listener) step(e Event) {
	out := l.core.Step(time.Unix(1_800_000_000, 0).Add(l.now), e)
	var rung []OfferID
	for _, c := range out.Commands {
		switch c.Do {
		case Say:
			l.told[c.Call] = telling{c.Number, l.now}
		case Ring:
			rung = append(rung, c.Offer)
		}
	}
	for _, o := range rung {
		if w, ok := l.told[o.Call]; ok {
			l.by[w.minutes] = append(l.by[w.minutes], l.now-w.at)
		}
		l.talking = append(l.talking, talk{o.Call, l.now + time.Duration(l.random.ExpFloat64()*float64(5*time.Minute))})
		l.step(Joined{Offer: o})
	}
}
