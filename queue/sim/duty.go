package sim

import (
	"slices"
	"time"
)

// onDuty is how many agents of some groups are on duty beyond the first few, on the average of a week.
func (in *Input) onDuty(of func(group int) bool, beyond int) float64 {
	changes := []moment{monday, monday + week}
	var duties []func(moment) bool
	var counts []int
	for g, a := range in.Agents {
		if !of(g) {
			continue
		}
		spells, err := weekly(a.Shifts)
		if err != nil {
			continue // a checked file has none
		}
		for _, s := range spells {
			changes = append(changes, monday+s.from%week, monday+s.to%week)
		}
		duties = append(duties, func(m moment) bool { on, _ := duty(spells, m); return on })
		counts = append(counts, *a.Count)
	}
	slices.Sort(changes)
	area := 0.0
	for i, m := range changes[:len(changes)-1] {
		n := 0
		for j, on := range duties {
			if on(m) {
				n += counts[j]
			}
		}
		area += float64(max(0, n-beyond)) * time.Duration(changes[i+1]-m).Hours()
	}
	return area / hoursAWeek
}
