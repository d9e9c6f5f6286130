package queue

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// toldGuest is what the world knows of a guest, from the records and the commands.
type toldGuest struct {
	agent AgentID
	state GuestState
	since moment
}

// guestWorks is what a colleague does while they are a guest.
var guestWorks = map[GuestState]Work{GuestRinging: Ringing, GuestJoining: Connecting, GuestIn: Talking, GuestMuted: Talking, GuestHeld: Talking}

func (k *told) guestOf(id AgentID) *toldGuest {
	if k == nil || id == "" {
		return nil
	}
	for _, g := range k.guests {
		if g.agent == id {
			return g
		}
	}
	return nil
}

func (k *told) guestIs(id AgentID) bool { return k.guestOf(id) != nil }

func (w *world) nameOf(p *person) AgentID {
	for id, other := range w.people {
		if other == p {
			return id
		}
	}
	return ""
}

// guestAct lets something happen to the guests of a talk, or to who might be one.
func (w *world) guestAct() {
	var talks []CallID
	for _, id := range w.ids {
		if k := w.calls[id]; !k.ended && k.state == CallTalking {
			talks = append(talks, id)
		}
	}
	if len(talks) == 0 {
		w.talk()
		return
	}
	id := rapid.SampledFrom(append(talks, "unknown")).Draw(w.T, "talk")
	by, n := AgentID("anna"), uint32(1)
	if k := w.calls[id]; k != nil {
		by = k.agent
		n = rapid.SampledFrom(append(slices.Sorted(maps.Keys(k.guests)), 1)).Draw(w.T, "leg")
	}
	leg := OfferID{id, n}
	w.step(rapid.SampledFrom([]Event{
		GuestInvited{Call: id, Agent: by, Guest: "ben"}, GuestInvited{Call: id, Agent: by, Guest: "cora"},
		GuestInvited{Call: id, Agent: by, Guest: "dora"}, GuestInvited{Call: id, Agent: by, Target: "112"},
		OfferRinging{leg}, OfferAnswered{leg}, OfferAnswered{leg}, Joined{leg}, Joined{leg},
		GuestPut{id, by, n, GuestMuted}, GuestPut{id, by, n, GuestHeld}, GuestPut{id, by, n, GuestIn}, GuestPut{id, by, n, "nowhere"},
		GuestRemoved{id, by, n}, HoldAsked{id, by}, CallerMuted{id, by, true}, HandedOver{id, by, n}, HandedOver{id, by, n}, OfferFailed{leg, FailDeclined}, LegEnded{leg, ByAgent},
	}).Draw(w.T, "guest act"))
}

// talk lets somebody come, or takes a call that rings, for few talks begin by chance.
func (w *world) talk() {
	for _, id := range w.ids {
		if k := w.calls[id]; !k.ended && k.state == CallOffered {
			w.step(OfferAnswered{k.offer})
			w.step(Joined{k.offer})
			return
		}
	}
	if len(w.ids) == 0 {
		w.arrive()
	}
	for _, id := range agentIDs[:rapid.IntRange(1, len(agentIDs)).Draw(w.T, "come")] {
		w.step(SignedIn{Agent: id, Role: Psychologist, Skills: map[Skill]Level{"x": 3, "y": 3}})
		w.step(ScreenUp{id})
		w.step(PhoneUp{id})
		w.step(Ready{Agent: id})
	}
}

// foundGuests decides which guests of a talk are found in Asterisk, and one that nobody knows of.
func (w *world) foundGuests(k *told, v *LiveCall) {
	for _, n := range slices.Sorted(maps.Keys(k.guests)) {
		if g := k.guests[n]; g.state.there() && rapid.IntRange(0, 3).Draw(w.T, "guest gone") > 0 {
			v.Guests = append(v.Guests, LiveGuest{N: n, Agent: g.agent, State: g.state})
		}
	}
	if rapid.IntRange(0, 3).Draw(w.T, "strange guest") == 0 {
		who := rapid.SampledFrom(append(agentIDs, "", "eva")).Draw(w.T, "who")
		v.Guests = append(v.Guests, LiveGuest{N: ^uint32(0) - 9, Agent: who, State: GuestMuted})
	}
}

