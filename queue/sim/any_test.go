package sim

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"alo116/queue"
)

// Whatever a file asks for, it is played to the end and the figures make sense.
func TestAnyFile(t *testing.T) {
	for set := range sets(80) {
		in := anyFile(drawn("any", set))
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		in, err = ParseInput(text)
		if err != nil {
			t.Fatalf("set %d: %v\n%s", set, err, text)
		}
		r, err := Simulate(in)
		if err != nil {
			t.Fatalf("set %d: %v\n%s", set, err, text)
		}
		for name, g := range r.CallTypes {
			if left := g.Offered.Value - g.Answered.Value - g.Abandoned.Value - g.Blocked.Value; left != 0 && len(r.Unservable) == 0 {
				t.Errorf("set %d: %v of %s are lost\n%s", set, left, name, text)
			}
			for i, f := range []Figure{g.PWait, g.PAbandon, g.PBlock, g.Occupancy, g.ServiceLevel.OfOffered, g.ServiceLevel.OfAnswered} {
				if f.Value < 0 || f.Value > 1+1e-9 || f.HalfWidth < 0 {
					t.Errorf("set %d: share %d of %s is %v\n%s", set, i, name, f, text)
				}
			}
			if g.MeanWaitS.Value < 0 || g.P95WaitS.Value < 0 || g.MeanQueue.Value < 0 {
				t.Errorf("set %d: %s waits less than not at all: %+v\n%s", set, name, g, text)
			}
		}
	}
}

// anyFile draws a file.
func anyFile(r *rand.Rand) *Input {
	seed, warm := r.Uint64(), r.IntN(300)
	in := &Input{Seed: &seed, Calls: 20 + r.IntN(2000), WarmUpCalls: &warm}
	some := func() []queue.Skill {
		var s []queue.Skill
		for _, skill := range []queue.Skill{"a", "b", "c"} {
			if r.IntN(2) == 0 {
				s = append(s, skill)
			}
		}
		return s
	}
	spread := func(mean float64) *Spread {
		s := &Spread{Mean: mean * between(r, 0.1, 2), Dist: []Dist{Exponential, Deterministic, Lognormal, Hyperexponential}[r.IntN(4)]}
		if s.Dist == Lognormal || s.Dist == Hyperexponential {
			s.CV = of(between(r, 1, 3))
		}
		return s
	}
	for i := range 1 + r.IntN(4) {
		c := CallType{Name: fmt.Sprint("type ", i), Skills: some(), Priority: r.IntN(5) - 2, Talk: spread(300), PerHour: Rate{between(r, 0.1, 30)}}
		if r.IntN(3) == 0 {
			c.PerHour = wave()
		}
		if r.IntN(2) == 0 {
			c.Patience = spread(200)
		}
		in.CallTypes = append(in.CallTypes, c)
	}
	total := 0
	for i := range 1 + r.IntN(4) {
		a := people(fmt.Sprint("agent ", i), 1+r.IntN(4))
		a.Skills, a.WrapUpS = some(), float64(r.IntN(3)*20)
		if r.IntN(2) == 0 {
			a.Speed = of(between(r, 0.5, 2))
		}
		if r.IntN(3) == 0 {
			from, to := r.IntN(24), r.IntN(24)
			a.Shifts = []queue.WeekSpan{{Days: days[r.IntN(7):], From: fmt.Sprintf("%02d:00", from), To: fmt.Sprintf("%02d:30", to)}}
		}
		total += *a.Count
		in.Agents = append(in.Agents, a)
	}
	if r.IntN(3) == 0 {
		in.WaitingRoom = of(r.IntN(20))
	}
	if r.IntN(3) == 0 && total > 1 {
		in.Reserve = reserveOf(r.IntN(3), 1+r.IntN(total-1))
	}
	return in
}
