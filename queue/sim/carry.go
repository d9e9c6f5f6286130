package sim

import (
	"slices"

	"alo116/queue"
)

// What callers bring must be less than the time of those who may serve them, for every set of call
// types (Hall's condition). That is so if the work can be shared out among the agents with some to
// spare, which is a linear program: the largest factor by which all callers could multiply.

// load is what one call type brings to the agents.
type load struct {
	skills  []queue.Skill
	perHour float64
	keep    int       // agents who must be free when it starts
	costs   []float64 // hours of each group of agents for one call; 0 if they may not take it
}

// uncarried finds the sets of skills that the agents cannot carry.
func (in *Input) uncarried() [][]queue.Skill {
	sets := [][]queue.Skill{}
	var loads []load
	for i := range in.CallTypes {
		t := &in.CallTypes[i]
		l := in.load(t)
		switch {
		case l.perHour == 0:
		case !in.served(l):
			sets = append(sets, skillsOf([]load{l}))
		case t.Patience == nil && in.WaitingRoom == nil:
			loads = append(loads, l)
		}
	}
	for {
		least := in.overload(loads)
		if least == nil {
			return distinct(sets)
		}
		sets = append(sets, skillsOf(least))
		loads = slices.DeleteFunc(loads, func(l load) bool { return among(l, least) })
	}
}

func (in *Input) load(t *CallType) load {
	l := load{skills: t.Skills, perHour: t.PerHour.mean()}
	for _, r := range in.Reserve {
		if t.Priority < r.BelowPriority {
			l.keep = max(l.keep, r.Agents)
		}
	}
	for _, a := range in.Agents {
		cost := 0.0
		if able(a.Skills, t.Skills) {
			cost = (t.Talk.Mean / *a.Speed + a.WrapUpS) / 3600
		}
		l.costs = append(l.costs, cost)
	}
	return l
}

// able says whether someone with these skills may take a call that needs those.
func able(has, needs []queue.Skill) bool {
	return !slices.ContainsFunc(needs, func(s queue.Skill) bool { return !slices.Contains(has, s) })
}

// served says whether ever enough agents who may take these calls are on duty for one to start.
func (in *Input) served(l load) bool {
	return in.onDuty(func(g int) bool { return l.costs[g] > 0 }, l.keep) > 0
}

// overload finds a smallest set among these loads that is too much; nil if all can be carried.
func (in *Input) overload(loads []load) []load {
	if in.carried(loads) {
		return nil
	}
	least := slices.Clone(loads)
	for i := 0; i < len(least); {
		rest := slices.Delete(slices.Clone(least), i, i+1)
		if in.carried(rest) {
			i++
		} else {
			least = rest
		}
	}
	return least
}

// carried says whether the agents can carry these loads with some time to spare.
func (in *Input) carried(loads []load) bool {
	if len(loads) == 0 {
		return true
	}
	p := &program{width: 1 + len(loads)*len(in.Agents)}
	share := func(i, j int) int { return 1 + i*len(in.Agents) + j }
	for i, l := range loads {
		row := p.constrain(0)
		row[0] = l.perHour
		for j, cost := range l.costs {
			if cost > 0 {
				row[share(i, j)] = -1
			}
		}
	}
	for j := range in.Agents {
		row := p.constrain(in.onDuty(func(g int) bool { return g == j }, 0))
		for i, l := range loads {
			row[share(i, j)] = l.costs[j]
		}
	}
	for _, r := range in.Reserve {
		in.constrainReserve(p, loads, r.Agents, share)
	}
	const atLeast = 1 + 1e-9
	return p.maximum() > atLeast
}

// constrainReserve says that calls which leave some agents free never occupy those.
func (in *Input) constrainReserve(p *program, loads []load, keep int, share func(i, j int) int) {
	may := make([]bool, len(in.Agents))
	for _, l := range loads {
		for j, cost := range l.costs {
			may[j] = may[j] || l.keep >= keep && cost > 0
		}
	}
	row := p.constrain(in.onDuty(func(g int) bool { return may[g] }, keep))
	for i, l := range loads {
		for j, cost := range l.costs {
			if l.keep >= keep {
				row[share(i, j)] = cost
			}
		}
	}
}

func among(l load, set []load) bool {
	return slices.ContainsFunc(set, func(s load) bool { return &s.costs[0] == &l.costs[0] })
}

// skillsOf are the skills that a set of call types needs.
func skillsOf(loads []load) []queue.Skill {
	skills := []queue.Skill{}
	for _, l := range loads {
		skills = append(skills, l.skills...)
	}
	slices.Sort(skills)
	return slices.Compact(skills)
}

func distinct(sets [][]queue.Skill) [][]queue.Skill {
	slices.SortFunc(sets, slices.Compare)
	return slices.CompactFunc(sets, slices.Equal)
}
