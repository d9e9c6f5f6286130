package sim

import (
	"math"
	"time"
)

// moment is a point in virtual time, in nanoseconds since the Unix epoch.
type moment int64

// never is later than all that happens.
const never = moment(math.MaxInt64)

// monday is 00:00 on the first Monday after the epoch: where the weeks of a simulation begin.
const monday = moment(4 * 24 * time.Hour)

// longest bounds any drawn span, so that the clock never runs over.
const longest = 30 * 365 * 24 * time.Hour

func (m moment) time() time.Time { return time.Unix(0, int64(m)).UTC() }

func momentOf(t time.Time) moment { return moment(t.UnixNano()) }

// seconds is a span in the unit of all figures.
func (m moment) seconds() float64 { return float64(m) / 1e9 }

// span turns seconds into nanoseconds.
func span(seconds float64) moment {
	if seconds >= longest.Seconds() {
		return moment(longest)
	}
	return moment(math.Round(seconds * 1e9))
}
