package agent

import (
	"runtime"
	"testing"

	"alo116/agent/form"
	"alo116/queue"
)

const unit = "+355690000077"

// atRest is somebody who is idle, with a phone, in a house whose directory has one agency to be called.
func atRest(t *testing.T) (*house, *screen) {
	h := open(t)
	h.hub.SetCallable([]Callable{{unit, "Njësia, Bashkia Provë"}})
	s := h.sit(mira, "t1")
	h.hub.Publish(floorOf("mira", queue.Idle, ""))
	s.sees(func(g got) bool { return g.Me.Phone })
	return h, s
}

// callsPlace gives the code of the refusal, or nothing.
func (s *screen) callsPlace(place, about string) string {
	s.t.Helper()
	s.say(`{"type":"call_place","id":"p","divert":"` + place + `","case":"` + about + `"}`)
	return s.next("calling", "refused").Code
}

func TestAPlaceOfTheListIsCalledWithoutACaller(t *testing.T) {
	h, s := atRest(t)
	for place, target := range map[string]string{"112": "112", "duty": "duty", "night": "night", unit: queue.AgencyTarget + unit} {
		if code := s.callsPlace(place, ""); code != "" {
			t.Fatalf("%s is refused: %s", place, code)
		}
		if e := h.asked(); e.Agent != "mira" || e.Line != "116000" || e.Target != target || !e.Call.ToPlace() || e.Caller != (queue.Caller{}) {
			t.Errorf("asked for %+v", e)
		}
	}
	for _, place := range []string{"", "0042", "contact:c-1", queue.AgencyTarget + unit, "h"} {
		if code := s.callsPlace(place, ""); code != "no_place" {
			t.Errorf("%q: %q", place, code)
		}
	}
}

// TestWhoCallsWhichPlaceIsKept: also what is called while the database is away, for whoever calls the police must get through.
func TestWhoCallsWhichPlaceIsKept(t *testing.T) {
	h, s := atRest(t)
	h.store.setAway(true)
	if code := s.callsPlace(unit, ""); code != "" {
		t.Fatalf("refused: %s", code)
	}
	call := h.asked().Call
	if code := s.callsPlace("112", "case-1"); code != "unavailable" {
		t.Errorf("about a case that nobody can look at: %q", code)
	}
	h.store.setAway(false)
	want := form.PlaceCall{Call: call, By: "mira", Place: unit, Name: "Njësia, Bashkia Provë"}
	for len(h.store.placesCalled()) == 0 && t.Context().Err() == nil {
		runtime.Gosched() // it is tried again by itself
	}
	if got := h.store.placesCalled(); got[0] != want {
		t.Errorf("kept %+v", got)
	}
}

func TestACallAboutACaseIsKeptWithIt(t *testing.T) {
	h, s := atRest(t)
	h.store.file(form.Contact{ID: "case-1"}, form.Whose{Agent: "mira"})
	if code := s.callsPlace("112", "case-1"); code != "" {
		t.Fatalf("refused: %s", code)
	}
	want := form.PlaceCall{Call: h.asked().Call, By: "mira", Place: "112", Case: "case-1"}
	if got := h.store.placesCalled(); len(got) != 1 || got[0] != want {
		t.Errorf("kept %+v", got)
	}
}

func TestNobodyCallsAPlaceInATalkOrWithoutAPhone(t *testing.T) {
	h, s := atRest(t)
	h.hub.Publish(floorOf("mira", queue.Talking, queue.CallTalking))
	s.sees(func(g got) bool { return g.Me.Work == string(queue.Talking) })
	if code := s.callsPlace("112", ""); code != "in_call" {
		t.Errorf("in a talk: %q", code)
	}
	v := floorOf("mira", queue.Idle, "")
	v.Agents[0].Phone = false
	h.hub.Publish(v)
	s.sees(func(g got) bool { return !g.Me.Phone })
	if code := s.callsPlace("112", ""); code != "no_phone" {
		t.Errorf("without a phone: %q", code)
	}
}

// TestAPlaceIsShownByItsNameAndBeginsNoContact from the ringing to the work after it, and what came of it, too.
func TestAPlaceIsShownByItsNameAndBeginsNoContact(t *testing.T) {
	h, s := atRest(t)
	out := func(work queue.Work, state queue.CallState) queue.View {
		v := floorOf("mira", work, state)
		v.Agents[0].Call = "out-place-1"
		for i := range v.Calls {
			v.Calls[i].Call, v.Calls[i].Out, v.Calls[i].Refused, v.Calls[i].Caller = "out-place-1", queue.AgencyTarget+unit, 0, queue.Caller{}
		}
		return v
	}
	named := func(p *placeView) bool {
		return p != nil && p.Code == unit && p.Label["sq"] == "Njësia, Bashkia Provë" && p.Label["en"] != ""
	}
	h.hub.Publish(out(queue.Reserved, queue.CallOffered))
	s.sees(func(g got) bool { return g.Offer != nil && g.Offer.Out && named(g.Offer.Place) })
	h.hub.Publish(out(queue.Talking, queue.CallTalking))
	h.hub.Record([]queue.Record{{Kind: queue.RecConnected, Call: "out-place-1", Agent: "mira", Outgoing: true}})
	s.sees(func(g got) bool {
		return g.Call != nil && named(g.Call.Place) && g.record(t) == nil && !g.Contact_pending && contextOf(g).State == ""
	})
	v := out(queue.WrappingUp, "")
	h.hub.Publish(v)
	s.sees(func(g got) bool {
		return g.Call != nil && g.Call.State == "ended" && named(g.Call.Place) && g.record(t) == nil && !g.Contact_pending
	})
	h.hub.Publish(out(queue.Dialling, queue.CallDialling))
	s.sees(func(g got) bool { return g.Me.Work == string(queue.Dialling) })
	h.hub.Record([]queue.Record{{Kind: queue.RecEnded, Call: "out-place-1", Agent: "mira", Outgoing: true, Reason: string(queue.EndBusy), At: at(40)}})
	h.hub.Publish(floorOf("mira", queue.Idle, ""))
	s.sees(func(g got) bool {
		return g.Fruitless != nil && g.Fruitless.Reason == "busy" && named(g.Fruitless.Place)
	})
	if code := s.callsPlace("112", ""); code != "" { // a round trip: what would have begun a contact has been done
		t.Fatal(code)
	}
	if _, begun := h.store.contacts["c-out-place-1"]; begun {
		t.Error("a contact was begun")
	}
}
