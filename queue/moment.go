package queue

import "time"

// moment is a point on the core's own clock, in nanoseconds; zero is never. That clock never runs
// backwards: when the world's does, the core goes on from where it was and remembers the skew, so
// that no deadline moves away and no wait becomes negative.
type moment int64

// begin sets the core's clock for one step.
func (c *Core) begin(now time.Time) {
	at := c.moment(now)
	if at < c.now {
		c.skew += time.Duration(c.now - at)
		at = c.now
	}
	c.now, c.at = at, c.time(at)
	c.out.Commands = c.out.Commands[:0]
	c.out.Records = c.out.Records[:0]
	c.explained = 0
}

// moment turns the world's time into the core's.
func (c *Core) moment(t time.Time) moment {
	if t.IsZero() {
		return 0
	}
	return max(1, moment(t.UnixNano())+moment(c.skew))
}

// time turns the core's time into the world's.
func (c *Core) time(m moment) time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(m)-int64(c.skew)).UTC()
}

// seconds is a policy's whole seconds as the core counts.
func seconds(s int) moment { return moment(s) * moment(time.Second) }

// sooner is the earlier of two moments, where never is later than all.
func sooner(a, b moment) moment {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
