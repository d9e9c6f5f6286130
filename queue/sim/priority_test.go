package sim

import (
	"fmt"
	"math"
	"testing"
)

// Non-preemptive priorities on n agents with one mean of talk for all (Kella & Yechiali 1985; for one
// agent Cobham 1954): the wait of class k is W0 / ((1-σ(k-1))(1-σk)), with W0 = C(n,a) talk/n and σk the
// load per agent of class k and all above it.
func TestPriorities(t *testing.T) {
	for set := range sets(8) {
		t.Run(fmt.Sprint(set), func(t *testing.T) {
			t.Parallel()
			r := drawn("priority", set)
			n, talk, classes := 1+r.IntN(6), between(r, 100, 900), 2+r.IntN(3)
			shares, sum := make([]float64, classes), 0.0
			for i := range shares {
				shares[i] = between(r, 0.2, 1)
				sum += shares[i]
			}
			a := float64(n) * between(r, 0.5, 0.9)
			var types []CallType
			for i, s := range shares {
				types = append(types, CallType{Name: fmt.Sprint(i), PerHour: Rate{a * s / sum * 3600 / talk}, Priority: classes - i, Talk: exponential(talk)})
			}
			c := erlangC(n, a)
			against(t, file(r.Uint64(), calls(), types, people("p", n)), func(got *Report, agree agreement) {
				above := 0.0
				for i, s := range shares {
					with := above + a*s/sum/float64(n)
					wait := c * talk / float64(n) / ((1 - above) * (1 - with))
					above = with
					g := got.CallTypes[types[i].Name]
					agree(types[i].Name+" mean_wait_s", g.MeanWaitS, wait)
					agree(types[i].Name+" mean_queue", g.MeanQueue, wait*types[i].PerHour[0]/3600)
					agree(types[i].Name+" p_wait", g.PWait, c)
				}
				agree("all mean_wait_s", got.All.MeanWaitS, c*talk/(float64(n)-a))
			})
		})
	}
}

// One agent, any talk, wrap-up and speed, with priorities (Cobham 1954): W0 is the mean work left in
// hand at an arrival, λE[S²]/2. Without priorities it is the formula of Pollaczek and Khinchine.
func TestOneAgentAnyTalk(t *testing.T) {
	for set := range sets(6) {
		t.Run(fmt.Sprint(set), func(t *testing.T) {
			t.Parallel()
			r := drawn("one agent", set)
			cv1, cv2, speed := between(r, 0.3, 1.5), between(r, 1, 2), between(r, 0.5, 2)
			first := &Spread{Mean: between(r, 100, 600), Dist: Lognormal, CV: &cv1}
			second := &Spread{Mean: between(r, 100, 600), Dist: Hyperexponential, CV: &cv2}
			if set%2 == 1 {
				second = &Spread{Mean: between(r, 100, 600), Dist: Deterministic}
				cv2 = 0
			}
			agents := people("p", 1)
			agents.Speed, agents.WrapUpS = &speed, between(r, 0, 60)
			load1, load2 := between(r, 0.2, 0.4), between(r, 0.2, 0.4)
			s1, s2 := first.Mean/speed+agents.WrapUpS, second.Mean/speed+agents.WrapUpS
			l1, l2 := load1/s1, load2/s2
			in := file(r.Uint64(), calls(), []CallType{
				{Name: "first", Priority: 5, PerHour: Rate{l1 * 3600}, Talk: first},
				{Name: "second", Priority: -5, PerHour: Rate{l2 * 3600}, Talk: second},
			}, agents)
			square := func(mean, sd float64) float64 { return mean*mean + sd*sd }
			w0 := (l1*square(s1, cv1*first.Mean/speed) + l2*square(s2, cv2*second.Mean/speed)) / 2
			against(t, in, func(got *Report, agree agreement) {
				agree("first", got.CallTypes["first"].MeanWaitS, w0/(1-load1))
				agree("second", got.CallTypes["second"].MeanWaitS, w0/((1-load1)*(1-load1-load2)))
				agree("p_wait", got.All.PWait, load1+load2)
				agree("occupancy", got.Agents[0].Occupancy, load1+load2)
			})
		})
	}
}

// Both rules of a helpline at once: priority and patience, solved as a Markov chain.
func TestReservedAgents(t *testing.T) {
	for set := range sets(6) {
		t.Run(fmt.Sprint(set), func(t *testing.T) {
			t.Parallel()
			r := drawn("reserve", set)
			n, keep := 2+r.IntN(4), 1+r.IntN(2)
			keep = min(keep, n-1)
			x := reserved{
				n: n, keep: keep,
				high: class{rate: between(r, 0.1, 0.4) * float64(n), talk: between(r, 0.5, 2), patience: between(r, 0.3, 2)},
				low:  class{rate: between(r, 0.2, 0.7) * float64(n), talk: between(r, 0.5, 2), patience: between(r, 0.3, 2)},
			}
			const unit = 600 // seconds
			in := file(r.Uint64(), calls(), []CallType{x.high.callType("high", 1, unit), x.low.callType("low", 0, unit)}, people("p", n))
			in.Reserve = reserveOf(1, keep)
			want := x.solve()
			against(t, in, func(got *Report, agree agreement) {
				for name, w := range map[string]classResult{"high": want.high, "low": want.low} {
					g := got.CallTypes[name]
					agree(name+" p_wait", g.PWait, w.pWait)
					agree(name+" p_abandon", g.PAbandon, w.pAbandon)
					agree(name+" mean_queue", g.MeanQueue, w.queue)
					agree(name+" mean_wait_s", g.MeanWaitS, w.wait*unit)
					agree(name+" occupancy", g.Occupancy, w.busy/float64(n))
				}
			})
		})
	}
}

func TestReservedAgentsAgainstErlang(t *testing.T) {
	x := reserved{n: 3, keep: 0, high: class{1, 1, 1}, low: class{1, 1, 1}}
	want := x.solve()
	p := palm{lambda: 2, mu: 1, n: 3, survive: func(t float64) float64 { return math.Exp(-t) }}.solve()
	if q := want.high.queue + want.low.queue; math.Abs(q-2*p.meanWait) > 1e-4 {
		t.Errorf("two equal classes wait %v, Erlang A says %v", q, 2*p.meanWait)
	}
}
