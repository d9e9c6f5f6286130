package queue

import "slices"

// missing names the skills and roles for want of which nobody signed in could ever take a call of
// this lane. Where each of them is there, but no one person has them together, all are named.
func (c *Core) missing(l *lane, v *LineView) {
	before := len(v.Missing) + len(v.MissingRoles)
	for _, all := range []bool{false, true} {
		for _, w := range l.ask.of {
			c.missingOf(w, v, all)
		}
		if len(v.Missing)+len(v.MissingRoles) > before {
			break
		}
	}
	slices.Sort(v.Missing)
	slices.Sort(v.MissingRoles)
	v.Missing, v.MissingRoles = slices.Compact(v.Missing), slices.Compact(v.MissingRoles)
}

func (c *Core) missingOf(w want, v *LineView, all bool) {
	nobody := func(meets func(*profile) bool) bool {
		return all || !slices.ContainsFunc(c.profiles, func(p *profile) bool { return p != nil && p.signed > 0 && meets(p) })
	}
	for _, n := range w.all {
		if nobody(func(p *profile) bool { return p.levels[n.skill] >= n.level }) {
			v.Missing = append(v.Missing, c.rules.policy.Skills[n.skill])
		}
	}
	if len(w.any) > 0 && nobody(func(p *profile) bool { return want{any: w.any}.meets(p) }) {
		for _, n := range w.any {
			v.Missing = append(v.Missing, c.rules.policy.Skills[n.skill])
		}
	}
	if len(w.roles) > 0 && nobody(func(p *profile) bool { return slices.Contains(w.roles, p.role) }) {
		v.MissingRoles = append(v.MissingRoles, w.roles...)
	}
}
