package sim

import (
	"io"
	"slices"
	"strconv"
	"time"

	"alo116/queue"
)

// Comparison is recorded days beside what the core makes of the same callers, with the roster and the
// policy as they were and as they are tried. Counts are per run; half widths come only from what is
// not recorded and was drawn anew for each run. In a replay phones are answered at once and no offer
// is missed, so compare what is tried with the replay, not with the recording.
type Comparison struct {
	From   time.Time                   `json:"from"`
	To     time.Time                   `json:"to"`
	Runs   int                         `json:"runs"`
	Seed   uint64                      `json:"seed"`
	All    SideBySide                  `json:"all"`
	Lines  map[queue.LineID]SideBySide `json:"lines"`
	Agents []AgentsBeside              `json:"agents"`
}

// SideBySide is the figures of the same calls: as they were recorded, replayed as it was, and with
// the change. Blocked are all who were sent away: full, closed, waited too long, passed on.
type SideBySide struct {
	Recorded Group `json:"recorded"`
	Replayed Group `json:"replayed"`
	Changed  Group `json:"changed"`
}

// AgentsBeside is how busy somebody was.
type AgentsBeside struct {
	Name     queue.AgentID `json:"name"`
	Recorded Figure        `json:"recorded"`
	Replayed Figure        `json:"replayed"`
	Changed  Figure        `json:"changed"`
}

// Print writes the comparison as one JSON document.
func (c *Comparison) Print(out io.Writer) error { return write(out, c) }

// Replay puts recorded days through the core, as they were and under a change. Who gave up has the
// patience that was seen; what was not seen is drawn, the same for both sides: the patience of the
// others by the Kaplan-Meier estimate of their line, beyond their wait, and the talks of those who
// were never answered from the talks of their line. Who still waits at the end counts with the wait
// so far. In a line's menu everybody presses at once what they pressed then, be it right or wrong by the rules that are tried.
func Replay(r Recording, c *Change) (*Comparison, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	if err := c.fits(&r); err != nil {
		return nil, err
	}
	e := newExperiment(&r, c)
	was, tried := e.tally(*c.Runs), e.tally(*c.Runs)
	for run := range *c.Runs {
		for _, side := range []struct {
			policy *queue.Policy
			roster []Spell
			sum    *tally
		}{{r.Policy, r.Roster, was}, {c.rules(&r), e.roster, tried}} {
			t, err := e.run(run, side.policy, side.roster)
			if err != nil {
				return nil, err
			}
			side.sum.take(t, run)
		}
	}
	return e.compare(was, tried), nil
}

// experiment is a recording, and a change to it.
type experiment struct {
	*Recording
	change *Change
	roster []Spell // with the change
	fates  *fates
	lines  []queue.LineID
	names  []queue.AgentID
}

func newExperiment(r *Recording, c *Change) *experiment {
	r.Calls = slices.Clone(r.Calls)
	slices.SortStableFunc(r.Calls, func(a, b RecordedCall) int { return a.Arrived.Compare(b.Arrived) })
	e := &experiment{Recording: r, change: c, roster: c.changed(r), fates: newFates(r.Calls)}
	for _, call := range r.Calls {
		if !slices.Contains(e.lines, call.Line) {
			e.lines = append(e.lines, call.Line)
		}
	}
	for _, s := range slices.Concat(r.Roster, e.roster) {
		if !slices.Contains(e.names, s.Agent) {
			e.names = append(e.names, s.Agent)
		}
	}
	return e
}

func (e *experiment) tally(cells int) *tally {
	t := newTally(len(e.lines), len(e.names), cells, *e.change.ServiceLevelS)
	t.calls = len(e.Calls)
	return t
}

// run replays the days once.
func (e *experiment) run(n int, p *queue.Policy, roster []Spell) (*tally, error) {
	t := e.tally(1)
	start, end := momentOf(e.From), momentOf(e.To)
	w := newWorld(p, start, rosterOf(roster, e.names), t)
	t.enter(0, start)
	w.open()
	random, i := stream(*e.change.Seed, "replay", strconv.Itoa(n)), 0
	w.expect(&feed{next: func() *visit {
		if i == len(e.Calls) {
			return nil
		}
		v := e.fates.visit(&e.Calls[i], random)
		v.kind = slices.Index(e.lines, v.line)
		i++
		return v
	}})
	for w.advance(end) {
	}
	w.now = end
	w.close()
	t.enter(-1, end)
	return t, w.check()
}

// take puts the only cell of another tally into one of these.
func (t *tally) take(from *tally, cell int) {
	t.lasted[cell] = from.lasted[0]
	for i := range t.kinds {
		t.kinds[i].cells[cell] = from.kinds[i].cells[0]
		for _, w := range from.kinds[i].waits {
			t.kinds[i].waits = append(t.kinds[i].waits, wait{w.seconds, cell})
		}
	}
	for i := range t.groups {
		t.groups[i].busy[cell], t.groups[i].present[cell] = from.groups[i].busy[0], from.groups[i].present[0]
	}
}
