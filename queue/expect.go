package queue

import "slices"

// pace is how long calls of a line keep an agent busy, talk and wrap-up together.
type pace struct {
	mean moment // over the last calls, the latest counting most
	n    int
}

// paceWeight is how much of the mean the latest call replaces; paceLeast is how many calls make a mean.
const (
	paceWeight = 20
	paceLeast  = 10
)

func (p *pace) note(took moment) {
	p.n++
	p.mean += (took - p.mean) / moment(min(p.n, paceWeight))
}

// position is how many are served before the caller, who counts too: the waiting calls ahead of
// this one that somebody could take who can also take this one.
func (c *Core) position(k *call) int {
	n := 1
	for _, l := range c.lanes {
		if l.class < k.class {
			break
		}
		if l.calls.len == 0 || !meet(l.profiles, k.lane.profiles) {
			continue
		}
		for m := l.calls.first; m != nil && m.of.ahead(k); m = m.next {
			n++
		}
	}
	return n
}

// expectSteps are the waits that are ever told, in minutes: nothing finer is known, nothing longer is kind.
var expectSteps = [...]int{1, 2, 3, 5, 10, 15, 20, 30, 45, 60}

// ToldMinutes are all the numbers of minutes that an announcement may tell, so that there is a recording for each.
func ToldMinutes() []int { return slices.Clone(expectSteps[:]) }

// expected is how many minutes the caller will still wait: each of the agents who take calls and
// may take this one becomes free once in the line's pace, and those ahead go first. It is
// withheld, ok false, where it would mislead: with too few calls to know the pace, with nobody at
// work, with an agent free but kept in reserve, when the call waits for one person alone, when
// callers of other needs compete so that the best and the worst case are far apart, and beyond an hour.
func (c *Core) expected(k *call) (minutes int, ok bool) {
	agents := moment(0)
	for _, a := range c.roster {
		if a.there && k.lane.profiles.has(a.profile.slot) {
			if a.free {
				return 0, false
			}
			agents++
		}
	}
	p := k.line.pace
	if agents == 0 || p.n < paceLeast || k.holder != nil || !c.link {
		return 0, false
	}
	most, least := moment(c.position(k)), moment(k.place1())
	if most > 2*least {
		return 0, false
	}
	wait := (p.mean*most/agents + seconds(59)) / seconds(60)
	for _, step := range expectSteps {
		if int(wait) <= step {
			return step, true
		}
	}
	return 0, false
}

// place1 is the caller's position among those with the same needs, from 1.
func (k *call) place1() int {
	n := 1
	for m := k.spot.prev; m != nil; m = m.prev {
		n++
	}
	return n
}
