package queue

import (
	"fmt"
	"slices"
)

// checkLine judges one line.
func (p *Policy) checkLine(f *faults, l *Line) {
	where := fmt.Sprintf("line %q", l.ID)
	f.negative(where, "offer_s", l.OfferS)
	f.negative(where, "wrap_up_s", l.WrapUpS)
	f.negative(where, "remember_s", l.RememberS)
	f.negative(where, "hold_s", l.HoldS)
	f.negative(where, "transfer_s", l.TransferS)
	f.negative(where, "max_wait_s", l.MaxWaitS)
	if l.NoWrapUp && l.WrapUpS > 0 {
		f.add("%s: no_wrap_up and wrap_up_s exclude each other", where)
	}
	if l.HoldS > 0 && l.RememberS == 0 {
		f.add("%s: hold_s needs remember_s, or nobody is there to hold for", where)
	}
	if !slices.Contains([]Preference{"", LongestIdle, ClosestLevel, LeastBusy}, l.Prefer) {
		f.add("%s: unknown preference %q", where, l.Prefer)
	}
	if l.MaxWaitS > 0 && l.Overflow == (Exit{}) {
		f.add("%s: max_wait_s needs an overflow, a prompt or a divert", where)
	}
	f.place(where+", overflow", l.Overflow.Divert)
	f.place(where+", closed", l.Closed.Divert)
	p.checkSteps(f, where, l.Steps)
	checkWidest(f, where, l)
	p.checkMenu(f, where, l)
	checkHours(f, where, l)
	checkAnnouncements(f, where, l.Announce)
}

// checkSteps judges the needs of a line. Each step widens those before, so the last must be meetable.
func (p *Policy) checkSteps(f *faults, where string, steps []Step) {
	for i, s := range steps {
		at := fmt.Sprintf("%s, step %d", where, i)
		f.negative(at, "after_s", s.AfterS)
		f.place(at, s.Divert)
		switch {
		case i == 0 && s.AfterS != 0:
			f.add("%s: the first step begins at once, after_s must be 0", at)
		case i > 0 && s.AfterS < steps[i-1].AfterS:
			f.add("%s: after_s is less than that of the step before", at)
		}
		for _, r := range s.Roles {
			if !slices.Contains([]Role{Psychologist, SocialWorker, Supervisor}, r) {
				f.add("%s: unknown role %q", at, r)
			}
		}
		for _, n := range slices.Concat(s.Needs, s.AnyOf) {
			p.checkNeed(f, at, n)
		}
		if s.Divert != "" && len(s.Roles)+len(s.Needs)+len(s.AnyOf) > 0 {
			f.add("%s: a divert asks for nobody, so it has no roles and no needs", at)
		}
		if s.Divert != "" && i < len(steps)-1 {
			f.add("%s: after a divert there is no further step", at)
		}
	}
}

// checkWidest sees that a call cannot wait for ever for somebody who never comes.
func checkWidest(f *faults, where string, l *Line) {
	for _, s := range l.Steps {
		if s.Divert != "" || len(s.Needs)+len(s.AnyOf) == 0 {
			return
		}
	}
	if len(l.Steps) > 0 && l.MaxWaitS == 0 {
		f.add("%s: its needs never widen to anyone; end with a step without skills, a divert, or a max_wait_s", where)
	}
}

func (p *Policy) checkNeed(f *faults, at string, n Need) {
	if !slices.Contains(p.Skills, n.Skill) {
		f.add("%s: unknown skill %q", at, n.Skill)
	}
	if n.Level > 5 {
		f.add("%s: level of %q is over 5", at, n.Skill)
	}
}

// checkRooms sees that a limit on waiting leaves callers a way out.
func (p *Policy) checkRooms(f *faults) {
	if p.WaitingRoom != nil {
		f.negative("the policy", "waiting_room", *p.WaitingRoom)
	}
	for i := range p.Lines {
		l := &p.Lines[i]
		if l.WaitingRoom != nil {
			f.negative(fmt.Sprintf("line %q", l.ID), "waiting_room", *l.WaitingRoom)
		}
		if (l.WaitingRoom != nil || p.WaitingRoom != nil) && l.Overflow == (Exit{}) {
			f.add("line %q: a waiting_room needs an overflow, a prompt or a divert", l.ID)
		}
	}
}

// checkReserve sees that a reserve leaves somebody for those it holds back.
func (p *Policy) checkReserve(f *faults) {
	for _, r := range p.Reserve {
		f.negative("reserve", "agents", r.Agents)
		if p.Team > 0 && r.Agents >= p.Team {
			f.add("reserve: %d agents kept free of a team of %d leave nobody for calls of a priority below %d",
				r.Agents, p.Team, r.BelowPriority)
		}
	}
}
