package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// kw: M/M/n waits
func kw(r *rand.Rand, n int, rho float64, calls, warm, cells int) (num, den, wt []float64, ws []wait) {
	free := make([]float64, n)
	now := 0.0
	num, den, wt = make([]float64, cells), make([]float64, cells), make([]float64, cells)
	for k := -warm; k < calls; k++ {
		now += r.ExpFloat64() / (rho * float64(n))
		i := 0
		for j := range free {
			if free[j] < free[i] {
				i = j
			}
		}
		w := max(0, free[i]-now)
		free[i] = max(free[i], now) + r.ExpFloat64()
		if k >= 0 {
			c := k * cells / calls
			num[c] += w
			den[c]++
			ws = append(ws, wait{w, c})
			if w > 0 {
				wt[c]++
			}
		}
	}
	return
}



func TestScratch(t *testing.T) {
	for _, c := range []struct {
		n           int
		rho         float64
		calls, warm int
	}{{1, .5, 10000, 2000}, {3, .7, 20000, 2000}, {4, .9, 20000, 5000}, {4, .9, 100000, 5000}, {4, .9, 500000, 20000}, {1, .95, 50000, 10000}, {5, .95, 100000, 20000}, {5, .95, 500000, 20000}, {10, .97, 500000, 20000}} {
		a := c.rho * float64(c.n)
		pw := erlangC(c.n, a)
		th := pw / (float64(c.n) - a)
		q := max(0, math.Log(pw/.05)/(float64(c.n)-a))
		reps := 1000
		if c.calls > 200000 { reps = 300 }
		var m95, m999, q95, q999, p95, p999 int
		hw, qhw, phw := 0.0, 0.0, 0.0
		for s := range reps {
			r := rand.New(rand.NewPCG(uint64(s), 99))
			num, den, wt, ws := kw(r, c.n, c.rho, c.calls, c.warm, cellsFor(c.calls))
			f := ratio(num, den)
			g := percentile(.95, ws, len(num))
			p := ratio(wt, den)
			tst := func(f Figure, th float64, a, b *int) {
				d := math.Abs(float64(f.Value) - th)
				if d > float64(f.HalfWidth) {
					*a++
				}
				if d > 1.679*float64(f.HalfWidth) {
					*b++
				}
			}
			tst(f, th, &m95, &m999)
			tst(g, q, &q95, &q999)
			tst(p, pw, &p95, &p999)
			hw += float64(f.HalfWidth) / th / float64(reps)
			qhw += float64(g.HalfWidth) / q / float64(reps)
			phw += float64(p.HalfWidth) / pw / float64(reps)
		}
		fmt.Printf("n=%d rho=%.2f calls=%d of %d: wait %d %d hw %.3f  p95 %d %d %.3f pwait %d %d %.3f\n", c.n, c.rho, c.calls, reps, m95, m999, hw, q95, q999, qhw, p95, p999, phw)
	}
}
