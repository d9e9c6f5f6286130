package sim

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"alo116/queue"
)

// spell is a time of the week, from Monday 00:00: from its beginning to before its end, which may lie
// beyond the week's.
type spell struct{ from, to moment }

var days = [...]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// weekly turns shifts into spells that neither touch nor overlap, in order. No shifts is always: nil.
func weekly(shifts []queue.WeekSpan) ([]spell, error) {
	var all []spell
	for i, s := range shifts {
		spells, err := spellsOf(s)
		if err != nil {
			return nil, fmt.Errorf("shifts[%d].%w", i, err)
		}
		all = append(all, spells...)
	}
	all = merge(all)
	for len(all) > 1 && all[len(all)-1].to >= all[0].from+week { // round the corner of the week
		all[len(all)-1].to = max(all[len(all)-1].to, all[0].to+week)
		all = all[1:]
	}
	if len(all) == 1 && all[0].to-all[0].from >= week {
		return nil, nil
	}
	return all, nil
}

func spellsOf(s queue.WeekSpan) ([]spell, error) {
	from, err := clockTime(s.From)
	if err != nil || from == 24*hour {
		return nil, fmt.Errorf(`from: must be a time of the day like "08:00"`)
	}
	to, err := clockTime(s.To)
	if err != nil {
		return nil, fmt.Errorf(`to: must be a time of the day like "16:00"`)
	}
	if to <= from {
		to += 24 * hour
	}
	on := s.Days
	if len(on) == 0 {
		on = days[:]
	}
	var all []spell
	for _, d := range on {
		n := slices.Index(days[:], d)
		if n < 0 {
			return nil, fmt.Errorf("days: %q is none of mon, tue, wed, thu, fri, sat, sun", d)
		}
		start := moment(n) * 24 * hour
		all = append(all, spell{start + from, start + to})
	}
	return all, nil
}

// clockTime reads "08:00"; "24:00" is the end of the day.
func clockTime(s string) (moment, error) {
	if s == "24:00" {
		return 24 * hour, nil
	}
	t, err := time.Parse("15:04", s)
	return moment(t.Hour())*hour + moment(t.Minute())*moment(time.Minute), err
}

// duty says whether these spells have somebody on duty at m, and when that changes next.
func duty(spells []spell, m moment) (on bool, until moment) {
	if len(spells) == 0 {
		return true, never
	}
	start := m - (m-monday)%week
	until = never
	for _, w := range []moment{start - week, start, start + week} {
		for _, s := range spells {
			switch {
			case m < w+s.from:
				return false, min(until, w+s.from)
			case m < w+s.to:
				return true, w + s.to
			}
		}
	}
	return false, until
}

// merge joins spells that touch or overlap.
func merge(all []spell) []spell {
	slices.SortFunc(all, func(a, b spell) int { return cmp.Compare(a.from, b.from) })
	var joined []spell
	for _, s := range all {
		if n := len(joined); n > 0 && s.from <= joined[n-1].to {
			joined[n-1].to = max(joined[n-1].to, s.to)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}
