package agent

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"alo116/queue"
)

// talking sits Mira down in a call whose contact is open.
func talking(t *testing.T) (*house, *screen) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.expect(queue.SignedIn{Agent: "mira"}, queue.ScreenUp{Agent: "mira"})
	h.hub.Publish(floorOf("mira", queue.Talking, queue.CallTalking))
	s.sees(func(g got) bool { return g.record(t) != nil })
	return h, s
}

func set(id, field, value string, rev int) string {
	return fmt.Sprintf(`{"type":"set","id":%q,"contact":"c-k1","field":%q,"value":%s,"rev":%d}`, id, field, value, rev)
}

// losesHold tries msg again, as pages do, until it is refused for good.
func (s *screen) losesHold(msg string) {
	s.t.Helper()
	for {
		s.say(msg)
		g := s.next("refused", "saved")
		if g.Code == "unavailable" { // what is open may not be loaded yet
			continue
		}
		if g.Code != "not_yours" {
			s.t.Errorf("got %s", g.raw)
		}
		return
	}
}

func TestOneKeyClosesAContactAndTheWrapUp(t *testing.T) {
	h, s := talking(t)
	s.say(`{"type":"close","id":"c0","contact":"c-k1","rev":0}`)
	if g := s.next("refused"); g.Code != "in_call" {
		t.Errorf("close in a call: %s", g.raw)
	}
	h.hub.Publish(floorOf("mira", queue.WrappingUp, ""))
	s.sees(func(g got) bool { return g.Me.Work == "wrap_up" })
	s.say(`{"type":"close","id":"c1","contact":"c-k1","rev":0}`)
	if g := s.next("refused"); g.Code != "incomplete" || len(g.Fields) != 1 || g.Fields[0] != "call_type" {
		t.Errorf("close without a type: %s", g.raw)
	}
	s.say(set("s1", "call_type", `"silent"`, 0))
	if g := s.next("saved"); g.ID != "s1" || g.Rev != 1 || g.Field != "call_type" {
		t.Errorf("set: %s", g.raw)
	}
	s.say(`{"type":"close","id":"c2","contact":"c-k1","rev":1}`)
	if g := s.next("saved"); g.ID != "c2" || !g.Closed {
		t.Errorf("close: %s", g.raw)
	}
	h.expect(queue.WrapUpDone{Agent: "mira"})
	s.losesHold(set("s2", "note", `"late"`, 1))
}

func TestAContactOfNoCaseStaysOpen(t *testing.T) {
	h, s := talking(t)
	s.say(set("s1", "call_type", `"silent"`, 0))
	s.next("saved")
	h.store.mu.Lock()
	h.store.noCase = true
	h.store.mu.Unlock()
	h.hub.Publish(floorOf("mira", queue.WrappingUp, ""))
	s.sees(func(g got) bool { return g.Me.Work == "wrap_up" })
	s.say(`{"type":"close","id":"c1","contact":"c-k1","rev":1}`)
	if g := s.next("refused", "saved"); g.Code != "incomplete" || len(g.Fields) != 1 || g.Fields[0] != "case" || !strings.Contains(g.raw, `"no_case"`) {
		t.Errorf("got %s", g.raw)
	}
}

func TestTwoTabsSeeWhatOneTyped(t *testing.T) {
	h, s := talking(t)
	two := h.sit(mira, "t2")
	s.say(set("s1", "note", ` "ë\n" `, 0))
	g := two.sees(func(g got) bool { c := g.record(t); return c != nil && c.Rev == 1 })
	if string(g.record(t).Values["note"]) != `"ë\n"` {
		t.Errorf("second tab: %s", g.raw)
	}
	s.say(set("s2", "note", `null`, 1))
	two.sees(func(g got) bool { c := g.record(t); return c != nil && c.Rev == 2 && len(c.Values) == 0 })
}

func TestWhatTheStoreRefuses(t *testing.T) {
	h, s := talking(t)
	h.sit(arben, "t9").say(set("a", "note", `"x"`, 0)) // not his
	s.say(set("v", "call_type", `"nonsense"`, 0))
	if g := s.next("refused"); g.Code != "invalid" || g.Field != "call_type" {
		t.Errorf("bad code: %s", g.raw)
	}
	h.store.setAway(true)
	s.say(set("u", "note", `"x"`, 0))
	if g := s.next("refused"); g.Code != "unavailable" || g.ID != "u" {
		t.Errorf("store away: %s", g.raw)
	}
	h.store.setAway(false)
	if _, err := h.store.Set(t.Context(), "c-k1", "mira", "note", json.RawMessage(`"other"`), 0); err != nil {
		t.Fatal(err)
	}
	s.say(set("k", "note", `"mine"`, 0))
	g := s.next("refused")
	if g.Code != "conflict" || g.Rev != 1 {
		t.Errorf("conflict: %s", g.raw)
	}
	s.say(set("k2", "note", `"mine"`, 1))
	if g := s.next("saved", "refused"); g.Type != "saved" || g.Rev != 2 {
		t.Errorf("after the conflict: %s", g.raw)
	}
}

