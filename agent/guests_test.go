package agent

import (
	"strings"
	"testing"

	"alo116/queue"
)

func TestACounsellorAsksGuestsIntoTheirTalk(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	v := waitingFloor("mira", queue.Talking, queue.CallTalking)
	v.Calls[0].Guests[0] = queue.GuestView{N: 2, Target: "112", State: queue.GuestIn, Since: at(13)}
	v.Calls[0].Guests[1] = queue.GuestView{N: 3, Target: "agency:+355690000077", State: queue.GuestIn, Since: at(13)}
	h.hub.SetCallable([]Callable{{"+355690000077", "Njësia, Bashkia Provë"}})
	h.hub.Publish(v)
	s.sees(func(g got) bool {
		return strings.Contains(g.raw, `"guests":[{"leg":2,"agent":"","name":"","place":"112","state":"in","since":1893574813000},{"leg":3,"agent":"","name":"","place":"+355690000077","state":"in","since":1893574813000}],"host":"","guest":""`)
	})
	for m, want := range map[string]string{
		`{"type":"invite","call":"k2","to":"arben"}`:                "gone",
		`{"type":"invite","call":"k1"}`:                             "invalid",
		`{"type":"invite","call":"k1","to":"mira"}`:                 "invalid",
		`{"type":"invite","call":"k1","to":"gone"}`:                 "invalid",
		`{"type":"invite","call":"k1","divert":"+355690000099"}`:    "invalid",
		`{"type":"invite","call":"k1","to":"arben","divert":"112"}`: "invalid",
		`{"type":"invite","call":"k1","divert":"agency:112"}`:       "invalid",
		`{"type":"guest","call":"k1","leg":7,"state":"held"}`:       "gone",
		`{"type":"guest","call":"k1","leg":2,"state":"ringing"}`:    "invalid",
		`{"type":"remove","call":"k1"}`:                             "gone",
		`{"type":"hand_over","call":"k1","leg":9}`:                  "gone",
	} {
		if got := s.refusedAs(m); got != want {
			t.Errorf("%s: %q, want %q", m, got, want)
		}
	}
	h.expect(queue.SignedIn{Agent: "mira"}, queue.ScreenUp{Agent: "mira"})
	for _, c := range []struct {
		say  string
		want queue.Event
	}{
		{`{"type":"invite","call":"k1","to":"arben"}`, queue.GuestInvited{Call: "k1", Agent: "mira", Guest: "arben"}},
		{`{"type":"invite","call":"k1","divert":"112"}`, queue.GuestInvited{Call: "k1", Agent: "mira", Target: "112"}},
		{`{"type":"invite","call":"k1","divert":"+355690000077"}`, queue.GuestInvited{Call: "k1", Agent: "mira", Target: "agency:+355690000077"}},
		{`{"type":"guest","call":"k1","leg":2,"state":"held"}`, queue.GuestPut{Call: "k1", Agent: "mira", N: 2, State: queue.GuestHeld}},
		{`{"type":"remove","call":"k1","leg":2}`, queue.GuestRemoved{Call: "k1", Agent: "mira", N: 2}},
		{`{"type":"hand_over","call":"k1","leg":2}`, queue.HandedOver{Call: "k1", Agent: "mira", N: 2}},
	} {
		s.say(c.say)
		h.expect(c.want)
	}
	h.hub.SetCallable(nil) // a supervisor took it back
	if got := s.refusedAs(`{"type":"invite","call":"k1","divert":"+355690000077"}`); got != "invalid" {
		t.Errorf("what may be called no more: %q", got)
	}
	full := v
	full.Calls = append([]queue.CallView{}, v.Calls...)
	for i := range full.Calls[0].Guests {
		full.Calls[0].Guests[i] = queue.GuestView{N: uint32(i + 2), Target: "112", State: queue.GuestHeld, Since: at(14)}
	}
	h.hub.Publish(full)
	s.sees(func(g got) bool { return strings.Contains(g.raw, `"leg":4`) })
	if got := s.refusedAs(`{"type":"invite","call":"k1","to":"arben"}`); got != "busy" {
		t.Errorf("a fourth guest: %q", got)
	}
}

// TestAGuestSeesWhoseTalkItIs follows a colleague who is asked into a talk: it rings, they are in it, without a record of their own, and
// it is theirs when it is handed over.
func TestAGuestSeesWhoseTalkItIs(t *testing.T) {
	h := open(t)
	h.sit(mira, "t1")
	s := h.sit(arben, "t2")
	v := waitingFloor("mira", queue.Talking, queue.CallTalking)
	publish := func(work queue.Work, state queue.GuestState) {
		v.Calls, v.Agents = append([]queue.CallView{}, v.Calls...), append([]queue.AgentView{}, v.Agents...)
		v.Calls[0].Guests[0] = queue.GuestView{N: 2, Agent: "arben", State: state, Since: at(13)}
		for i := range v.Agents {
			if v.Agents[i].Agent == "arben" {
				v.Agents[i].Work, v.Agents[i].Call, v.Agents[i].Offer = work, "k1", queue.OfferID{Call: "k1", N: 2}
			}
		}
		h.hub.Publish(v)
	}
	publish(queue.Ringing, queue.GuestRinging)
	s.sees(func(g got) bool {
		return strings.Contains(g.raw, `"offer":{"id":"k1.2","call":"k1","n":2`) && strings.Contains(g.raw, `"deadline":1893574843000`) && strings.Contains(g.raw, `"host":"Mira H."`)
	})
	publish(queue.Talking, queue.GuestMuted)
	g := s.sees(func(g got) bool { return g.Call != nil && strings.Contains(g.raw, `"host":"Mira H.","guest":"muted"`) })
	if !strings.Contains(g.raw, `"contact":null,"contact_pending":false`) || !strings.Contains(g.raw, `"guests":[]`) {
		t.Errorf("a guest sees what is the host's: %s", g.raw)
	}
	if got := s.refusedAs(`{"type":"hold","call":"k1"}`); got != "not_allowed" {
		t.Errorf("a guest holds the caller: %q", got)
	}
	v.Calls[0].Agent = "arben"
	v.Calls[0].Offer = queue.OfferID{Call: "k1", N: 2}
	v.Agents[0].Work, v.Agents[0].Call = queue.WrappingUp, "k1"
	v.Calls = append([]queue.CallView{}, v.Calls...)
	v.Calls[0].Guests = [queue.MaxGuests]queue.GuestView{}
	h.hub.Publish(v)
	s.sees(func(g got) bool {
		return strings.Contains(g.raw, `"host":"","guest":""`) && strings.Contains(g.raw, `"contact":{"id":"c-k1"`)
	})
}
