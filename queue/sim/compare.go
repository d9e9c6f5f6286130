package sim

import (
	"slices"

	"alo116/queue"
)

// compare makes figures of what was recorded and of both sides of the experiment.
func (e *experiment) compare(was, tried *tally) *Comparison {
	recorded := e.recorded()
	c := &Comparison{From: e.From, To: e.To, Runs: *e.change.Runs, Seed: *e.change.Seed, Lines: map[queue.LineID]SideBySide{}}
	beside := func(kinds []int) SideBySide {
		return SideBySide{
			Recorded: recorded.group(kinds, could{}),
			Replayed: was.group(kinds, could{}).perRun(c.Runs),
			Changed:  tried.group(kinds, could{}).perRun(c.Runs),
		}
	}
	var all []int
	for i, line := range e.lines {
		c.Lines[line] = beside([]int{i})
		all = append(all, i)
	}
	c.All = beside(all)
	for i, name := range e.names {
		use := func(t *tally) Figure { return share(t.groups[i].busy, t.groups[i].present) }
		c.Agents = append(c.Agents, AgentsBeside{name, use(recorded), use(was), use(tried)})
	}
	return c
}

// recorded is the account of the days as they were.
func (e *experiment) recorded() *tally {
	t := e.tally(1)
	t.lasted[0] = e.To.Sub(e.From).Seconds()
	for _, c := range e.Calls {
		k := &t.kinds[slices.Index(e.lines, c.Line)]
		s, w := &k.cells[0], c.Waited.Seconds()
		inTime := moment(c.Waited) <= t.inTime
		s.offered++
		s.queue += w
		switch c.Outcome {
		case queue.EndAnswered:
			s.answered++
			s.waitAnswered += w
			s.busy += (c.Talked + c.WrapUp).Seconds()
			if who := slices.Index(e.names, c.Agent); who >= 0 {
				t.groups[who].busy[0] += (c.Talked + c.WrapUp).Seconds()
			}
			if inTime {
				s.inTime++
			}
		case queue.EndAbandoned:
			s.abandoned++
			if inTime {
				s.shortAbandons++
			}
		default:
			s.blocked++
			continue
		}
		s.wait += w
		if w > 0 {
			s.waited++
		}
		k.waits = append(k.waits, wait{w, 0})
	}
	for _, s := range e.Roster {
		t.groups[slices.Index(e.names, s.Agent)].present[0] += s.To.Sub(s.From).Seconds()
	}
	return t
}

// perRun divides what was counted over all runs.
func (g Group) perRun(runs int) Group {
	for _, f := range []*Figure{&g.Offered, &g.Answered, &g.Abandoned, &g.Blocked} {
		f.Value /= Number(runs)
		f.HalfWidth /= Number(runs)
	}
	return g
}
