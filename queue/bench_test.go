package queue_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"alo116/queue"
)

// BenchmarkDecisions measures a busy floor of 1,000 agents and 32 skills that always has so many
// calls waiting. One operation is one decision with all that belongs to it: a talk ends, its
// wrap-up ends, the agent freed is matched and rung, answers and talks, and a new call arrives.
func BenchmarkDecisions(b *testing.B) {
	for _, waiting := range []int{100, 10_000} {
		b.Run(fmt.Sprintf("waiting=%d", waiting), func(b *testing.B) {
			f := newFloor(1000, waiting)
			for range 5000 {
				f.turn()
			}
			b.ReportAllocs()
			decided := f.core.Stats().Decisions
			for b.Loop() {
				f.turn()
			}
			n := f.core.Stats().Decisions - decided
			b.ReportMetric(float64(n)/float64(b.N), "decisions/op")
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "decisions/s")
		})
	}
}

// BenchmarkArrivals measures the other side: many agents are free, each arrival picks one of them.
func BenchmarkArrivals(b *testing.B) {
	f := newFloor(1000, 0)
	for b.Loop() {
		f.arrive()
		f.talk()
		f.finish()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
}

// floor drives a core without allocating anything itself.
type floor struct {
	core    *queue.Core
	now     time.Time
	random  *rand.Rand
	lines   []queue.LineID
	spare   []queue.CallID
	rung    []pair
	talking []pair // the oldest first, from head on
	head    int

	arrived  queue.CallArrived
	answered queue.OfferAnswered
	joined   queue.Joined
	ended    queue.CallEnded
	wrapped  queue.WrapUpDone
}

type pair struct {
	offer queue.OfferID
	agent queue.AgentID
}

func newFloor(agents, waiting int) *floor {
	f := &floor{now: time.Unix(1_700_000_000, 0), random: rand.New(rand.NewPCG(1, 2))}
	p := &queue.Policy{}
	for i := range 32 {
		s := queue.Skill(fmt.Sprintf("skill-%d", i))
		p.Skills = append(p.Skills, s)
		p.Lines = append(p.Lines, queue.Line{ID: queue.LineID(fmt.Sprintf("line-%d", i)), Priority: i % 3, Steps: []queue.Step{
			{Needs: []queue.Need{{Skill: s, Level: 3}}}, {AfterS: 3600, Needs: []queue.Need{{Skill: s}}}, {AfterS: 7200}}})
		f.lines = append(f.lines, p.Lines[i].ID)
	}
	f.core = queue.New(p, queue.Config{Epoch: 1})
	f.step(queue.LinkUp{})
	for i := range agents {
		id := queue.AgentID(fmt.Sprintf("agent-%d", i))
		skills := map[queue.Skill]queue.Level{}
		for range 8 {
			skills[p.Skills[f.random.IntN(32)]] = queue.Level(1 + f.random.IntN(5))
		}
		for _, e := range []queue.Event{queue.SignedIn{Agent: id, Role: queue.Psychologist, Skills: skills},
			queue.ScreenUp{Agent: id}, queue.PhoneUp{Agent: id}, queue.Ready{Agent: id}} {
			f.step(e)
		}
	}
	for i := range agents + waiting + 16 {
		f.spare = append(f.spare, queue.CallID(fmt.Sprintf("call-%d", i)))
	}
	if waiting > 0 {
		for range agents + waiting {
			f.arrive()
			f.talk()
		}
	}
	return f
}

// turn ends the oldest talk, lets the agent take the next call, and a new one arrive.
func (f *floor) turn() {
	f.finish()
	f.talk()
	f.arrive()
	f.talk()
}

func (f *floor) arrive() {
	f.arrived.Call = f.spare[len(f.spare)-1]
	f.spare = f.spare[:len(f.spare)-1]
	f.arrived.Line = f.lines[f.random.IntN(len(f.lines))]
	f.arrived.At = f.now
	f.step(&f.arrived)
}

// talk answers whatever rings.
func (f *floor) talk() {
	for len(f.rung) > 0 {
		o := f.rung[len(f.rung)-1]
		f.rung = f.rung[:len(f.rung)-1]
		f.answered.Offer, f.joined.Offer = o.offer, o.offer
		f.step(&f.answered)
		f.step(&f.joined)
		f.talking = append(f.talking, o)
	}
}

func (f *floor) finish() {
	if f.head == len(f.talking) {
		return
	}
	o := f.talking[f.head]
	if f.head++; f.head*2 > len(f.talking) && f.head > 1000 {
		f.talking = f.talking[:copy(f.talking, f.talking[f.head:])]
		f.head = 0
	}
	f.ended.Call, f.wrapped.Agent = o.offer.Call, o.agent
	f.step(&f.ended)
	f.step(&f.wrapped)
	f.spare = append(f.spare, o.offer.Call)
}

func (f *floor) step(e queue.Event) {
	f.now = f.now.Add(time.Millisecond)
	commands := f.core.Step(f.now, e).Commands
	for i := range commands {
		if c := &commands[i]; c.Do == queue.Ring {
			f.rung = append(f.rung, pair{c.Offer, c.Agent})
		}
	}
}

// TestNoAllocations: in the steady state a decision allocates nothing.
func TestNoAllocations(t *testing.T) {
	f := newFloor(200, 300)
	for range 3000 {
		f.turn()
	}
	if n := testing.AllocsPerRun(2000, f.turn); n > 0 {
		t.Errorf("%v allocations in each turn", n)
	}
	if n := f.core.Stats().MissedWakeups; n > 0 {
		t.Errorf("%d missed wake-ups", n)
	}
}
