package sim

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestStudentT(t *testing.T) {
	for _, c := range []struct{ z, n, want float64 }{
		{z95, 19, 2.0930}, {z95, 159, 1.9750}, {z999, 19, 3.8834}, {z999, 39, 3.5581}, {z999, 159, 3.3528},
	} {
		if got := studentT(c.z, c.n); math.Abs(got/c.want-1) > 5e-4 {
			t.Errorf("t(%g, %g) = %.4f, want %.4f", c.z, c.n, got, c.want)
		}
	}
}

// Half widths must hold where it is hardest: for the correlated and skewed waits of a busy queue. They
// are tried on many runs of M/M/1, whose waits are a one-line recursion (Lindley 1952).
func TestHalfWidthsHold(t *testing.T) {
	t.Parallel()
	runs := 1000
	if testing.Short() {
		runs = 200
	}
	for _, c := range []struct {
		load  float64
		calls int
	}{{0.3, 5000}, {0.7, 10_000}, {0.9, 50_000}} {
		want := c.load / (1 - c.load)
		missed, missedFar, width := 0, 0, 0.0
		for run := range runs {
			f := lindley(rand.New(rand.NewPCG(9, uint64(run))), c.load, c.calls)
			off := math.Abs(float64(f.Value)-want) / float64(f.HalfWidth)
			if off > 1 {
				missed++
			}
			if off > z999/z95 {
				missedFar++
			}
			width += float64(f.HalfWidth) / want / float64(runs)
		}
		if missed > runs*6/100 || missedFar > runs*8/1000 {
			t.Errorf("load %g: %d of %d runs are more than the 95%% half width off, %d more than the 99.9%% one", c.load, missed, runs, missedFar)
		}
		// The variance of a mean of n waits is nearly this over n (Whitt 1989, "Planning queueing simulations").
		spread := math.Sqrt(c.load*(2+5*c.load-4*c.load*c.load+c.load*c.load*c.load)/math.Pow(1-c.load, 4)/float64(c.calls)) * z95 / want
		if width > 2*spread {
			t.Errorf("load %g: the half widths are %.2g wide, %.2g would do", c.load, width, spread)
		}
	}
}

// lindley estimates the mean wait of M/M/1, in talks.
func lindley(r *rand.Rand, load float64, calls int) Figure {
	cells := cellsFor(calls)
	num, den := make([]float64, cells), make([]float64, cells)
	wait := 0.0
	for n := -calls / 10; n < calls; n++ {
		wait = max(0, wait+r.ExpFloat64()-r.ExpFloat64()/load)
		if n >= 0 {
			num[n*cells/calls] += wait
			den[n*cells/calls]++
		}
	}
	return ratio(num, den)
}
