package queue

import "slices"

// ask is what a call wants of an agent at one step: to meet any of these.
type ask struct{ of []want }

// want is one Step made ready: any of the roles, all of the needs, one of the alternatives.
type want struct {
	roles []Role
	all   []need
	any   []need
}

type need struct {
	skill int
	level Level
}

func (r *rules) want(s Step) want {
	return want{roles: s.Roles, all: r.needs(s.Needs), any: r.needs(s.AnyOf)}
}

func (r *rules) needs(of []Need) []need {
	var ns []need
	for _, n := range of {
		ns = append(ns, need{r.skills[n.Skill], max(1, n.Level)})
	}
	return ns
}

// meets says whether agents of this profile may take the call.
func (a *ask) meets(p *profile) bool {
	return slices.ContainsFunc(a.of, func(w want) bool { return w.meets(p) })
}

func (w want) meets(p *profile) bool {
	if len(w.roles) > 0 && !slices.Contains(w.roles, p.role) {
		return false
	}
	has := func(n need) bool { return p.levels[n.skill] >= n.level }
	return !slices.ContainsFunc(w.all, func(n need) bool { return !has(n) }) &&
		(len(w.any) == 0 || slices.ContainsFunc(w.any, has))
}

// excess is how far above the asked levels an agent of this profile is, by the first want they meet.
func (a *ask) excess(p *profile) int {
	for _, w := range a.of {
		if !w.meets(p) {
			continue
		}
		sum := 0
		for _, n := range w.all {
			sum += int(p.levels[n.skill] - n.level)
		}
		return sum
	}
	return 0
}
