package sim

import "alo116/queue"

// reserved is two classes on the same agents, of whom some are kept free of the lower: the idle-server
// threshold with abandonment, all exponential, as the Markov chain that it is.
type reserved struct {
	n, keep   int
	high, low class
}

// class is arrivals per unit of time, and the mean talk and patience in that unit.
type class struct{ rate, talk, patience float64 }

func (c class) callType(name string, priority int, unit float64) CallType {
	return CallType{Name: name, Priority: priority, PerHour: Rate{c.rate * 3600 / unit},
		Talk: exponential(c.talk * unit), Patience: exponential(c.patience * unit)}
}

func reserveOf(below, agents int) []queue.Reserve {
	return []queue.Reserve{{BelowPriority: below, Agents: agents}}
}

type classResult struct{ pWait, pAbandon, queue, wait, busy float64 }

type reservedResult struct{ high, low classResult }

// floorState is how many of each class talk and wait.
type floorState struct{ talkHigh, talkLow, waitHigh, waitLow int }

// most is where the queues are cut off.
const most = 40

func (x reserved) moves(s floorState) []move[floorState] {
	var all []move[floorState]
	add := func(rate float64, to floorState) {
		if rate > 0 {
			all = append(all, move[floorState]{x.settle(to), rate})
		}
	}
	to := s
	if to.waitHigh++; to.waitHigh <= most {
		add(x.high.rate, to)
	}
	to = s
	if to.waitLow++; to.waitLow <= most {
		add(x.low.rate, to)
	}
	to = s
	to.talkHigh--
	add(float64(s.talkHigh)/x.high.talk, to)
	to = s
	to.talkLow--
	add(float64(s.talkLow)/x.low.talk, to)
	to = s
	to.waitHigh--
	add(float64(s.waitHigh)/x.high.patience, to)
	to = s
	to.waitLow--
	add(float64(s.waitLow)/x.low.patience, to)
	return all
}

// settle lets everyone start who may.
func (x reserved) settle(s floorState) floorState {
	for {
		free := x.n - s.talkHigh - s.talkLow
		switch {
		case s.waitHigh > 0 && free > 0:
			s.waitHigh--
			s.talkHigh++
		case s.waitLow > 0 && free > x.keep:
			s.waitLow--
			s.talkLow++
		default:
			return s
		}
	}
}

func (x reserved) solve() reservedResult {
	var r reservedResult
	for s, p := range stationary(floorState{}, x.moves) {
		r.high.queue += p * float64(s.waitHigh)
		r.low.queue += p * float64(s.waitLow)
		r.high.busy += p * float64(s.talkHigh)
		r.low.busy += p * float64(s.talkLow)
		free := x.n - s.talkHigh - s.talkLow
		if free == 0 {
			r.high.pWait += p
		}
		if free <= x.keep {
			r.low.pWait += p
		}
	}
	for _, c := range []struct {
		class
		*classResult
	}{{x.high, &r.high}, {x.low, &r.low}} {
		c.wait = c.queue / c.rate
		c.pAbandon = c.wait / c.patience
	}
	return r
}
