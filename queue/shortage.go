package queue

import "slices"

// Shortage is the deficient set of Hall's condition for the floor as it is: the waiting calls that
// can not all have somebody at once, however those at work are shared out, and who they compete for.
type Shortage struct {
	Lines  []LineID  // whose calls these are
	Calls  int       // how many wait
	Agents []AgentID // all who take calls and could take any of them: fewer than Calls
	Skills []Skill   // that these calls ask for
}

// Shortage finds the largest surplus of waiting calls over the agents who could take them; Calls is
// zero if everybody who waits could be given an agent of their own.
//
// Calls are matched to agents one to one as far as can be. What cannot be reached from the unmatched
// calls, back and forth along the matching, has enough agents; the rest is the deficient set.
func (c *Core) Shortage() Shortage {
	f := newFlow(c)
	for i := range f.lanes {
		f.greedy(i)
	}
	for i := range f.lanes {
		for f.left[i] > 0 && f.augment(i, newBitset(len(c.profiles))) {
		}
	}
	lanes, profiles := f.reached()
	return c.shortage(f, lanes, profiles)
}

// flow is a matching between groups: lanes with their calls, profiles with their agents at work.
type flow struct {
	lanes []*lane
	left  []int   // calls of each lane that are not matched yet
	spare []int   // agents of each profile that are not matched yet
	sent  [][]int // how many calls of a lane are matched with agents of a profile
}

func newFlow(c *Core) *flow {
	f := &flow{spare: make([]int, len(c.profiles))}
	for _, l := range c.lanes {
		if l.calls.len > 0 {
			f.lanes = append(f.lanes, l)
			f.left = append(f.left, l.calls.len)
			f.sent = append(f.sent, make([]int, len(c.profiles)))
		}
	}
	for _, a := range c.roster {
		if a.there {
			f.spare[a.profile.slot]++
		}
	}
	return f
}

// greedy matches calls of a lane with agents who are left over.
func (f *flow) greedy(lane int) {
	for slot, n := range f.spare {
		if n = min(n, f.left[lane]); n > 0 && f.lanes[lane].profiles.has(slot) {
			f.spare[slot] -= n
			f.left[lane] -= n
			f.sent[lane][slot] += n
		}
	}
}

// augment matches one more call of a lane, moving others aside if need be.
func (f *flow) augment(lane int, tried bitset) bool {
	for slot := range f.spare {
		if !f.lanes[lane].profiles.has(slot) || tried.has(slot) {
			continue
		}
		tried.set(slot)
		if f.spare[slot] > 0 {
			f.spare[slot]--
			f.match(lane, slot)
			return true
		}
		for other := range f.lanes {
			if f.sent[other][slot] > 0 && f.augment(other, tried) {
				f.sent[other][slot]--
				f.left[other]++ // augment counted it as matched twice
				f.match(lane, slot)
				return true
			}
		}
	}
	return false
}

func (f *flow) match(lane, slot int) {
	f.sent[lane][slot]++
	f.left[lane]--
}

// reached are the lanes and profiles that the unmatched calls reach.
func (f *flow) reached() (lanes []int, profiles bitset) {
	profiles = newBitset(len(f.spare))
	for i, n := range f.left {
		if n > 0 {
			lanes = append(lanes, i)
		}
	}
	for at := 0; at < len(lanes); at++ {
		for slot := range f.spare {
			if !f.lanes[lanes[at]].profiles.has(slot) || profiles.has(slot) {
				continue
			}
			profiles.set(slot)
			for other := range f.lanes {
				if f.sent[other][slot] > 0 && !slices.Contains(lanes, other) {
					lanes = append(lanes, other)
				}
			}
		}
	}
	return lanes, profiles
}

// shortage names what was reached.
func (c *Core) shortage(f *flow, lanes []int, profiles bitset) Shortage {
	var s Shortage
	for _, i := range lanes {
		l := f.lanes[i]
		s.Calls += l.calls.len
		s.Lines = append(s.Lines, l.line.ID)
		for _, w := range l.ask.of {
			for _, n := range slices.Concat(w.all, w.any) {
				s.Skills = append(s.Skills, c.rules.policy.Skills[n.skill])
			}
		}
	}
	for _, a := range c.roster {
		if a.there && profiles.has(a.profile.slot) {
			s.Agents = append(s.Agents, a.id)
		}
	}
	slices.Sort(s.Lines)
	slices.Sort(s.Skills)
	s.Lines, s.Skills = slices.Compact(s.Lines), slices.Compact(s.Skills)
	return s
}
