package agent

import (
	"encoding/json"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/queue"
)

// arrives begins a screen, and leaves its first view to be read.
func (h *house) arrives(p Person, tab string) *screen {
	h.t.Helper()
	s := h.dial(p.ID)
	s.say(`{"type":"hello","v":1,"tab":"` + tab + `"}`)
	s.next("welcome")
	return s
}

// offers waits until a screen offers exactly these to be opened again.
func (s *screen) offers(contacts ...string) {
	s.t.Helper()
	s.sees(func(g got) bool {
		same := len(g.Reopenable) == len(contacts)
		for i := range g.Reopenable {
			same = same && g.Reopenable[i].Contact == contacts[i]
		}
		return same
	})
}

func TestWhatOneClosedCanBeHadAgainOnEveryScreenOfTheirs(t *testing.T) {
	h := open(t)
	mine, other := h.sit(mira, "t1"), h.sit(mira, "t2")
	h.hub.Publish(floorOf("mira", queue.WrappingUp, queue.CallLeaving))
	h.store.file(form.Contact{ID: "c-1", Call: "k9", Line: "116111", Agent: "mira", Version: "1", Closed: true, OpenedAt: time.Now(),
		Values: map[string]json.RawMessage{"call_type": json.RawMessage(`"silent"`)}}, form.Whose{Agent: "mira"})
	mine.say(`{"type":"reopen","id":"r","contact":"c-1"}`)
	mine.sees(func(g got) bool { return len(g.Unfinished) == 1 })
	mine.say(`{"type":"close","id":"c","contact":"c-1","rev":0}`)
	mine.offers("c-1")
	other.offers("c-1")
	if g := h.arrives(drita, "t3").next("view"); len(g.Reopenable) != 0 {
		t.Errorf("a colleague is shown it: %s", g.raw)
	}
	if code := other.reopens("c-1"); code != "" {
		t.Fatal(code)
	}
	mine.offers()
}

func TestWhatOneClosedIsStillThereAfterARestart(t *testing.T) {
	h := open(t)
	h.store.file(form.Contact{ID: "c-1", Call: "k9", Line: "116111", Agent: "mira", Version: "1", Closed: true, OpenedAt: time.Now().Add(-time.Hour),
		Values: map[string]json.RawMessage{"directions": json.RawMessage(`["counselling"]`)}}, form.Whose{Agent: "mira", Age: 14 * time.Minute})
	g := h.arrives(mira, "t1").sees(func(g got) bool { return len(g.Reopenable) == 1 })
	if c := g.Reopenable[0]; c.Contact != "c-1" || c.Line != "116111" || !c.Case || time.Since(time.UnixMilli(c.Closed)) < 14*time.Minute {
		t.Errorf("got %s", g.raw)
	}
	if g := h.arrives(drita, "t2").next("view"); len(g.Reopenable) != 0 {
		t.Errorf("a colleague is shown it: %s", g.raw)
	}
}

func TestWhatOneClosedIsGoneAfterAQuarterOfAnHour(t *testing.T) {
	p := &person{Person: mira}
	for age, want := range map[time.Duration]int{15*time.Minute - 10*time.Second: 1, 15 * time.Minute: 0} {
		p.closed = []form.Finished{{ID: "c-1", ClosedAt: time.Now().Add(-age)}}
		if got := len(p.reopenable()); got != want {
			t.Errorf("after %s: %d", age, got)
		}
	}
	p.closed = []form.Finished{{ID: "c-1", ClosedAt: time.Now().Add(-15 * time.Minute)}}
	p.keep(form.Finished{ID: "c-2", ClosedAt: time.Now()})
	if len(p.closed) != 1 || p.closed[0].ID != "c-2" {
		t.Errorf("it is kept in mind for ever: %+v", p.closed)
	}
}

func TestWhatWasEnteredForAColleagueIsTheirsToHaveAgain(t *testing.T) {
	h := open(t)
	mine, theirs := h.sit(mira, "t1"), h.sit(drita, "t2")
	h.store.file(form.Contact{ID: "c-1", Agent: "mira", Version: "1", Closed: true, OpenedAt: time.Now(),
		Values: map[string]json.RawMessage{"call_type": json.RawMessage(`"silent"`), "taken_by": json.RawMessage(`"drita"`)}}, form.Whose{Agent: "mira"})
	if code := mine.reopens("c-1"); code != "" {
		t.Fatal(code)
	}
	mine.say(`{"type":"close","id":"c","contact":"c-1","rev":0}`)
	theirs.offers("c-1")
	h.arrives(mira, "t3").offers()
}

func TestALockedScreenShowsNothingThatWasClosed(t *testing.T) {
	if v := (ownView{Closed: []finishedView{{Contact: "c-1"}}}).covered(); v.Closed == nil || len(v.Closed) != 0 {
		t.Errorf("it shows %+v", v.Closed)
	}
}
