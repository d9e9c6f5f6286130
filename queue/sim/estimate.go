package sim

import (
	"cmp"
	"math"
	"slices"
)

// The figures of one run depend on each other from call to call, the more so the higher the load. So
// the run is cut into batches, long enough that one tells little about the next, and the differences
// between them tell how far a figure over all of them may be off. What correlation and skewness is
// left is corrected for (Tafazzoli, Steiger & Wilson 2011, "Skart"): a run that by chance saw few bad
// hours does not know how bad they get.

// The numbers of batches: as many as leave no correlation, each number a half of the one before.
const (
	fewestBatches = 20
	mostBatches   = 160
	// leastLag is the correlation of neighbouring batches from which on they are made longer.
	leastLag = 0.15
	// mostLag bounds the correlation that is reckoned with when they cannot be made longer.
	mostLag = 0.9
)

// Quantiles of the normal distribution: half of 95 % and of 99.9 %.
const (
	z95  = 1.959963984540054
	z999 = 3.290526731491926
)

// rare is how many events there may have been, at 95 %, where none was seen.
const rare = 3.69

// cellsFor is into how many cells a run is cut.
func cellsFor(calls int) int {
	n := fewestBatches
	for 2*n <= mostBatches && calls >= 10*n {
		n *= 2
	}
	return n
}

// total estimates a sum.
func total(num []float64) Figure {
	sum := add(num)
	off := make([]float64, len(num))
	for i, v := range num {
		off[i] = v - sum/float64(len(num))
	}
	return around(sum, halfWidth(off))
}

// ratio estimates one sum over another.
func ratio(num, den []float64) Figure {
	r, off := quotient(num, den)
	return around(r, off)
}

// share estimates one sum over another of which it is a part.
func share(num, den []float64) Figure {
	r, off := quotient(num, den)
	f, rest := around(r, off), around(1-r, off)
	f.HalfWidth = max(f.HalfWidth, rest.HalfWidth)
	return f
}

// quotient is one sum over another, and how far off that may be.
func quotient(num, den []float64) (value, off float64) {
	below := add(den)
	if below == 0 {
		return math.NaN(), math.NaN()
	}
	r := add(num) / below
	dev := make([]float64, len(num))
	for i := range num {
		dev[i] = num[i] - r*den[i]
	}
	return r, halfWidth(dev) / below
}

// halfWidth is how far the sum of these deviations, which is zero here, may well be from zero
// elsewhere: in 95 % of all cases, and 1.68 times as far in 99.9 %. The latter needs more where a
// distribution is skewed, so it decides.
func halfWidth(off []float64) float64 {
	if len(off) < 2 {
		return math.NaN()
	}
	m := momentsOf(off)
	for m.lag >= leastLag && len(off)%2 == 0 && len(off) >= 2*fewestBatches {
		off = pairs(off)
		m = momentsOf(off)
	}
	n := float64(len(off))
	lag := min(max(m.lag, 0), mostLag)
	variance := m.square * n / (n - 1) * (1 + lag) / (1 - lag)
	t := studentT(z999, n-1)
	skew := math.Abs(m.skew) / (6 * math.Sqrt(n)) * (2*t*t + 1) // Johnson 1978
	return (t + skew) * math.Sqrt(variance) * z95 / z999
}

// around gives a figure that cannot be negative its half width. It may well be several times what was
// seen, so the interval is as wide as its upper side on a logarithmic scale.
func around(value, halfWidth float64) Figure {
	const most = 2
	if value > 0 {
		halfWidth = value * math.Expm1(min(most, halfWidth/value))
	}
	return Figure{Number(value), Number(halfWidth)}
}

// moments describe deviations whose sum is zero.
type moments struct {
	square float64 // sum of squares
	lag    float64 // correlation of neighbours
	skew   float64
}

func momentsOf(off []float64) moments {
	var m moments
	cube := 0.0
	for i, v := range off {
		m.square += v * v
		cube += v * v * v
		if i > 0 {
			m.lag += v * off[i-1]
		}
	}
	if m.square > 0 {
		m.lag /= m.square
		m.skew = cube * math.Sqrt(float64(len(off))) / math.Pow(m.square, 1.5)
	}
	return m
}

// pairs makes half as many batches.
func pairs(off []float64) []float64 {
	half := make([]float64, len(off)/2)
	for i := range half {
		half[i] = off[2*i] + off[2*i+1]
	}
	return half
}

// studentT turns a quantile of the normal distribution into that of Student's t (Abramowitz & Stegun
// 26.7.5).
func studentT(z, n float64) float64 {
	z3, z5, z7, z9 := math.Pow(z, 3), math.Pow(z, 5), math.Pow(z, 7), math.Pow(z, 9)
	return z + (z3+z)/(4*n) + (5*z5+16*z3+3*z)/(96*n*n) +
		(3*z7+19*z5+17*z3-15*z)/(384*n*n*n) +
		(79*z9+776*z7+1482*z5-1920*z3-945*z)/(92160*n*n*n*n)
}

// percentile estimates what a share p of the waits does not exceed: the half width is the wider side
// of the waits at the two ends of the confidence interval of p.
func percentile(p float64, waits []wait, cells int) Figure {
	if len(waits) == 0 {
		return unknown()
	}
	waits = slices.Clone(waits)
	slices.SortFunc(waits, func(a, b wait) int { return cmp.Compare(a.seconds, b.seconds) })
	at := func(p float64) float64 {
		i := int(math.Ceil(p*float64(len(waits)))) - 1
		return waits[min(max(i, 0), len(waits)-1)].seconds
	}
	q := at(p)
	below, all := make([]float64, cells), make([]float64, cells)
	for _, w := range waits {
		all[w.cell]++
		if w.seconds <= q {
			below[w.cell]++
		}
	}
	off := max(float64(share(below, all).HalfWidth), rare/float64(len(waits)))
	if math.IsNaN(off) {
		return Figure{Number(q), Number(math.NaN())}
	}
	return Figure{Number(q), Number((at(p+off) - at(p-off)) / 2)}
}

func add(vs []float64) float64 {
	sum := 0.0
	for _, v := range vs {
		sum += v
	}
	return sum
}
