package queue

import "strconv"

// checkPassing measures by the world's own clock that nothing stays in a passing state beyond its time, and
// that what the screens are told is what the records say.
func (w *world) checkPassing(v View, fail func(string, ...any)) {
	at := map[AgentID]Work{}
	for _, a := range v.Agents {
		at[a.Agent] = a.Work
	}
	for id, p := range w.people {
		if work := at[id]; work != p.work && !(work == "" && p.work == Idle) {
			fail("%s is told to be %q and recorded to be %s", id, work, p.work)
		}
		if limit := w.limitOf(p); limit != 0 && w.clock >= limit {
			fail("%s is still %s, %d after its limit", id, p.work, w.clock-limit)
		}
	}
	for _, k := range v.Calls {
		t := w.calls[k.Call]
		if k.State != t.state {
			fail("call %s is told to be %s and recorded to be %s", k.Call, k.State, t.state)
		}
		if limit := w.callLimit(t); limit != 0 && w.clock >= limit {
			fail("call %s is still %s, %d after its limit", k.Call, t.state, w.clock-limit)
		}
	}
}

// limitOf is when an agent's work must be over at the latest; zero if it may last. The figures are those of
// the documentation, written down a second time.
func (w *world) limitOf(p *person) moment {
	rung := or(w.lineOf(w.lineIn(p)).OfferS, 20) + 3e9
	if k := w.calls[p.call]; k != nil && k.guestIs(w.nameOf(p)) {
		rung = 33e9
	}
	switch p.work {
	case Reserved:
		return p.offered + min(8e9, rung)
	case Ringing:
		return p.offered + rung
	case Dialling:
		return p.since + 48e9
	case Connecting:
		return p.since + 10e9
	case WrappingUp:
		if p.limit != 0 {
			return p.since + p.limit
		}
	}
	return 0
}

// lineIn is the line of what rings at a person.
func (w *world) lineIn(p *person) LineID {
	if k := w.calls[p.call]; k != nil {
		return k.line
	}
	return p.line
}

// callLimit is when a call's state must be over at the latest; zero if it may last.
func (w *world) callLimit(k *told) moment {
	switch k.state {
	case CallMenu:
		return w.menuLimit(k)
	case CallGreeting, CallLeaving:
		return k.since + 120e9
	case CallDialling:
		return k.since + 48e9
	case CallParked:
		return k.parked
	}
	return 0
}

// checkPeople holds presence and reachability to what was told and recorded, and sees that nobody stays
// ready whom no call could reach.
func (w *world) checkPeople(v View, fail func(string, ...any)) {
	for _, a := range v.Agents {
		p := w.person(a.Agent)
		if a.Presence != p.presence || a.Screen != p.screen || a.Phone != (p.phone && w.clock >= p.suspect) {
			fail("%s is told as %s, screen %t, phone %t, but %+v is known", a.Agent, a.Presence, a.Screen, a.Phone, p)
		}
		switch astray := p.presence == IsReady && p.work == Idle && !(p.screen && p.phone); {
		case !astray:
			p.astray = 0
		case p.astray == 0:
			p.astray = w.clock
		case w.clock >= p.astray+30e9:
			fail("%s stays ready without screen or phone", a.Agent)
		}
	}
}

// noteWidened judges a step as it is taken: by time, or early because nobody signed in could meet those before.
func (w *world) noteWidened(k *told, r Record) {
	n, err := strconv.Atoi(r.Reason)
	steps := w.rulesOf(k).Steps
	if err != nil || n != k.step+1 || n >= len(steps) {
		w.Fatalf("call %s widens to step %q of %d from %d", r.Call, r.Reason, len(steps), k.step)
	}
	if !w.byTime(k, n) && !w.early(k, n) {
		w.Fatalf("call %s widens to step %d too early", r.Call, n)
	}
	k.step = n
}

func (w *world) byTime(k *told, n int) bool {
	waited := k.waited
	if k.counting {
		waited += w.clock - k.counted
	}
	return waited >= moment(w.rulesOf(k).Steps[n].AfterS)*1e9
}

// early: nobody signed in meets any step before; a step out of the house gives people a while to sign in again
// after a start.
func (w *world) early(k *told, n int) bool {
	steps := w.rulesOf(k).Steps
	if steps[n].OnTime || steps[n].Divert != "" && w.clock < w.linked+15e9 {
		return false
	}
	for _, p := range w.people {
		if p.signed && meetsAny(p, steps[:n]) {
			return false
		}
	}
	return true
}

// checkSteps sees that no step is left out that is due: by time while waiting and ringing; early for whoever waits for
// anybody.
func (w *world) checkSteps(v View, fail func(string, ...any)) {
	for _, c := range v.Calls {
		k := w.calls[c.Call]
		if c.Step != k.step {
			fail("call %s is told to be at step %d and recorded at %d", c.Call, c.Step, k.step)
		}
		steps := w.rulesOf(k).Steps
		if k.step+1 >= len(steps) || k.state != CallWaiting && (k.state != CallOffered || steps[k.step+1].Divert != "") {
			continue
		}
		if w.byTime(k, k.step+1) {
			fail("call %s has not widened to step %d in time", c.Call, k.step+1)
		}
		held := w.core.calls[c.Call]
		if k.state == CallWaiting && held.holder == nil && held.asked == nil && w.early(k, k.step+1) {
			fail("call %s waits at step %d, which nobody signed in could meet", c.Call, k.step)
		}
	}
}

// meetsAny says by the letter of the policy whether a person meets one of the steps.
func meetsAny(p *person, steps []Step) bool {
	for _, s := range steps {
		role := len(s.Roles) == 0
		for _, r := range s.Roles {
			role = role || r == p.role
		}
		anyOf := len(s.AnyOf) == 0
		for _, n := range s.AnyOf {
			anyOf = anyOf || meetsAll(p, []Need{n})
		}
		if s.Divert == "" && role && anyOf && meetsAll(p, s.Needs) {
			return true
		}
	}
	return len(steps) == 0
}

func meetsAll(p *person, needs []Need) bool {
	for _, n := range needs {
		if p.skills[n.Skill] < max(1, n.Level) {
			return false
		}
	}
	return true
}
