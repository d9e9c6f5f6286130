package queue

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestDays lives random days and holds the core to its promises after every step.
func TestDays(t *testing.T) {
	for range 15 { // times -rapid.checks
		rapid.Check(t, day)
	}
}

// FuzzDays does the same under go test -fuzz.
func FuzzDays(f *testing.F) { f.Fuzz(rapid.MakeFuzz(day)) }

func day(t *rapid.T) {
	w := newWorld(t)
	for range rapid.IntRange(1, 120).Draw(t, "acts") {
		w.act()
	}
}

// world is everything around a core, and what is known of it independently of the core.
type world struct {
	*rapid.T
	core, twin *Core // the twin was restored from a snapshot and must never differ
	now        time.Time
	link       bool
	calls      map[CallID]*told
	ids        []CallID // all that ever were
	offers     []OfferID
	justNow    map[OfferID]bool // offered in the last step
	records    uint64
}

// told is what the world knows of a call.
type told struct {
	arrived time.Time
	line    LineID
	ended   bool
	offer   OfferID // live
	agent   AgentID
	joined  bool
}

var agentIDs = []AgentID{"anna", "ben", "cora", "dora"}

func newWorld(t *rapid.T) *world {
	w := &world{T: t, now: time.Unix(1_800_000_000, 0).UTC(), calls: map[CallID]*told{}}
	w.core = New(drawPolicy(t), Config{Epoch: 1})
	if rapid.IntRange(0, 3).Draw(t, "near limits") == 0 {
		s := w.core.Snapshot()
		s.Epoch, s.Records, s.Seq = ^uint64(0), ^uint64(0)-20, ^uint64(0)-20
		w.core = Restore(s)
		w.records = s.Records
	}
	w.twin = Restore(w.core.Snapshot())
	w.step(LinkUp{})
	w.link = true
	return w
}

// step tells core and twin a fact, and checks everything.
func (w *world) step(e Event) {
	out, also := w.core.Step(w.now, e), w.twin.Step(w.now, e)
	if a, b := difference(out.Commands, also.Commands); a != b {
		w.Fatalf("after %T the restored core asks for %s instead of %s", e, b, a)
	}
	if a, b := difference(out.Records, also.Records); a != b {
		w.Fatalf("after %T the restored core records %s instead of %s", e, b, a)
	}
	w.justNow = map[OfferID]bool{}
	w.note(out)
	w.check(e)
}

// difference is the first place in which two lists differ, in words.
func difference[T any](a, b []T) (string, string) {
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			return "nothing more", saying(b[i])
		case i >= len(b):
			return saying(a[i]), "nothing more"
		}
		if x, y := saying(a[i]), saying(b[i]); !reflect.DeepEqual(a[i], b[i]) {
			return x, y
		}
	}
	return "", ""
}

