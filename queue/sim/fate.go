package sim

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"alo116/queue"
)

// A recording does not tell how long those who were answered would have waited, nor how long those
// who were not would have talked. The first is drawn from the patience of all who called the line,
// among those who waited at least as long; the second from the talks on that line.

// survival is the share of callers whose patience exceeds a time, estimated from those who gave up
// and those who did not get the occasion to (Kaplan & Meier 1958).
type survival struct {
	at    []moment // when somebody gave up
	share []float64
}

// attempt is how long somebody waited, and whether they gave up.
type attempt struct {
	waited moment
	gaveUp bool
}

func newSurvival(attempts []attempt) survival {
	attempts = slices.Clone(attempts)
	slices.SortStableFunc(attempts, func(a, b attempt) int { return cmp.Compare(a.waited, b.waited) })
	var s survival
	share := 1.0
	for i := 0; i < len(attempts); {
		at, risk, gone := attempts[i].waited, len(attempts)-i, 0
		for ; i < len(attempts) && attempts[i].waited == at; i++ {
			if attempts[i].gaveUp {
				gone++
			}
		}
		if gone > 0 {
			share *= 1 - float64(gone)/float64(risk)
			s.at, s.share = append(s.at, at), append(s.share, share)
		}
	}
	return s
}

// draw gives the patience of somebody who has waited so long already; never is longer than anybody
// was seen to give up after.
func (s survival) draw(waited moment, random *rand.Rand) moment {
	left := 1.0
	n, _ := slices.BinarySearch(s.at, waited+1)
	if n > 0 {
		left = s.share[n-1]
	}
	u := random.Float64() * left
	for i := n; i < len(s.at); i++ {
		if s.share[i] <= u {
			return s.at[i]
		}
	}
	return never
}

// fates draws what a recording does not tell.
type fates struct {
	patience map[queue.LineID]survival
	talks    map[queue.LineID][]RecordedCall
	anywhere survival
	any      []RecordedCall
}

// enough is from how many callers who gave up, or were answered, a line is judged by itself.
const enough = 30

func newFates(calls []RecordedCall) *fates {
	f := &fates{patience: map[queue.LineID]survival{}, talks: map[queue.LineID][]RecordedCall{}}
	attempts := map[queue.LineID][]attempt{}
	gaveUp := map[queue.LineID]int{}
	var all []attempt
	for _, c := range calls {
		a := attempt{moment(c.Waited), c.Outcome == queue.EndAbandoned}
		attempts[c.Line] = append(attempts[c.Line], a)
		all = append(all, a)
		if a.gaveUp {
			gaveUp[c.Line]++
		}
		if c.answered() {
			f.talks[c.Line] = append(f.talks[c.Line], c)
			f.any = append(f.any, c)
		}
	}
	f.anywhere = newSurvival(all)
	for line, of := range attempts {
		if gaveUp[line] >= enough {
			f.patience[line] = newSurvival(of)
		}
	}
	return f
}

// visit makes a recorded call into one that can go otherwise.
func (f *fates) visit(c *RecordedCall, random *rand.Rand) *visit {
	v := &visit{line: c.Line, choice: c.Choice, caller: c.Caller, arrived: momentOf(c.Arrived),
		talk: moment(c.Talked), wrapUp: moment(c.WrapUp), patience: moment(c.Waited)}
	if c.Outcome != queue.EndAbandoned {
		v.patience = f.patienceOf(c).draw(moment(c.Waited), random)
	}
	if !c.answered() {
		like := f.talkLike(c.Line, random)
		v.talk, v.wrapUp = moment(like.Talked), moment(like.WrapUp)
	}
	return v
}

func (f *fates) patienceOf(c *RecordedCall) survival {
	if s, ok := f.patience[c.Line]; ok {
		return s
	}
	return f.anywhere
}

func (f *fates) talkLike(line queue.LineID, random *rand.Rand) RecordedCall {
	talks := f.talks[line]
	if len(talks) < enough {
		talks = f.any
	}
	return talks[random.IntN(len(talks))]
}
