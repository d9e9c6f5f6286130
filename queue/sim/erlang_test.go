package sim

import (
	"fmt"
	"math"
	"testing"
)

// everyAlike is one call type and n agents without skills.
func everyAlike(seed uint64, perHour, talk float64, n int) *Input {
	return file(seed, calls(), []CallType{{Name: "a", PerHour: Rate{perHour}, Talk: exponential(talk)}}, people("p", n))
}

func TestErlangC(t *testing.T) {
	for set := range sets(8) {
		t.Run(fmt.Sprint(set), func(t *testing.T) {
			t.Parallel()
			r := drawn("erlang c", set)
			n, talk := 1+r.IntN(12), between(r, 60, 1200)
			a := float64(n) * between(r, 0.4, 0.92)
			in := everyAlike(r.Uint64(), a*3600/talk, talk, n)
			*in.ServiceLevelS = between(r, 0, talk)
			c := erlangC(n, a)
			rate := (float64(n) - a) / talk // at which the wait of those who wait ends
			against(t, in, func(r *Report, agree agreement) {
				got := r.All
				agree("p_wait", got.PWait, c)
				agree("mean_wait_s", got.MeanWaitS, c/rate)
				agree("mean_wait_answered_s", got.MeanWaitAnswered, c/rate)
				agree("p95_wait_s", got.P95WaitS, max(0, math.Log(c/0.05)/rate))
				agree("mean_queue", got.MeanQueue, c/rate*a/talk)
				agree("occupancy", got.Occupancy, a/float64(n))
				agree("service_level", got.ServiceLevel.OfOffered, 1-c*math.Exp(-rate**in.ServiceLevelS))
			})
		})
	}
}

func TestErlangA(t *testing.T) {
	for set := range sets(8) {
		t.Run(fmt.Sprint(set), func(t *testing.T) {
			t.Parallel()
			r := drawn("erlang a", set)
			patience := between(r, 30, 900)
			impatient(t, set, exponential(patience), func(x float64) float64 { return math.Exp(-x / patience) })
		})
	}
}

// Patience is seldom exponential; the theory holds for any (Baccelli & Hébuterne 1981).
func TestOtherPatience(t *testing.T) {
	t.Run("deterministic", func(t *testing.T) {
		t.Parallel()
		impatient(t, 20, &Spread{Mean: 100, Dist: Deterministic}, func(x float64) float64 {
			if x < 100 {
				return 1
			}
			return 0
		})
	})
	t.Run("lognormal", func(t *testing.T) {
		t.Parallel()
		cv := 1.7
		s := math.Sqrt(math.Log1p(cv * cv))
		impatient(t, 21, &Spread{Mean: 200, Dist: Lognormal, CV: &cv}, func(x float64) float64 {
			return math.Erfc((math.Log(x/200)+s*s/2)/s/math.Sqrt2) / 2
		})
	})
	t.Run("hyperexponential", func(t *testing.T) {
		t.Parallel()
		cv := 2.0
		p := (1 + math.Sqrt(3.0/5)) / 2
		impatient(t, 22, &Spread{Mean: 150, Dist: Hyperexponential, CV: &cv}, func(x float64) float64 {
			return p*math.Exp(-2*p*x/150) + (1-p)*math.Exp(-2*(1-p)*x/150)
		})
	})
}

// impatient compares a drawn set of this patience with M/M/n+G.
func impatient(t *testing.T, set int, patience *Spread, survive func(float64) float64) {
	r := drawn("impatient", set)
	n, talk := 1+r.IntN(8), between(r, 100, 900)
	a := float64(n) * between(r, 0.6, 1.6)
	in := everyAlike(r.Uint64(), a*3600/talk, talk, n)
	in.CallTypes[0].Patience = patience
	level := between(r, 5, patience.Mean*0.8)
	*in.ServiceLevelS = level
	want := palm{lambda: a / talk, mu: 1 / talk, n: n, survive: survive}.solve()
	answered := 1 - want.pAbandon
	against(t, in, func(r *Report, agree agreement) {
		got := r.All
		agree("p_wait", got.PWait, want.pWait)
		agree("p_abandon", got.PAbandon, want.pAbandon)
		agree("mean_wait_s", got.MeanWaitS, want.meanWait)
		agree("mean_queue", got.MeanQueue, want.meanWait*a/talk)
		agree("occupancy", got.Occupancy, a*answered/float64(n))
		agree("of_offered", got.ServiceLevel.OfOffered, want.answeredIn(level))
		agree("of_answered", got.ServiceLevel.OfAnswered, want.answeredIn(level)/answered)
		agree("of_offered_less_short_abandons", got.ServiceLevel.OfOfferedLessShortAbandons,
			want.answeredIn(level)/(1-want.abandonedIn(level)))
	})
}

// M/M/n/k, from pure loss to a large room.
func TestWaitingRoom(t *testing.T) {
	for set := range sets(6) {
		t.Run(fmt.Sprint(set), func(t *testing.T) {
			t.Parallel()
			r := drawn("room", set)
			n, talk, waiting := 1+r.IntN(8), between(r, 100, 900), set*set%50
			a := float64(n) * between(r, 0.6, 1.1)
			in := everyAlike(r.Uint64(), a*3600/talk, talk, n)
			in.WaitingRoom = &waiting
			p := room(n, waiting, a)
			full, queue, delayed := p[len(p)-1], 0.0, 0.0
			for i, v := range p {
				queue += v * float64(max(0, i-n))
				if i >= n && i < len(p)-1 {
					delayed += v
				}
			}
			against(t, in, func(r *Report, agree agreement) {
				got := r.All
				agree("p_block", got.PBlock, full)
				agree("p_wait", got.PWait, delayed/(1-full))
				agree("mean_queue", got.MeanQueue, queue)
				agree("mean_wait_s", got.MeanWaitS, queue/(a/talk*(1-full)))
				agree("occupancy", got.Occupancy, a*(1-full)/float64(n))
			})
		})
	}
}

// Loss does not depend on the shape of the talk (Sevastyanov 1957).
func TestInsensitivity(t *testing.T) {
	cv := 2.5
	for i, talk := range []*Spread{{Dist: Deterministic}, {Dist: Lognormal, CV: &cv}, {Dist: Hyperexponential, CV: &cv}} {
		t.Run(string(talk.Dist), func(t *testing.T) {
			t.Parallel()
			none := 0
			in := everyAlike(uint64(40+i), 30, 600, 6)
			talk.Mean = 600
			in.CallTypes[0].Talk, in.WaitingRoom = talk, &none
			against(t, in, func(r *Report, agree agreement) { agree("p_block", r.All.PBlock, erlangB(6, 5)) })
		})
	}
}