func saying(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// note learns from an output.
func (w *world) note(out Output) {
	for _, r := range out.Records {
		if w.records++; w.records == 0 {
			w.records = 1
		}
		if r.N != w.records {
			w.Fatalf("record %d follows %d", r.N, w.records-1)
		}
		k := w.calls[r.Call]
		switch r.Kind {
		case RecEnded:
			if k == nil || k.ended {
				w.Fatalf("call %s ended twice or never began", r.Call)
			}
			k.ended, k.offer, k.agent, k.joined = true, OfferID{}, "", false
		case RecOffered:
			w.noteOffer(k, r)
		case RecConnected:
			k.joined = true
		case RecWaiting, RecDeclined, RecMissed, RecFailed, RecWithdrawn, RecWrapUp, RecParked, RecTransferred:
			k.offer, k.agent, k.joined = OfferID{}, "", false
		}
	}
	for _, c := range out.Commands {
		if c.Do == Ring && !w.link {
			w.Fatalf("%+v while the link is down", c)
		}
	}
}

func (w *world) noteOffer(k *told, r Record) {
	if k.agent != "" {
		w.Fatalf("call %s offered to %s while %s has it", r.Call, r.Agent, k.agent)
	}
	for id, other := range w.calls {
		if other.agent == r.Agent {
			w.Fatalf("%s is offered %s while they have %s", r.Agent, r.Call, id)
		}
	}
	if r.Why == nil || len(r.Why.Candidates) == 0 || r.Why.Candidates[0] != r.Agent {
		w.Fatalf("the offer of %s to %s is not explained: %+v", r.Call, r.Agent, r.Why)
	}
	k.offer, k.agent, k.joined = OfferID{r.Call, r.Offer}, r.Agent, false
	w.offers = append(w.offers, k.offer)
	w.justNow[k.offer] = true
}

// check holds the core to what it promises at every moment.
func (w *world) check(e Event) {
	fail := func(format string, args ...any) {
		w.Fatalf("after %T: %s", e, fmt.Sprintf(format, args...))
	}
	if at, ok := w.core.Deadline(); ok && !at.After(w.now) {
		fail("deadline %s is not after %s", at, w.now)
	}
	if n := w.core.Stats().MissedWakeups; n > 0 {
		fail("%d missed wake-ups", n)
	}
	v := w.core.View()
	w.checkCalls(v, fail)
	w.checkAgents(v, fail)
	w.checkMatching(fail)
}

func (w *world) checkCalls(v View, fail func(string, ...any)) {
	seen := map[CallID]bool{}
	for _, k := range v.Calls {
		t := w.calls[k.Call]
		if seen[k.Call] || t == nil || t.ended {
			fail("call %s is there though it should not", k.Call)
		}
		seen[k.Call] = true
		if d := k.Arrived.Sub(t.arrived); w.core.skew == 0 && d != 0 {
			fail("call %s lost its seniority by %s", k.Call, d)
		}
		limit := map[CallState]moment{CallGreeting: greetingLimit, CallOffered: w.core.calls[k.Call].line.offer + offerMargin,
			CallConnecting: connectingLimit, CallParked: w.core.rules.resume, CallLeaving: leavingLimit}[k.State]
		if stayed := moment(v.At.Sub(k.Since)); limit > 0 && stayed > limit {
			fail("call %s is %s for %d", k.Call, k.State, stayed)
		}
	}
	for id, t := range w.calls {
		if !t.ended && !seen[id] {
			fail("call %s is lost", id)
		}
	}
}

func (w *world) checkAgents(v View, fail func(string, ...any)) {
	by := map[CallID]AgentID{}
	for _, a := range v.Agents {
		k := w.core.calls[a.Call]
		if a.Work == Idle || a.Work == WrappingUp {
			continue
		}
		if k == nil || k.agent == nil || k.agent.id != a.Agent || by[a.Call] != "" {
			fail("%s is %s with call %q, which does not know it", a.Agent, a.Work, a.Call)
		}
		by[a.Call] = a.Agent
		state := map[Work]CallState{Reserved: CallOffered, Ringing: CallOffered, Connecting: CallConnecting, Talking: CallTalking}[a.Work]
		if k.state != state {
			fail("%s is %s while the call is %s", a.Agent, a.Work, k.state)
		}
	}
	for _, k := range v.Calls {
		if has := k.State == CallOffered || k.State == CallConnecting || k.State == CallTalking; has != (by[k.Call] != "") {
			fail("call %s is %s with %q", k.Call, k.State, by[k.Call])
		}
	}
}

// checkMatching finds by brute force a pair that should have been matched, or was matched in the
// wrong order.
func (w *world) checkMatching(fail func(string, ...any)) {
	c := w.core
	if !c.link {
		return
	}
	for n := c.floor.first; n != nil; n = n.next {
		k := n.of
		if k.state != CallWaiting {
			continue
		}
		for _, a := range c.roster {
			if !w.couldTake(a, k) {
				continue
			}
			if a.offerable() && w.reserveAllows(k) {
				fail("%s waits while %s is free", k.id, a.id)
			}
			if b := a.call; b != nil && b.state == CallOffered && w.justNow[b.offerID()] && k.ahead(b) &&
				b.why != byContinuity && b.why != byTransfer && b.parked == 0 && w.reserveAllows(k) {
				fail("%s was offered to %s before %s", b.id, a.id, k.id)
			}
		}
	}
}

// couldTake says by the letter of the policy whether the agent may take the call.
func (w *world) couldTake(a *agent, k *call) bool {
	if a.leaving() || k.holder != nil && k.holder != a || !w.core.may(a, k) {
		return false
	}
	if k.asked != nil && k.asked.ask != nil {
		return meetsAll(a, k.asked.needs)
	}
	if len(k.line.Steps) == 0 {
		return true
	}
	for _, s := range k.line.Steps[:k.step+1] {
		role := len(s.Roles) == 0
		for _, r := range s.Roles {
			role = role || r == a.role
		}
		anyOf := len(s.AnyOf) == 0
		for _, n := range s.AnyOf {
			anyOf = anyOf || meetsAll(a, []Need{n})
		}
		if s.Divert == "" && role && anyOf && meetsAll(a, s.Needs) {
			return true
		}
	}
	return false
}

func meetsAll(a *agent, needs []Need) bool {
	for _, n := range needs {
		if a.skills[n.Skill] < max(1, n.Level) {
			return false
		}
	}
	return true
}

func (w *world) reserveAllows(k *call) bool {
	if k.class == urgent || k.holder != nil {
		return true
	}
	free := 0
	for _, a := range w.core.roster {
		also := *k
		also.refusals = nil
		if a.offerable() && w.couldTake(a, &also) {
			free++
		}
	}
	for _, r := range w.core.rules.policy.Reserve {
		if k.class < r.BelowPriority && free <= r.Agents {
			return false
		}
	}
	return true
}

// clone makes the twin anew from what the core would save.
func (w *world) clone() {
	data, err := json.Marshal(w.core.Snapshot())
	if err != nil {
		w.Fatal(err)
	}
	var s Snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		w.Fatal(err)
	}
	w.twin = Restore(s)
	again, err := json.Marshal(w.twin.Snapshot())
	if err != nil {
		w.Fatal(err)
	}
	if a, b := difference(strings.Split(string(data), "},"), strings.Split(string(again), "},")); a != b {
		w.Fatalf("restored %s as %s", a, b)
	}
}
