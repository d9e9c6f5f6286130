package queue

import (
	"fmt"
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

// world is everything around a core, and what is known of it independently of the core: from what it was
// told, and from its records and commands. Whatever the letter of the design promises is judged by that.
type world struct {
	*rapid.T
	core, twin *Core // the twin was restored from a snapshot and must never differ
	now        time.Time
	skew       time.Duration // how far the world's clock was set back in all
	clock      moment        // as the core must count: it never runs backwards
	policy     *Policy
	link       bool
	linked     moment // when it last came up
	calls      map[CallID]*told
	ids        []CallID // all that ever were
	people     map[AgentID]*person
	offers     []OfferID
	justNow    map[OfferID]bool // offered in the last step
	made       []Record         // the offers of the last step
	records    uint64
}

func newWorld(t *rapid.T) *world {
	w := &world{T: t, now: time.Unix(1_800_000_000, 0).UTC(), calls: map[CallID]*told{}, people: map[AgentID]*person{}}
	w.policy = drawPolicy(t)
	w.core = New(w.policy, Config{Epoch: 1})
	if rapid.IntRange(0, 3).Draw(t, "near limits") == 0 {
		s := w.core.Snapshot()
		s.Epoch, s.Records, s.Seq = ^uint64(0), ^uint64(0)-20, ^uint64(0)-20
		w.core = Restore(s)
		w.records = s.Records
	}
	w.twin = Restore(w.core.Snapshot())
	w.step(LinkUp{})
	return w
}

// step tells core and twin a fact, and checks everything. What was due before a fact about people or rules
// is seen to first, so that the world knows which of the two a record follows from.
func (w *world) step(e Event) {
	if w.learns(e) {
		w.step(Tick{})
	}
	w.tick()
	w.hear(e)
	out, also := w.core.Step(w.now, e), w.twin.Step(w.now, e)
	if a, b := difference(out.Commands, also.Commands); a != b {
		w.Fatalf("after %T the restored core asks for %s instead of %s", e, b, a)
	}
	if a, b := difference(out.Records, also.Records); a != b {
		w.Fatalf("after %T the restored core records %s instead of %s", e, b, a)
	}
	w.justNow, w.made = map[OfferID]bool{}, nil
	w.note(out)
	w.check(e)
}

// tick sets the clock as the core must: when the world's is set back it goes on from where it was.
func (w *world) tick() {
	at := moment(w.now.UnixNano()) + moment(w.skew)
	if at < w.clock {
		w.skew += time.Duration(w.clock - at)
		at = w.clock
	}
	w.clock = at
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
	w.checkPassing(v, fail)
	w.checkPeople(v, fail)
	w.checkSteps(v, fail)
	w.checkAudio(v, fail)
	w.checkGuests(v, fail)
	w.checkOffers(fail)
	w.checkMenus(v, fail)
	w.checkHeld(fail)
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
		if at := moment(k.Arrived.UnixNano()) + moment(w.skew); at != t.arrived {
			fail("call %s lost its seniority by %d", k.Call, at-t.arrived)
		}
	}
	for id, t := range w.calls {
		if !t.ended && !seen[id] {
			fail("call %s is lost", id)
		}
	}
	for i := 1; i < len(v.Calls); i++ {
		if w.calls[v.Calls[i].Call].arrived < w.calls[v.Calls[i-1].Call].arrived {
			fail("call %s is listed after %s", v.Calls[i].Call, v.Calls[i-1].Call)
		}
	}
}

// checkAgents sees that calls and agents agree on who has whom.
func (w *world) checkAgents(v View, fail func(string, ...any)) {
	by := map[CallID]AgentID{}
	for _, a := range v.Agents {
		if a.Work == Idle || a.Work == WrappingUp {
			continue
		}
		k := w.core.calls[a.Call]
		if g := w.calls[a.Call].guestOf(a.Agent); g != nil && k != nil && k.agent.id != a.Agent {
			continue
		}
		if k == nil || k.agent == nil || k.agent.id != a.Agent || by[a.Call] != "" {
			fail("%s is %s with call %q, which does not know it", a.Agent, a.Work, a.Call)
		}
		by[a.Call] = a.Agent
		state := map[Work]CallState{Reserved: CallOffered, Ringing: CallOffered, Dialling: CallDialling, Connecting: CallConnecting, Talking: CallTalking}[a.Work]
		if k.state != state {
			fail("%s is %s while the call is %s", a.Agent, a.Work, k.state)
		}
	}
	for _, k := range v.Calls {
		if has := k.State == CallOffered || k.State == CallDialling || k.State == CallConnecting || k.State == CallTalking; has != (by[k.Call] != "") {
			fail("call %s is %s with %q", k.Call, k.State, by[k.Call])
		}
	}
}
