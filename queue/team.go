package queue

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Member is somebody who may sign in to take calls.
type Member struct {
	Role   Role
	Skills map[Skill]Level
}

// CheckTeam says everything that cannot work about a policy that [Policy.Check] accepts with the people who
// may sign in, or nil: skills of theirs that it does not know, lines whose calls none of them could ever
// take and that have no other way out, and a reserve that leaves nobody for those it holds back. It is
// about who there is at all; who is signed in at the moment is told by [LineView]. No person is named.
func (p *Policy) CheckTeam(team []Member) error {
	var f faults
	p.checkSkills(&f, team)
	r := newRules(p)
	for _, l := range r.order {
		r.checkTeam(&f, team, l)
		for _, v := range l.variants {
			r.checkTeam(&f, team, v)
		}
	}
	return errors.Join(f...)
}

// checkTeam judges one line, or what it is for a choice of its menu.
func (r *rules) checkTeam(f *faults, team []Member, l *line) {
	able, where := 0, fmt.Sprintf("line %q", l.ID)
	if l.choice != "" {
		where += fmt.Sprintf(", choice %q", l.choice)
	}
	for _, m := range team {
		if l.asks[len(l.asks)-1].meets(r.profile(m)) {
			able++
		}
	}
	switch keep := r.keep(l.Priority); {
	case able == 0 && !l.hasWayOut():
		f.add("%s: nobody of the team of %d could ever take its calls, for want of %s; give somebody that, or end its steps with one that somebody meets, a divert, or a max_wait_s",
			where, len(team), l.wants(r))
	case able > 0 && keep >= able:
		f.add("%s: the reserve keeps %d agents free, and only %d of the team could take its calls, so none would ever begin; reserve fewer than that",
			where, keep, able)
	}
}

// profile is what a member would be at the queue.
func (r *rules) profile(m Member) *profile {
	levels := make([]Level, len(r.policy.Skills))
	levelBytes(r, m.Skills, levels)
	return &profile{role: m.Role, levels: levels}
}

// hasWayOut says whether a call that nobody takes leaves the line by itself.
func (l *line) hasWayOut() bool {
	return l.MaxWaitS > 0 || slices.ContainsFunc(l.Steps, func(s Step) bool { return s.Divert != "" })
}

// wants names what the widest steps of a line ask for.
func (l *line) wants(r *rules) string {
	var words []string
	for _, w := range l.asks[len(l.asks)-1].of {
		for _, role := range w.roles {
			words = append(words, string(role))
		}
		for _, n := range slices.Concat(w.all, w.any) {
			words = append(words, fmt.Sprintf("%s ≥ %d", r.policy.Skills[n.skill], n.level))
		}
	}
	if len(words) == 0 {
		return "anybody at all"
	}
	return strings.Join(slices.Compact(words), ", ")
}

// checkSkills finds skills of people that the policy does not know: it was renamed, or written wrongly.
func (p *Policy) checkSkills(f *faults, team []Member) {
	unknown := map[Skill]int{}
	for _, m := range team {
		for s, level := range m.Skills {
			if level > 0 && !slices.Contains(p.Skills, s) {
				unknown[s]++
			}
		}
	}
	for _, s := range slices.Sorted(maps.Keys(unknown)) {
		f.add("skill %q is unknown to the policy, and %d of the team have it; add it to skills, or give them others with 'alo116 user skills'", s, unknown[s])
	}
}
