package sim

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"alo116/queue"
)

func TestSpreads(t *testing.T) {
	for _, s := range []*Spread{
		{Mean: 100, Dist: Exponential}, {Mean: 7, Dist: Deterministic},
		{Mean: 600, Dist: Lognormal, CV: of(0.4)}, {Mean: 600, Dist: Lognormal, CV: of(1.3)},
		{Mean: 50, Dist: Hyperexponential, CV: of(1.0)}, {Mean: 50, Dist: Hyperexponential, CV: of(2.5)},
	} {
		want := map[Dist]float64{Exponential: 1, Deterministic: 0}[s.Dist]
		if s.CV != nil {
			want = *s.CV
		}
		r := stream(3, "talk", "a")
		const n = 400_000
		sum, square := 0.0, 0.0
		for range n {
			x := s.draw(r).seconds()
			sum += x
			square += x * x
		}
		mean := sum / n
		cv := math.Sqrt(max(0, square/n-mean*mean)) / mean
		if math.Abs(mean/s.Mean-1) > 0.01*max(1, want) || math.Abs(cv-want) > 0.06*want {
			t.Errorf("%s: mean %.4g, cv %.4g; want %.4g, %.4g", s.Dist, mean, cv, s.Mean, want)
		}
	}
}

func of[T any](v T) *T { return &v }

// Calls come as often in each hour as its rate says, and a Poisson number of them.
func TestRate(t *testing.T) {
	r := wave()
	random := rand.New(rand.NewPCG(1, 2))
	const days = 4000
	var counts [24]float64
	for at := r.next(monday, random); at < monday+days*24*hour; at = r.next(at, random) {
		counts[int((at-monday)/hour)%24]++
	}
	for h, n := range counts {
		want := r[h] * days
		if math.Abs(n-want) > 4*math.Sqrt(want) {
			t.Errorf("hour %d: %v calls, want %v", h, n, want)
		}
	}
}

func TestStreamsDoNotDisturbEachOther(t *testing.T) {
	a, b := stream(1, "talk", "a"), stream(1, "talk", "b")
	if a.Uint64() == b.Uint64() {
		t.Error("two types share their random numbers")
	}
	if x, y := stream(2, "talk", "a").Uint64(), stream(2, "talk", "a").Uint64(); x != y {
		t.Error("a stream is not the same twice")
	}
}

func TestDuty(t *testing.T) {
	nights, err := weekly([]queue.WeekSpan{{Days: []string{"sun", "sat"}, From: "22:00", To: "06:00"}, {Days: []string{"mon"}, From: "06:00", To: "08:00"}})
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, h int) moment { return monday + 52*week + moment(day*24+h)*hour }
	for _, c := range []struct {
		at    moment
		on    bool
		until moment
	}{
		{at(0, 0), true, at(0, 8)}, // since Sunday, and on into Monday's own shift
		{at(0, 8), false, at(5, 22)},
		{at(5, 22), true, at(6, 6)},
		{at(6, 12), false, at(6, 22)},
		{at(6, 23), true, at(7, 8)},
	} {
		if on, until := duty(nights, c.at); on != c.on || until != c.until {
			t.Errorf("%v: on %v until %v, want %v until %v", c.at.time(), on, until.time(), c.on, c.until.time())
		}
	}
	for _, always := range [][]queue.WeekSpan{nil, {{From: "09:00", To: "09:00"}}, {{From: "00:00", To: "12:30"}, {From: "12:30", To: "24:00"}}} {
		spells, err := weekly(always)
		if err != nil || spells != nil {
			t.Errorf("%v: %v, %v, want always", always, spells, err)
		}
	}
	if monday.time().Weekday() != time.Monday {
		t.Error("the week begins on", monday.time().Weekday())
	}
}
