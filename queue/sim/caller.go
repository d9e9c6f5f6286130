package sim

import (
	"fmt"
	"math/rand/v2"

	"alo116/queue"
)

// callers makes the visits of one call type.
type callers struct {
	of                      *CallType
	kind                    int
	at                      moment
	arrivals, talk, patient *rand.Rand
}

func newCallers(seed uint64, of *CallType, kind int) *callers {
	return &callers{
		of: of, kind: kind, at: monday,
		arrivals: stream(seed, "arrivals", of.Name),
		talk:     stream(seed, "talk", of.Name),
		patient:  stream(seed, "patience", of.Name),
	}
}

// next draws the next visit with all its fate; nil if nobody ever comes.
func (c *callers) next() *visit {
	if c.of.PerHour.mean() == 0 {
		return nil
	}
	c.at = c.of.PerHour.next(c.at, c.arrivals)
	v := &visit{
		line: queue.LineID(c.of.Name), caller: queue.Caller{Withheld: true}, kind: c.kind, arrived: c.at,
		talk: c.of.Talk.draw(c.talk), patience: never, wrapUp: -1,
	}
	if c.of.Patience != nil {
		v.patience = c.of.Patience.draw(c.patient)
	}
	return v
}

// policy is the rules of a file as the core knows rules: a line for each call type.
func (in *Input) policy() *queue.Policy {
	p := &queue.Policy{Reserve: in.Reserve, WaitingRoom: in.WaitingRoom}
	seen := map[queue.Skill]bool{}
	know := func(skills []queue.Skill) {
		for _, s := range skills {
			if !seen[s] {
				seen[s] = true
				p.Skills = append(p.Skills, s)
			}
		}
	}
	wrapUp := false
	for _, a := range in.Agents {
		know(a.Skills)
		wrapUp = wrapUp || a.WrapUpS > 0
	}
	for _, t := range in.CallTypes {
		know(t.Skills)
		l := queue.Line{ID: queue.LineID(t.Name), Priority: t.Priority, NoWrapUp: !wrapUp}
		if len(t.Skills) > 0 {
			l.Steps = []queue.Step{{Needs: needs(t.Skills)}}
		}
		p.Lines = append(p.Lines, l)
	}
	return p
}

func needs(skills []queue.Skill) []queue.Need {
	var all []queue.Need
	for _, s := range skills {
		all = append(all, queue.Need{Skill: s, Level: 1})
	}
	return all
}

// team makes the agents of a file.
func (in *Input) team() ([]*helper, error) {
	var team []*helper
	for group, a := range in.Agents {
		spells, err := weekly(a.Shifts)
		if err != nil {
			return nil, err
		}
		skills := map[queue.Skill]queue.Level{}
		for _, s := range a.Skills {
			skills[s] = 1
		}
		for n := range *a.Count {
			team = append(team, &helper{
				id:   queue.AgentID(fmt.Sprintf("%s %d", a.Name, n+1)),
				role: queue.Psychologist, skills: skills, group: group,
				speed: *a.Speed, wrapUp: span(a.WrapUpS),
				duty: func(m moment) (bool, moment) { return duty(spells, m) },
			})
		}
	}
	return team, nil
}
