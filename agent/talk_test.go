package agent

import (
	"strings"
	"testing"

	"alo116/queue"
)

func TestACounsellorHoldsAndResumesTheirCaller(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.hub.Publish(waitingFloor("mira", queue.Talking, queue.CallTalking))
	s.sees(func(g got) bool { return g.Me.Work == "talking" })
	for m, want := range map[string]string{
		`{"type":"hold","call":"k2"}`:      "gone",
		`{"type":"hold","call":"k9"}`:      "gone",
		`{"type":"resume","call":"k2"}`:    "gone",
		`{"type":"take_back","call":"k1"}`: "gone",
	} {
		if got := s.refusedAs(m); got != want {
			t.Errorf("%s: %q, want %q", m, got, want)
		}
	}
	h.expect(queue.SignedIn{Agent: "mira"}, queue.ScreenUp{Agent: "mira"})
	s.say(`{"type":"hold","call":"k1"}`)
	h.expect(queue.HoldAsked{Call: "k1", Agent: "mira"})
	s.say(`{"type":"resume","call":"k1"}`)
	h.expect(queue.ResumeAsked{Call: "k1", Agent: "mira"})

	held := waitingFloor("mira", queue.Talking, queue.CallTalking)
	held.Calls[0].Held = at(12)
	h.hub.Publish(held)
	if g := s.sees(func(g got) bool { return strings.Contains(g.raw, `"held":1893574812000`) }); g.Call == nil {
		t.Errorf("no call: %s", g.raw)
	}
}

func TestACounsellorMutesTheirCallerAlone(t *testing.T) {
	h := open(t)
	s, board := h.sit(mira, "t1"), h.sit(drita, "t2")
	v := waitingFloor("mira", queue.Talking, queue.CallTalking)
	v.Calls[0].Muted = at(12)
	v.Calls[0].Guests[0] = queue.GuestView{N: 2, Target: "112", State: queue.GuestIn, Since: at(13)}
	h.hub.Publish(v)
	s.sees(func(g got) bool { return strings.Contains(g.raw, `"muted":1893574812000`) })
	board.sees(func(g got) bool {
		return g.Board != nil && len(g.Board.Calls) > 0 && strings.Contains(g.raw, `"refused":1,"guests":[{"leg":2,"agent":"","name":"","place":"112","state":"in"`)
	})
	for m, want := range map[string]string{
		`{"type":"caller","call":"k2","state":"muted"}`: "gone",
		`{"type":"caller","call":"k1","state":"held"}`:  "invalid",
		`{"type":"caller","call":"k1"}`:                 "invalid",
	} {
		if got := s.refusedAs(m); got != want {
			t.Errorf("%s: %q, want %q", m, got, want)
		}
	}
	if got := board.refusedAs(`{"type":"caller","call":"k1","state":"muted"}`); got != "not_allowed" {
		t.Errorf("another's caller: %q", got)
	}
	h.expect(queue.SignedIn{Agent: "mira"}, queue.ScreenUp{Agent: "mira"}, queue.SignedIn{Agent: "drita"}, queue.ScreenUp{Agent: "drita"})
	s.say(`{"type":"caller","call":"k1","state":"muted"}`)
	h.expect(queue.CallerMuted{Call: "k1", Agent: "mira", On: true})
	s.say(`{"type":"caller","call":"k1","state":"in"}`)
	h.expect(queue.CallerMuted{Call: "k1", Agent: "mira"})
}

func TestNobodyHoldsAnothersCaller(t *testing.T) {
	h := open(t)
	s := h.sit(drita, "t1")
	h.hub.Publish(waitingFloor("mira", queue.Talking, queue.CallTalking))
	s.sees(func(g got) bool { return g.Board != nil && len(g.Board.Calls) == 2 })
	for _, m := range []string{`{"type":"hold","call":"k1"}`, `{"type":"resume","call":"k1"}`} {
		if got := s.refusedAs(m); got != "not_allowed" {
			t.Errorf("%s: %q", m, got)
		}
	}
}

