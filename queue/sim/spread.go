package sim

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
)

// Spread is a distribution of times in seconds.
type Spread struct {
	Mean float64  `json:"mean"`
	Dist Dist     `json:"dist"`
	CV   *float64 `json:"cv,omitempty"` // standard deviation over mean
}

// Dist is the shape of a distribution.
type Dist string

// The shapes. Lognormal and Hyperexponential need a CV.
const (
	Exponential      Dist = "exponential"
	Deterministic    Dist = "deterministic"
	Lognormal        Dist = "lognormal"
	Hyperexponential Dist = "hyperexponential"
)

// longestMean bounds a mean: a week.
const longestMean = 7 * 24 * 3600.0

func (s *Spread) check() error {
	if !(s.Mean >= 1e-3 && s.Mean <= longestMean) {
		return fmt.Errorf("mean: must be from 0.001 to %g seconds", longestMean)
	}
	switch s.Dist {
	case Exponential:
		return s.checkFixed(1)
	case Deterministic:
		return s.checkFixed(0)
	case Lognormal:
		if s.CV == nil || !(*s.CV > 0 && *s.CV <= 100) {
			return errors.New("cv: lognormal needs one, above 0 and at most 100")
		}
	case Hyperexponential:
		if s.CV == nil || !(*s.CV >= 1 && *s.CV <= 100) {
			return errors.New("cv: hyperexponential needs one, from 1 to 100")
		}
	default:
		return errors.New("dist: must be exponential, deterministic, lognormal or hyperexponential")
	}
	return nil
}

// checkFixed refuses a cv that the shape does not have.
func (s *Spread) checkFixed(cv float64) error {
	if s.CV != nil && *s.CV != cv {
		return fmt.Errorf("cv: is always %g for %s", cv, s.Dist)
	}
	return nil
}

// draw gives one time.
func (s *Spread) draw(random *rand.Rand) moment {
	switch s.Dist {
	case Exponential:
		return span(s.Mean * random.ExpFloat64())
	case Lognormal:
		v := math.Log1p(*s.CV * *s.CV)
		return span(s.Mean * math.Exp(math.Sqrt(v)*random.NormFloat64()-v/2))
	case Hyperexponential:
		return span(s.Mean * random.ExpFloat64() / s.phase(random))
	}
	return span(s.Mean)
}

// phase picks one of two exponential phases and gives its rate, in units of the overall mean. Each
// phase brings half of the mean (Whitt 1982, "balanced means").
func (s *Spread) phase(random *rand.Rand) float64 {
	c2 := *s.CV * *s.CV
	p := (1 + math.Sqrt((c2-1)/(c2+1))) / 2
	if random.Float64() >= p {
		p = 1 - p
	}
	return 2 * p
}
