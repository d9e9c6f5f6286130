package sim

import "alo116/queue"

// tally counts what happens. It is cut into cells, stretches of equally many calls, from whose
// differences the half widths are estimated. A call belongs to the cell in which it arrived.
type tally struct {
	inTime moment // how long a caller waits who is answered in time
	cells  int
	skip   int // calls before the first that counts
	calls  int // that count
	came   int // calls so far
	cell   int // the present one, -1 outside of what is counted
	since  moment
	open   int // counted calls whose wait has not ended

	lasted []float64 // by cell, in seconds
	kinds  []kind
	groups []group
}

// kind is the account of one call type or line.
type kind struct {
	cells   []sums
	waits   []wait // of the entered
	waiting gauge
	working gauge // agents who work for it
	row     bool  // the last call waited
}

// group is the account of agents who are alike.
type group struct {
	busy, present []float64 // agent-seconds by cell
	working, duty gauge
}

// sums is what calls came to within a cell.
type sums struct {
	offered, answered, abandoned, blocked float64

	waited        float64 // entered, and did not start at once
	rows          float64 // of calls that waited one after the other
	inTime        float64 // answered in time
	shortAbandons float64 // gave up within the time for an answer

	wait, waitAnswered float64 // seconds
	queue, busy        float64 // call-seconds waiting, agent-seconds working
}

// wait is how long one call waited.
type wait struct {
	seconds float64
	cell    int
}

func newTally(kinds, groups, cells int, inTime float64) *tally {
	t := &tally{inTime: span(inTime), cells: cells, cell: -1, lasted: make([]float64, cells)}
	for range kinds {
		t.kinds = append(t.kinds, kind{cells: make([]sums, cells)})
	}
	for range groups {
		t.groups = append(t.groups, group{busy: make([]float64, cells), present: make([]float64, cells)})
	}
	return t
}

// over says whether the last cell has ended: with the first call that counts no more.
func (t *tally) over() bool { return t.came > t.skip+t.calls }

// cellAt is the cell of the call after n others.
func (t *tally) cellAt(n int) int {
	if n -= t.skip; n < 0 || n >= t.calls {
		return -1
	}
	return n * t.cells / t.calls
}

// enter ends the present cell and begins another; -1 is none.
func (t *tally) enter(cell int, now moment) {
	if cell == t.cell {
		return
	}
	was := t.cell
	t.cell = cell
	if was >= 0 {
		t.lasted[was] += (now - t.since).seconds()
	}
	t.since = now
	for i := range t.kinds {
		k := &t.kinds[i]
		queue, busy := k.waiting.read(now), k.working.read(now)
		if was >= 0 {
			k.cells[was].queue += queue
			k.cells[was].busy += busy
		}
	}
	for i := range t.groups {
		g := &t.groups[i]
		busy, duty := g.working.read(now), g.duty.read(now)
		if was >= 0 {
			g.busy[was] += busy
			g.present[was] += duty
		}
	}
}

// arrived counts a call that comes.
func (t *tally) arrived(v *visit, now moment) {
	t.enter(t.cellAt(t.came), now)
	t.came++
	v.cell = t.cell
	t.kinds[v.kind].waiting.add(+1, now)
	if v.cell >= 0 {
		t.open++
		t.kinds[v.kind].cells[v.cell].offered++
	}
}

// started counts a call that is answered.
func (t *tally) started(v *visit, now moment) {
	w, ok := t.waitOver(v, now)
	if !ok {
		return
	}
	c := t.entered(v, w)
	c.answered++
	c.waitAnswered += w.seconds()
	if w <= t.inTime {
		c.inTime++
	}
}

// left counts a call that ends without an answer.
func (t *tally) left(v *visit, why queue.EndReason, now moment) {
	w, ok := t.waitOver(v, now)
	switch {
	case !ok:
	case why == queue.EndAbandoned:
		c := t.entered(v, w)
		c.abandoned++
		if w <= t.inTime {
			c.shortAbandons++
		}
	default:
		t.kinds[v.kind].cells[v.cell].blocked++
	}
}

// unfinished counts a call that still waits when all is over.
func (t *tally) unfinished(v *visit, now moment) {
	if w, ok := t.waitOver(v, now); ok {
		t.entered(v, w)
	}
}

// waitOver ends a wait and says whether it counts.
func (t *tally) waitOver(v *visit, now moment) (moment, bool) {
	t.kinds[v.kind].waiting.add(-1, now)
	if v.cell < 0 {
		return 0, false
	}
	t.open--
	return now - v.arrived, true
}

// entered counts a wait.
func (t *tally) entered(v *visit, w moment) *sums {
	k := &t.kinds[v.kind]
	c := &k.cells[v.cell]
	if w > 0 {
		c.waited++
		if !k.row {
			c.rows++
		}
	}
	k.row = w > 0
	c.wait += w.seconds()
	k.waits = append(k.waits, wait{w.seconds(), v.cell})
	return c
}

// works counts a helper whose work begins or ends.
func (t *tally) works(h *helper, d int, now moment) {
	t.kinds[h.line].working.add(d, now)
	t.groups[h.group].working.add(d, now)
}

// present counts the helpers on duty, those included who finish their last call.
func (t *tally) present(h *helper, now moment) {
	there := h.on || h.busy
	if there == h.counted {
		return
	}
	h.counted = there
	if there {
		t.groups[h.group].duty.add(+1, now)
	} else {
		t.groups[h.group].duty.add(-1, now)
	}
}
