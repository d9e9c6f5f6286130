package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Rate is arrivals in an hour: one number, or one for each hour of the day or of the week.
type Rate []float64

const (
	hour       = moment(time.Hour)
	hoursAWeek = 168
	week       = hoursAWeek * hour
)

// mostPerHour bounds a rate, so that the time between two calls stays well above a nanosecond.
const mostPerHour = 1e6

// UnmarshalJSON takes a number or a list of them.
func (r *Rate) UnmarshalJSON(b []byte) error {
	var one float64
	if err := json.Unmarshal(b, &one); err == nil && string(b) != "null" {
		*r = Rate{one}
		return nil
	}
	var many []float64
	if err := json.Unmarshal(b, &many); err != nil {
		return errors.New("per_hour: must be a number, or a list of 24 or 168 numbers")
	}
	*r = many
	return nil
}

func (r Rate) check() error {
	switch len(r) {
	case 0:
		return errors.New("is missing")
	case 1, 24, hoursAWeek:
	default:
		return fmt.Errorf("has %d numbers, must have 1, 24 (a day's hours) or 168 (a week's)", len(r))
	}
	for _, v := range r {
		if !(v >= 0 && v <= mostPerHour) {
			return fmt.Errorf("%g: must be from 0 to %g", v, mostPerHour)
		}
	}
	return nil
}

// mean is the average over a week.
func (r Rate) mean() float64 {
	sum := 0.0
	for _, v := range r {
		sum += v
	}
	return sum / float64(len(r))
}

// at is the rate in the hour of m.
func (r Rate) at(m moment) float64 {
	return r[int((m-monday)/hour)%len(r)]
}

// next draws when a Poisson stream of this rate brings its next call after m: as much of the
// integrated rate as a unit exponential says has to pass.
func (r Rate) next(m moment, random *rand.Rand) moment {
	left := random.ExpFloat64()
	if len(r) == 1 {
		return m + span(left/r[0]*3600)
	}
	for {
		rate := r.at(m)
		end := m - (m-monday)%hour + hour
		part := rate * (end - m).seconds() / 3600
		if left < part {
			return m + span(left/rate*3600)
		}
		left -= part
		m = end
	}
}