// TestAGivenCallIsTakenBack follows a transfer from the side of who gave the call away.
func TestAGivenCallIsTakenBack(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.hub.Publish(waitingFloor("mira", queue.Talking, queue.CallTalking))
	s.sees(func(g got) bool { return strings.Contains(g.raw, `"contact":{"id":"c-k1"`) })
	given := waitingFloor("mira", queue.WrappingUp, queue.CallWaiting)
	given.Calls[0].Agent, given.Calls[0].Giver = "", "mira"
	h.hub.Publish(given)
	s.sees(func(g got) bool { return g.Call != nil && g.Call.State == "given" })
	if got := s.refusedAs(`{"type":"close","contact":"c-k1","rev":0}`); got != "in_call" {
		t.Errorf("closing the record of a call that goes on: %q", got)
	}
	h.expect(queue.SignedIn{Agent: "mira"}, queue.ScreenUp{Agent: "mira"})
	s.say(`{"type":"take_back","call":"k1"}`)
	h.expect(queue.TakenBack{Call: "k1", Agent: "mira"})

	taken := waitingFloor("arben", queue.Talking, queue.CallTalking)
	taken.Agents[0].Agent = "mira"
	taken.Agents[0].Work, taken.Agents[0].Call = queue.WrappingUp, "k1"
	h.hub.Publish(taken)
	s.sees(func(g got) bool {
		return g.Call != nil && g.Call.State == "ended" && strings.Contains(g.raw, `"contact":null`) && len(g.Unfinished) == 0
	})
}

func TestWhereATalkCanGo(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.sit(drita, "t2")
	v := waitingFloor("mira", queue.Talking, queue.CallTalking)
	v.Agents = append(v.Agents, queue.AgentView{Agent: "drita", Role: queue.Supervisor, Presence: queue.IsReady, Work: queue.Idle, Screen: true, Phone: true})
	h.hub.Publish(v)
	s.sees(func(g got) bool { return g.Me.Work == "talking" })
	s.say(`{"type":"ways","id":"w1"}`)
	if raw, want := s.next("ways").raw, `"people":[{"id":"drita","name":"Drita S.","role":"supervisor","free":true}],"skills":["rom"],"divert":["duty","night","office"],"ask":[{"id":"drita","name":"Drita S.","role":"supervisor","free":true}],"emergency":[{"number":"112",`; !strings.Contains(raw, want) {
		t.Errorf("got  %s\nwant %s", raw, want)
	}
}

func TestDangerIsOnEveryBoardAndTellsWhomToCall(t *testing.T) {
	h := open(t)
	s, board := h.sit(mira, "t1"), h.sit(drita, "t2")
	v := waitingFloor("mira", queue.Talking, queue.CallTalking)
	h.hub.Publish(v)
	s.sees(func(g got) bool { return g.Me.Work == "talking" })
	if got := s.refusedAs(`{"type":"danger","call":"k2"}`); got != "gone" {
		t.Errorf("danger of a call that nobody talks on: %q", got)
	}
	if got := board.refusedAs(`{"type":"danger","call":"k1"}`); got != "not_allowed" {
		t.Errorf("danger of another's call: %q", got)
	}
	s.say(`{"type":"danger","call":"k1"}`)
	if raw := s.next("emergency").raw; !strings.Contains(raw, `"about":"k1","numbers":[{"number":"112","label":{"en":`) {
		t.Errorf("got %s", raw)
	}
	for e := range h.events {
		if e == (queue.DangerNoted{Call: "k1", Agent: "mira"}) {
			break
		}
	}
	v.Calls[0].Danger = at(13)
	h.hub.Publish(v)
	for _, screen := range []*screen{s, board} {
		screen.sees(func(g got) bool { return strings.Contains(g.raw, `"danger":1893574813000`) })
	}
}
