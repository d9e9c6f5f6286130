package agent

import (
	"encoding/json"
	"strings"
	"testing"

	"alo116/agent/form"
	"alo116/queue"
)

// ringing publishes a view in which a call of a known number rings for somebody.
func ringing(h *house, agent queue.AgentID, caller queue.Caller) queue.View {
	v := floorOf(agent, queue.Ringing, queue.CallOffered)
	v.Calls[0].Caller = caller
	h.hub.Publish(v)
	return v
}

var recognised = queue.Caller{Masked: "+355 69 ••• •• 01", Key: "canary-key"}

func contextOf(g got) (c struct {
	Call, State, Place string
	Contacts, Silent   int
	Last               int64
	Cases              []struct{ Code string }
	Approaches         []struct {
		Words, Name string
		Change      bool
	}
}) {
	var v struct{ Context json.RawMessage }
	_ = json.Unmarshal([]byte(g.raw), &v)
	_ = json.Unmarshal(v.Context, &c)
	return c
}

func state(want string) func(got) bool {
	return func(g got) bool { return contextOf(g).State == want }
}

func TestTheOfferRingsBeforeItsContextIsThere(t *testing.T) {
	h := open(t)
	h.store.asked = make(chan struct{})
	h.store.known = form.Known{Contacts: 3, Last: at(0), Silent: 2, Place: "al224", Cases: []form.KnownCase{{ID: "k", Code: "A-2030-0001"}},
		Approaches: []form.Approach{{ID: "n1", Words: "softly", Agent: "arben", Name: "Arben K.", Made: at(0)}, {ID: "n2", Words: "mine", Agent: "mira", Made: at(0)}}}
	s := h.sit(mira, "t1")
	ringing(h, "mira", recognised)
	if g := s.sees(func(g got) bool { return g.Offer != nil }); contextOf(g).State != "reading" {
		t.Errorf("the offer came with %s", g.raw)
	}
	close(h.store.asked)
	g := s.sees(state("known"))
	c := contextOf(g)
	if c.Call != "k1" || c.Contacts != 3 || c.Silent != 2 || c.Place != "al224" || c.Last != at(0).UnixMilli() || len(c.Cases) != 1 || c.Cases[0].Code != "A-2030-0001" {
		t.Errorf("got %s", g.raw)
	}
	if len(c.Approaches) != 2 || c.Approaches[0].Change || c.Approaches[0].Words != "softly" || !c.Approaches[1].Change {
		t.Errorf("got %s", g.raw)
	}
	if strings.Contains(g.raw, "canary") {
		t.Error("a screen is told what recognises a number")
	}
	h.hub.Publish(floorOf("mira", queue.Idle, ""))
	if g := s.sees(func(g got) bool { return g.Offer == nil }); contextOf(g).State != "" {
		t.Errorf("after the offer: %s", g.raw)
	}
}

func TestTheContextComesWhenTheStoreIsBack(t *testing.T) {
	h := open(t)
	h.store.known.Contacts = 7
	h.store.setAway(true)
	s := h.sit(mira, "t1")
	ringing(h, "mira", recognised)
	if g := s.sees(state("away")); g.Offer == nil {
		t.Errorf("the offer is gone: %s", g.raw)
	}
	h.store.setAway(false)
	if g := s.sees(state("known")); contextOf(g).Contacts != 7 {
		t.Errorf("got %s", g.raw)
	}
	h.store.mu.Lock()
	h.store.known.Contacts = 8
	h.store.mu.Unlock()
	h.hub.Reacquaint("mira")
	s.sees(func(g got) bool { return contextOf(g).Contacts == 8 })
}

func TestOfAWithheldNumberNothingIsKnown(t *testing.T) {
	h := open(t)
	h.store.known.Contacts = 7
	s := h.sit(mira, "t1")
	ringing(h, "mira", queue.Caller{Withheld: true})
	if g := s.sees(func(g got) bool { return g.Offer != nil }); contextOf(g).State != "withheld" || contextOf(g).Contacts != 0 {
		t.Errorf("got %s", g.raw)
	}
}

func TestALockedScreenIsToldNothingOfTheCaller(t *testing.T) {
	h := open(t)
	h.store.known.Approaches = []form.Approach{{Words: "softly"}}
	s := h.sit(mira, "t1")
	locked := h.dial("mira?locked=1")
	locked.say(`{"type":"hello","v":1,"tab":"t2"}`)
	ringing(h, "mira", recognised)
	s.sees(state("known"))
	if g := locked.sees(func(g got) bool { return g.Offer != nil }); strings.Contains(g.raw, "softly") || contextOf(g).State != "" {
		t.Errorf("got %s", g.raw)
	}
}

func TestTheHistoryIsTheCallersAndOnlyOnesOwnWordsAreIn(t *testing.T) {
	h := open(t)
	values := func() map[string]json.RawMessage {
		return map[string]json.RawMessage{"call_type": json.RawMessage(`"child_self"`), "note": json.RawMessage(`"the words"`), "directions": json.RawMessage(`[]`)}
	}
	h.store.earlier = []form.Earlier{
		{Contact: form.Contact{ID: "c1", Agent: "mira", Version: "1", Values: values()}, Name: "Mira H."},
		{Contact: form.Contact{ID: "c2", Call: queue.OutPrefix + "1", Agent: "arben", Version: "1", Values: values()}, Name: "Arben K."},
	}
	s := h.sit(mira, "t1")
	s.say(`{"type":"history","id":"h0","call":"k1"}`)
	if g := s.next("refused", "history"); g.Code != "gone" {
		t.Errorf("without a caller: %s", g.raw)
	}
	v := ringing(h, "mira", recognised)
	s.sees(state("known"))
	s.say(`{"type":"history","id":"h1","call":"k1"}`)
	g := s.next("history")
	var told history
	_ = json.Unmarshal([]byte(strings.ReplaceAll(g.raw, `"opened":0,`, "")), &told)
	if told.ID != "h1" || told.About != "k1" || len(told.Contacts) != 2 || told.More || !told.Contacts[0].Open || string(told.Contacts[0].Values["note"]) != `"the words"` ||
		told.Contacts[0].Values["directions"] != nil || told.Contacts[1].Open || told.Contacts[1].Values["note"] != nil || told.Contacts[1].Name != "Arben K." ||
		told.Contacts[0].Out || !told.Contacts[1].Out {
		t.Errorf("got %s", g.raw)
	}
	if c, talks := h.hub.AtHand(t.Context(), "mira"); !talks || c.Key != "canary-key" {
		t.Errorf("at hand: %+v, %v", c, talks)
	}
	if _, talks := h.hub.AtHand(t.Context(), "arben"); talks {
		t.Error("arben talks with nobody")
	}
	v.Agents[0].Work, v.Calls[0].State = queue.Talking, queue.CallTalking
	h.hub.Publish(v)
	s.sees(func(g got) bool { return g.Me.Work == "talking" })
	over := floorOf("mira", queue.WrappingUp, "")
	h.hub.Publish(over)
	s.sees(func(g got) bool { return g.Me.Work == "wrap_up" && contextOf(g).State == "known" })
	if c, talks := h.hub.AtHand(t.Context(), "mira"); !talks || c.Key != "canary-key" {
		t.Errorf("in the wrap-up: %+v, %v", c, talks)
	}
	h.store.setAway(true)
	s.say(`{"type":"history","id":"h2","call":"k1"}`)
	if g := s.next("refused"); g.Code != "unavailable" || g.ID != "h2" {
		t.Errorf("got %s", g.raw)
	}
}
