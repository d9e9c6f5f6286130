package queue

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// unreached: it goes out, and nobody answered yet.
func (k *told) unreached() bool { return k.out && !k.there }

// target is whom it calls, by name.
func (k *told) target() string {
	if k.out {
		return "contact:7"
	}
	return ""
}

// noteOut: a call out is asked for, dialled and answered in this order, by whoever asked for it.
func (w *world) noteOut(k *told, r Record) {
	was := map[Kind]CallState{RecAsked: "", RecDialled: CallOffered, RecReached: CallDialling}[r.Kind]
	if !k.unreached() || k.state != was || r.Kind != RecAsked && k.agent != r.Agent {
		w.Fatalf("%s of call %s, %s with %q", r.Kind, r.Call, k.state, k.agent)
	}
	switch r.Kind {
	case RecAsked:
		k.asker, k.arrived, k.ended = r.Agent, w.clock, false
	case RecDialled:
		k.enter(CallDialling, w.clock, false)
	case RecReached:
		k.there = true
		k.enter(CallConnecting, w.clock, true)
	}
}

// outAct lets a counsellor call somebody, or something become of such a call.
func (w *world) outAct() {
	var out []CallID
	for _, id := range w.ids {
		if k := w.calls[id]; !k.ended && k.unreached() {
			out = append(out, id)
		}
	}
	if len(out) == 0 || rapid.IntRange(0, 5).Draw(w.T, "another") == 0 {
		w.askOut()
		return
	}
	id := rapid.SampledFrom(out).Draw(w.T, "call out")
	o := w.calls[id].offer
	w.step(rapid.SampledFrom([]Event{
		OfferRinging{o}, OfferAnswered{o}, OfferAnswered{o}, OfferAnswered{o}, Joined{o}, Reached{id}, Reached{id}, Reached{id},
		NotReached{id, EndBusy}, NotReached{id, EndNoAnswer}, CallEnded{id, ByLost}, OfferFailed{o, FailDeclined}, OfferFailed{o, FailUnreachable},
		OfferFailed{o, FailNoAnswer}, LegEnded{o, ByAgent}, LegEnded{o, ByLost}, Prioritised{Call: id, Priority: 2}, Assigned{Call: id, To: "ben"},
	}).Draw(w.T, "out act"))
}

// askOut has somebody ask for a call out, who may be anything but free for it. One that is not made is forgotten.
func (w *world) askOut() {
	id := CallID(fmt.Sprintf("c%d", len(w.ids)+1))
	w.ids = append(w.ids, id)
	w.calls[id] = &told{line: rapid.SampledFrom([]LineID{"a", "b"}).Draw(w.T, "line"), out: true, ended: true}
	who := rapid.SampledFrom(agentIDs).Draw(w.T, "agent")
	w.step(Tick{}) // as before the other facts that the world learns from
	p := *w.person(who)
	free := w.link && p.signed && p.presence != Offline && w.reached(&p) && (p.work == Idle && !w.awaited(who) || p.work == WrappingUp)
	w.step(CallAsked{Call: id, Line: w.calls[id].line, Agent: who, Target: w.calls[id].target(), Caller: Caller{Key: "k1"}})
	if made := w.calls[id].asker != ""; made != free {
		w.Fatalf("%s, %+v, asks for a call out, and it is made: %t", who, p, made)
	}
}

// awaited says whether a call is parked for somebody.
func (w *world) awaited(who AgentID) bool {
	for _, k := range w.calls {
		if !k.ended && k.state == CallParked && k.keeper == who {
			return true
		}
	}
	return false
}

// TestCallsOut lives days in which counsellors call out more than anything else.
func TestCallsOut(t *testing.T) {
	livesTalks(t, 2, (*world).outAct)
}
