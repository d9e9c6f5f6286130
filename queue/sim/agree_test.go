package sim

import (
	"math"
	"math/rand/v2"
	"testing"

	"alo116/queue"
)

// file is a file to simulate, with defaults that a test changes.
func file(seed uint64, calls int, types []CallType, agents ...Agents) *Input {
	warm, level := calls/10, 20.0
	in := &Input{Seed: &seed, Calls: calls, WarmUpCalls: &warm, ServiceLevelS: &level, CallTypes: types, Agents: agents}
	in.fill()
	return in
}

func exponential(mean float64) *Spread { return &Spread{Mean: mean, Dist: Exponential} }

func people(name string, count int, skills ...string) Agents {
	a := Agents{Name: name, Count: &count}
	for _, s := range skills {
		a.Skills = append(a.Skills, queue.Skill(s))
	}
	return a
}

// simulate checks and plays a file. No queue may be cut short and no match be missed.
func simulate(t *testing.T, in *Input) *Report {
	t.Helper()
	if err := in.check(); err != nil {
		t.Fatal(err)
	}
	s, err := newStudy(in)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.play(); err != nil {
		t.Fatal(err)
	}
	if s.tally.open != 0 && len(s.unservable) == 0 {
		t.Fatalf("%d calls are lost", s.tally.open)
	}
	return s.report()
}

// agree asks that theory lies within the 99.9 % interval of a figure, which for a half width of 95 %
// is that much wider. tiny is what theory itself was rounded or truncated to.
func agree(t *testing.T, what string, f Figure, theory float64) {
	t.Helper()
	const tiny = 1e-7
	off := math.Abs(float64(f.Value) - theory)
	if within := float64(f.HalfWidth) * z999 / z95; !(off <= within+tiny*math.Abs(theory)) {
		t.Errorf("%s: simulated %.6g ± %.3g, theory says %.6g: %.2f times the 99.9%% half width off",
			what, f.Value, f.HalfWidth, theory, off/within)
	}
}

// drawn is a source of parameter sets that nobody has chosen.
func drawn(set int) *rand.Rand { return rand.New(rand.NewPCG(116_111, uint64(set))) }

// between draws a number from a range.
func between(r *rand.Rand, from, to float64) float64 { return from + (to-from)*r.Float64() }

// calls is how long a run against theory is.
func calls() int {
	if testing.Short() {
		return 20_000
	}
	return 120_000
}