func TestALostAnswerIsSaidAgain(t *testing.T) {
	h, s := talking(t)
	h.store.mu.Lock()
	h.store.loseNext = true
	h.store.mu.Unlock()
	s.say(set("s1", "note", `"x"`, 0))
	if g := s.next("refused"); g.Code != "unavailable" {
		t.Errorf("lost: %s", g.raw)
	}
	s.say(set("s1", "note", `"x"`, 0))
	if g := s.next("saved", "refused"); g.Type != "saved" || g.Rev != 1 {
		t.Errorf("again: %s", g.raw)
	}
}

func TestManySavesKeepTheirOrder(t *testing.T) {
	h, s := talking(t)
	for n := range 10 {
		s.say(set(fmt.Sprint(n), "note", fmt.Sprintf(`"%d"`, n), n))
	}
	for n := range 10 {
		if g := s.next("saved", "refused"); g.Type != "saved" || g.ID != fmt.Sprint(n) || g.Rev != int64(n+1) {
			t.Fatalf("save %d: %s", n, g.raw)
		}
	}
	if v := h.store.copyOf("c-k1").Values["note"]; string(v) != `"9"` {
		t.Errorf("the store has %s", v)
	}
}

func TestAHandedOverContactChangesScreens(t *testing.T) {
	h, s := talking(t)
	a := h.sit(arben, "t2")
	v := floorOf("arben", queue.Talking, queue.CallTalking)
	v.Agents = append(v.Agents, floorOf("mira", queue.Idle, "").Agents...)
	h.hub.Publish(v)
	a.sees(func(g got) bool { return g.record(t) != nil })
	s.sees(func(g got) bool { return g.Me.Work == "idle" && g.record(t) == nil && len(g.Unfinished) == 0 })
	s.losesHold(set("s", "note", `"x"`, 0))
}

func TestWrapUpEndsWithoutTheStore(t *testing.T) {
	h, s := talking(t)
	h.hub.Publish(floorOf("mira", queue.WrappingUp, ""))
	s.sees(func(g got) bool { return g.Me.Work == "wrap_up" })
	s.say(`{"type":"wrapup_done","call":"k0"}`) // another call's: late, and nothing
	s.say(`{"type":"wrapup_done","call":"k1"}`)
	h.expect(queue.WrapUpDone{Agent: "mira"})
}

// A sealed number goes to the contact's store and to no screen, whichever of record and view tells first of the talk.
func TestASealedNumberGoesToTheStoreAlone(t *testing.T) {
	for _, recordFirst := range []bool{true, false} {
		h := open(t)
		mine, board := h.sit(mira, "t1"), h.sit(drita, "t2")
		v := floorOf("mira", queue.Talking, queue.CallTalking)
		v.Calls[0].Caller.Sealed, v.Calls[0].Caller.Earlier, v.Calls[0].Caller.Key = "canary-sealed", "canary-earlier", "canary-key"
		if recordFirst {
			h.hub.Record([]queue.Record{{Kind: queue.RecConnected, Call: "k1", Line: "116111", Agent: "mira", At: at(20)}})
		}
		h.hub.Publish(v)
		mine.sees(func(g got) bool { return canaryFree(t, g) && g.record(t) != nil })
		board.sees(func(g got) bool { return canaryFree(t, g) && strings.Contains(g.raw, "k1") })
		h.store.mu.Lock()
		if number := string(h.store.number); number != "canary-sealed" {
			t.Errorf("record first %v: the store was given %q", recordFirst, number)
		}
		h.store.mu.Unlock()
	}
}

func canaryFree(t *testing.T, g got) bool {
	t.Helper()
	if strings.Contains(g.raw, "canary") {
		t.Errorf("a screen is told %s", g.raw)
	}
	return true
}

func TestAShortCallLeavesItsContact(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.hub.Record([]queue.Record{{Kind: queue.RecConnected, Call: "k7", Line: "116111", Agent: "mira", At: at(1)}})
	h.hub.Publish(floorOf("mira", queue.Idle, "")) // over before anybody was told
	s.sees(func(g got) bool { return len(g.Unfinished) == 1 && g.Unfinished[0].Call == "k7" })
}
