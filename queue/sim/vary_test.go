package sim

import (
	"testing"

	"alo116/queue"
)

// day integrates Kolmogorov's equations of a birth-death floor over one day, by Runge and Kutta's rule:
// arrivals by the hour, a talk of mean 1/mu hours, patience of mean 1/theta hours (0: nobody may wait).
type day struct {
	lambda    []float64 // per hour
	mu, theta float64
	n         int
	from, to  int // hours on duty
}

// dayResult is what a day brings.
type dayResult struct{ offered, started, waiting, last float64 }

func (d day) slope(p, dp []float64, hour int) {
	clear(dp)
	for i, v := range p {
		down := d.mu*float64(min(i, d.n)) + d.theta*float64(max(0, i-d.n))
		if i+1 < len(p) {
			dp[i] -= d.lambda[hour] * v
			dp[i+1] += d.lambda[hour] * v
		}
		if i > 0 {
			dp[i] -= down * v
			dp[i-1] += down * v
		}
	}
}

// run plays a day from the distribution p, and leaves in p that of its end.
func (d day) run(p []float64) dayResult {
	var r dayResult
	const steps = 4000 // an hour
	const h = 1.0 / steps
	k := [4][]float64{}
	for i := range k {
		k[i] = make([]float64, len(p))
	}
	q := make([]float64, len(p))
	at := func(by float64, k []float64) []float64 {
		for i := range q {
			q[i] = p[i] + by*k[i]
		}
		return q
	}
	for _, l := range d.lambda {
		r.offered += l
	}
	for hour := d.from; hour < d.to; hour++ {
		for range steps {
			d.slope(p, k[0], hour)
			d.slope(at(h/2, k[0]), k[1], hour)
			d.slope(at(h/2, k[1]), k[2], hour)
			d.slope(at(h, k[2]), k[3], hour)
			for i, v := range p {
				r.started += h * d.mu * v * float64(min(i, d.n)) // as many end
				r.waiting += h * v * float64(max(0, i-d.n))
			}
			for i := range p {
				p[i] += h / 6 * (k[0][i] + 2*k[1][i] + 2*k[2][i] + k[3][i])
			}
		}
	}
	for i, v := range p {
		r.last += v * float64(min(i, d.n))
	}
	r.started += r.last
	return r
}

// wave is a day's rates: a quiet night, a busy evening.
func wave() Rate {
	return Rate{3, 2, 1, 0, 0, 1, 2, 4, 8, 10, 12, 14, 15, 14, 13, 14, 16, 18, 24, 30, 28, 20, 12, 6}
}

func TestRatesByTheHour(t *testing.T) {
	t.Parallel()
	d := day{lambda: wave(), mu: 4, theta: 12, n: 4, to: 24}
	p := make([]float64, 60)
	p[0] = 1
	d.run(p)
	before := 0.0
	for i, v := range p {
		before += v * float64(min(i, d.n))
	}
	want := d.run(p)
	in := file(5, calls(), []CallType{{Name: "a", PerHour: wave(), Talk: exponential(900), Patience: exponential(300)}}, people("p", 4))
	against(t, in, func(r *Report, agree agreement) {
		got := r.All
		agree("p_abandon", got.PAbandon, want.waiting*d.theta/want.offered)
		agree("mean_queue", got.MeanQueue, want.waiting/24)
		agree("mean_wait_s", got.MeanWaitS, want.waiting/want.offered*3600)
		agree("occupancy", got.Occupancy, (want.started-before)/d.mu/24/4)
	})
}

func TestShifts(t *testing.T) {
	t.Parallel()
	d := day{lambda: wave(), mu: 4, n: 3, from: 9, to: 17}
	p := make([]float64, d.n+1)
	p[0] = 1
	want := d.run(p)
	none := 0
	agents := people("p", 3)
	agents.Shifts = []queue.WeekSpan{{From: "09:00", To: "13:30"}, {From: "13:30", To: "17:00"}}
	in := file(6, calls(), []CallType{{Name: "a", PerHour: wave(), Talk: exponential(900)}}, agents)
	in.WaitingRoom = &none
	against(t, in, func(r *Report, agree agreement) {
		got := r.All
		agree("p_block", got.PBlock, 1-want.started/want.offered)
		// Who is in a call when the shift ends finishes it, and is on duty for as long.
		agree("occupancy", got.Occupancy, want.started/d.mu/(8*3+want.last/d.mu))
	})
}

// A week of rates and shifts through the night: nobody is there from Saturday noon to Sunday evening.
func TestWeekOfShifts(t *testing.T) {
	t.Parallel()
	week := make(Rate, 168)
	for i := range week {
		week[i] = float64(i % 7)
	}
	none := 0
	agents := people("p", 60) // nobody is ever refused while they are there
	agents.Shifts = []queue.WeekSpan{
		{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "12:00", To: "12:00"},
		{Days: []string{"sun"}, From: "18:00", To: "12:00"},
	}
	in := file(8, calls(), []CallType{{Name: "a", PerHour: week, Talk: exponential(1200)}}, agents)
	in.WaitingRoom = &none
	away, sum := 0.0, 0.0
	for i, v := range week {
		sum += v
		if i >= 5*24+12 && i < 6*24+18 {
			away += v
		}
	}
	against(t, in, func(r *Report, agree agreement) { agree("p_block", r.All.PBlock, away/sum) })
}
