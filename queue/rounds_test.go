package queue

// checkMatching finds by brute force a pair that should have been matched, or was matched in the
// wrong order.
func (w *world) checkMatching(fail func(string, ...any)) {
	if !w.link {
		return
	}
	for _, id := range w.ids {
		t := w.calls[id]
		k := w.core.calls[id]
		if t.ended || t.state != CallWaiting {
			continue
		}
		for who, p := range w.people {
			if k.holder != nil && k.holder.id != who || !p.signed || !w.couldTake(p, t) || !w.may(who, t) {
				continue
			}
			if w.free(who) && w.reserveAllows(t) {
				fail("%s waits while %s is free", id, who)
			}
			if b := w.core.calls[p.call]; b != nil && p.work == Reserved && w.justNow[b.offerID()] && k.ahead(b) &&
				b.why != byContinuity && b.why != byTransfer && b.why != byCallOut && b.parked == 0 && w.reserveAllows(t) {
				fail("%s was offered to %s before %s", b.id, who, id)
			}
		}
	}
}

// checkHeld sees that no call waits for one person, or for what a transfer asked, longer than any line allows: the
// random policies allow a minute. One that is offered or talked on waits for nobody, and may be kept anew.
func (w *world) checkHeld(fail func(string, ...any)) {
	for _, id := range w.ids {
		t, k := w.calls[id], w.core.calls[id]
		waits := !t.ended && t.state == CallWaiting
		w.notLong(id, waits && k.holder != nil, &t.heldFrom, fail)
		w.notLong(id, waits && k.asked != nil, &t.askFrom, fail)
	}
}

func (w *world) notLong(id CallID, kept bool, since *moment, fail func(string, ...any)) {
	switch {
	case !kept:
		*since = 0
	case *since == 0:
		*since = w.clock
	case w.clock >= *since+61e9:
		fail("call %s is kept for somebody since %d", id, w.clock-*since)
	}
}

// checkOffers judges each offer of this step by what the world knows: who gets it meets the needs that the call had
// then, and has not refused it in this round, unless nobody else is left.
func (w *world) checkOffers(fail func(string, ...any)) {
	for _, r := range w.made {
		k, p := w.calls[r.Call], w.person(r.Agent)
		switch r.Why.Rule {
		case string(byResume):
			if k.keeper != r.Agent {
				fail("call %s is resumed by %s, not by %s", r.Call, r.Agent, k.keeper)
			}
			continue
		case string(byCallOut):
			if !k.unreached() || k.asker != r.Agent {
				fail("%s is called out by %s, which %q asked for", r.Call, r.Agent, k.asker)
			}
			continue
		case string(byTransfer):
			if !k.directed {
				fail("call %s goes to %s as asked for, which nobody did", r.Call, r.Agent)
			}
			continue
		}
		if !p.signed || !w.couldTake(p, k) {
			fail("call %s is offered to %s, who does not meet its needs at step %d", r.Call, r.Agent, k.step)
		}
		if !w.may(r.Agent, k) {
			fail("call %s is offered again to %s, refused %d ago", r.Call, r.Agent, w.clock-k.refusals[r.Agent])
		}
	}
}

// couldTake says by the letter of the policy whether the person may take the call.
func (w *world) couldTake(p *person, k *told) bool {
	if c := w.coreOf(k); c != nil && c.asked != nil && c.asked.ask != nil {
		return meetsAll(p, c.asked.needs)
	}
	steps := w.rulesOf(k).Steps
	return meetsAny(p, steps[:min(k.step+1, len(steps))])
}

func (w *world) coreOf(k *told) *call {
	for id, t := range w.calls {
		if t == k {
			return w.core.calls[id]
		}
	}
	return nil
}

// may says whether a call may go to somebody as far as refusals go, by the world's own account of them.
func (w *world) may(who AgentID, k *told) bool {
	if !w.refused(who, k) {
		return true
	}
	return w.clock >= k.refusals[who]+or(w.policy.RestS, 5) && w.nobodyLeft(k)
}

// refused says whether somebody refused the call, or gave it away, in this round.
func (w *world) refused(who AgentID, k *told) bool {
	at, refused := k.refusals[who]
	return refused && w.clock < at+or(w.policy.RoundS, 60)
}

// nobodyLeft says whether nobody who takes calls, now or after what they do, could take this one and has not
// refused it in this round.
func (w *world) nobodyLeft(k *told) bool {
	for who, p := range w.people {
		if w.takesCalls(who) && w.couldTake(p, k) && !w.refused(who, k) {
			return false
		}
	}
	return true
}

// reached says whether both ends of a person are proven.
func (w *world) reached(p *person) bool {
	return p.screen && p.phone && w.clock >= p.suspect
}

// takesCalls: they are ready, or want to be next, and can be reached.
func (w *world) takesCalls(who AgentID) bool {
	p := w.person(who)
	wants := p.presence
	if a := w.core.agents[who]; a != nil && a.next.presence != "" {
		wants = a.next.presence
	}
	return p.signed && wants == IsReady && w.reached(p)
}

// free: they are ready and idle, can be reached, and no call is parked for them.
func (w *world) free(who AgentID) bool {
	p := w.person(who)
	for _, k := range w.calls {
		if !k.ended && k.state == CallParked && k.keeper == who {
			return false
		}
	}
	return p.signed && p.presence == IsReady && p.work == Idle && w.reached(p)
}

// reserveAllows says whether enough suitable people are free for a call to take one of them.
func (w *world) reserveAllows(t *told) bool {
	k := w.coreOf(t)
	if k.class == urgent || k.holder != nil {
		return true
	}
	free := 0
	for who, p := range w.people {
		if w.free(who) && w.couldTake(p, t) {
			free++
		}
	}
	for _, r := range w.policy.Reserve {
		if k.class < r.BelowPriority && free <= r.Agents {
			return false
		}
	}
	return true
}
