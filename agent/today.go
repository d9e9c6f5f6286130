package agent

import (
	"time"

	"alo116/queue"
)

// LineToday counts one line's calls since local midnight, each by its own moment: arrived, first talked on,
// given up by the caller.
type LineToday struct {
	Line                         queue.LineID
	Offered, Answered, Abandoned int
}

// today keeps the tallies of the day.
type today struct {
	where *time.Location
	begin time.Time // local midnight
	lines map[queue.LineID]*LineToday
	// talked holds live calls that were counted as answered, so that a call put back and answered again is
	// counted once. It outlives midnight.
	talked map[queue.CallID]bool
}

func newToday(now time.Time, where *time.Location) today {
	return today{where: where, begin: midnight(now, where), lines: map[queue.LineID]*LineToday{}, talked: map[queue.CallID]bool{}}
}

func (t *today) set(now time.Time, lines []LineToday) {
	t.begin = midnight(now, t.where)
	clear(t.lines)
	for _, l := range lines {
		t.lines[l.Line] = &l
	}
}

// roll begins a new day when one has begun.
func (t *today) roll(now time.Time) {
	if begin := midnight(now, t.where); begin.After(t.begin) {
		t.begin = begin
		clear(t.lines)
	}
}

func (t *today) line(id queue.LineID) *LineToday {
	if t.lines[id] == nil {
		t.lines[id] = &LineToday{Line: id}
	}
	return t.lines[id]
}

func (t *today) count(r *queue.Record) {
	t.roll(r.At)
	if r.Outgoing { // the day's figures are of callers
		return
	}
	now := !r.At.Before(t.begin)
	switch r.Kind {
	case queue.RecArrived:
		t.add(now, &t.line(r.Line).Offered)
	case queue.RecConnected:
		t.add(now && !t.talked[r.Call], &t.line(r.Line).Answered)
		t.talked[r.Call] = true
	case queue.RecEnded:
		t.add(now && r.Reason == string(queue.EndAbandoned), &t.line(r.Line).Abandoned)
		delete(t.talked, r.Call)
	}
}

func (t *today) add(is bool, n *int) {
	if is {
		*n++
	}
}

func midnight(now time.Time, where *time.Location) time.Time {
	y, m, d := now.In(where).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, where)
}

func untilMidnight(now time.Time, where *time.Location) time.Duration {
	y, m, d := now.In(where).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, where).Sub(now)
}
