package sim

import (
	"slices"
	"strconv"
	"time"

	"alo116/queue"
)

// rosterOf makes helpers of who was there, in the order in which they came. names tells each agent's
// place in the tally.
func rosterOf(spells []Spell, names []queue.AgentID) []*helper {
	spells = slices.Clone(spells)
	slices.SortStableFunc(spells, func(a, b Spell) int { return a.From.Compare(b.From) })
	var team []*helper
	by := map[queue.AgentID][]Spell{}
	for _, s := range spells {
		if by[s.Agent] == nil {
			team = append(team, &helper{id: s.Agent, speed: 1, group: slices.Index(names, s.Agent)})
		}
		by[s.Agent] = append(by[s.Agent], s)
	}
	for _, h := range team {
		own := by[h.id]
		h.duty = func(m moment) (bool, moment) { return h.follow(own, m) }
	}
	return team
}

// follow says whether a helper is on duty by their spells, and lets them be what they are then.
func (h *helper) follow(own []Spell, m moment) (on bool, until moment) {
	until = never
	for _, s := range own {
		from, to := momentOf(s.From), momentOf(s.To)
		switch {
		case from <= m && m < to:
			h.role, h.skills = s.Role, s.Skills
			on, until = true, to
		case m < from:
			return on, min(until, from)
		}
	}
	return on, until
}

// changed is the roster with some people more and some less.
func (c *Change) changed(r *Recording) []Spell {
	spells := slices.DeleteFunc(slices.Clone(r.Roster), func(s Spell) bool { return slices.Contains(c.Remove, s.Agent) })
	for _, e := range c.Add {
		times := [][2]time.Time{{r.From, r.To}}
		if len(e.Shifts) > 0 {
			times = onDates(e.Shifts, r.From, r.To, c.zone(r))
		}
		for n := range *e.Count {
			for _, t := range times {
				spells = append(spells, Spell{Agent: e.id(n), Role: e.Role, Skills: e.Skills, From: t[0], To: t[1]})
			}
		}
	}
	return spells
}

// id names the n-th of some people who were not there.
func (e *Extra) id(n int) queue.AgentID {
	if *e.Count == 1 {
		return queue.AgentID(e.Name)
	}
	return queue.AgentID(e.Name + " " + strconv.Itoa(n+1))
}

// onDates are the times of weekly shifts between two moments, by the clock of a zone.
func onDates(shifts []queue.WeekSpan, from, to time.Time, zone *time.Location) [][2]time.Time {
	var times [][2]time.Time
	day := from.In(zone).AddDate(0, 0, -1)
	for ; day.Before(to.AddDate(0, 0, 1)); day = day.AddDate(0, 0, 1) {
		for _, s := range shifts {
			n := (int(day.Weekday()) + 6) % 7 // Monday is the first
			if len(s.Days) > 0 && !slices.Contains(s.Days, days[n]) {
				continue
			}
			begin, end := at(day, s.From), at(day, s.To)
			if !end.After(begin) {
				end = at(day.AddDate(0, 0, 1), s.To)
			}
			if begin, end = later(begin, from), earlier(end, to); begin.Before(end) {
				times = append(times, [2]time.Time{begin, end})
			}
		}
	}
	return times
}

// at is a clock time on a day.
func at(day time.Time, clock string) time.Time {
	m, err := clockTime(clock)
	if err != nil {
		return day // the file was checked
	}
	minutes := int(m / moment(time.Minute))
	return time.Date(day.Year(), day.Month(), day.Day(), 0, minutes, 0, 0, day.Location())
}