// noteGuest learns what becomes of a guest. Nobody is a guest who has a call or is a guest already.
func (w *world) noteGuest(k *told, r Record) {
	g := k.guests[r.Offer]
	switch r.Kind {
	case RecInvited:
		w.mayCome(k, r)
		k.guests[r.Offer] = &toldGuest{r.Agent, GuestRinging, w.clock}
	case RecGuest:
		if g == nil { // found in Asterisk
			w.mayCome(k, r)
			g = &toldGuest{agent: r.Agent}
			k.guests[r.Offer] = g
		}
		if s := GuestState(r.Reason); s != g.state {
			g.state, g.since = s, w.clock
		}
	case RecGuestOut:
		if g == nil {
			w.Fatalf("guest %d of %s goes, who never came", r.Offer, r.Call)
		}
		delete(k.guests, r.Offer)
	}
}

func (w *world) mayCome(k *told, r Record) {
	if k.guests == nil {
		k.guests = map[uint32]*toldGuest{}
	}
	for id, other := range w.calls {
		if r.Agent != "" && !other.ended && (other.agent == r.Agent || other.guestIs(r.Agent)) {
			w.Fatalf("%s is a guest of %s while they have %s", r.Agent, r.Call, id)
		}
	}
	if k.state != CallTalking {
		w.Fatalf("a guest of %s, which is %s", r.Call, k.state)
	}
}

// noteTaken: who talks now was maybe a guest before, to whom the talk was handed over.
func (w *world) noteTaken(k *told, r Record) {
	if g := k.guests[r.Offer]; g != nil {
		if g.agent != r.Agent || g.state != GuestIn {
			w.Fatalf("%s was handed over to %s, who is %+v", r.Call, r.Agent, g)
		}
		delete(k.guests, r.Offer)
	}
}

// checkGuests sees that guests are only where somebody talks, that the screens are told of them as recorded, and that
// none of their passing states lasts.
func (w *world) checkGuests(v View, fail func(string, ...any)) {
	for _, c := range v.Calls {
		k, shown := w.calls[c.Call], 0
		for _, g := range c.Guests {
			if g.N == 0 {
				continue
			}
			shown++
			t := k.guests[g.N]
			if t == nil || t.agent != g.Agent || t.state != g.State {
				fail("guest %d of %s is told as %+v, recorded as %+v", g.N, c.Call, g, t)
				return
			}
			last := map[GuestState]moment{GuestRinging: 33e9, GuestJoining: 10e9, GuestHeld: 600e9}[g.State]
			if last != 0 && w.clock >= t.since+last {
				fail("guest %d of %s is %s since %d", g.N, c.Call, g.State, w.clock-t.since)
			}
		}
		if shown != len(k.guests) || shown > 0 && c.State != CallTalking {
			fail("call %s, %s, shows %d guests of %d", c.Call, c.State, shown, len(k.guests))
		}
	}
}

// TestTalks lives days in which talks with guests are what mostly happens.
func TestTalks(t *testing.T) {
	livesTalks(t, 3, (*world).guestAct)
}

// livesTalks lives days that begin with a talk, in which all but one of so many acts are of one kind.
func livesTalks(t *testing.T, of int, act func(*world)) {
	for range 5 { // times -rapid.checks
		rapid.Check(t, func(t *rapid.T) {
			w := newWorld(t)
			w.talk()
			for range rapid.IntRange(1, 120).Draw(t, "acts") {
				if rapid.IntRange(0, of).Draw(t, "kind") > 0 {
					act(w)
				} else {
					w.act()
				}
			}
		})
	}
}
