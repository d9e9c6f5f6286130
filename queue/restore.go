package queue

import (
	"maps"
	"slices"
	"time"
)

// Restore makes a core of a snapshot. It keeps nothing of it but the policy.
func Restore(s Snapshot) *Core {
	c := New(s.Policy, Config{Epoch: s.Epoch})
	c.records, c.seq, c.stats = s.Records, s.Seq, s.Stats
	c.now, c.skew = moment(s.Now), time.Duration(s.Skew)
	c.link, c.linked, c.audited = s.Link, moment(s.Linked), moment(s.Audited)
	c.recalled = slices.Clone(s.Recalled)
	for _, p := range s.Paces {
		c.paces[p.Line] = &pace{moment(p.Mean), p.N}
	}
	for _, id := range s.Unlisted {
		c.rules.lineFor(id)
	}
	for _, k := range s.Known {
		c.memory.note(k.Key, k.Agent, moment(k.At), k.Seq)
	}
	for _, a := range s.Agents {
		c.restoreAgent(a)
	}
	for _, k := range s.Calls {
		c.restoreCall(k)
	}
	for i, a := range c.roster {
		a.call = c.calls[s.Agents[i].Call]
	}
	c.reindex(slots(s.Agents))
	return c
}

// slots says where the agents' profiles were.
func slots(agents []SavedAgent) []int {
	var at []int
	for _, a := range agents {
		at = append(at, a.Slot)
	}
	return at
}

func clone[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

func (c *Core) restoreAgent(s SavedAgent) {
	a := &agent{
		id: s.ID, seq: s.Seq, role: s.Role, skills: maps.Clone(s.Skills),
		presence: s.Presence, reason: s.Reason, next: wish{s.Next, s.NextReason, s.NextBy},
		screen: s.Screen, phone: s.Phone, down: moment(s.Down), suspect: moment(s.Suspect), failed: s.Failed,
		work: s.Work, since: moment(s.Since), idle: moment(s.Idle),
		began: moment(s.Began), duty: moment(s.Duty), toiled: s.Toiled,
	}
	if s.Signed {
		a.profile = &profile{} // reindex finds the real one
	}
	if s.After.Line != "" {
		a.after = last{s.After.Call, c.lineOf(s.After.Line), s.After.Offer, s.After.Out, moment(s.After.Until)}
	}
	a.timer.agent, a.timer.seq = a, a.seq
	c.agents[a.id] = a
	c.roster = append(c.roster, a)
}

func (c *Core) restoreCall(s SavedCall) {
	k := &call{
		id: s.ID, caller: s.Caller, line: c.lineOf(s.Line).chosen(s.Choice), seq: s.Seq,
		state: s.State, since: moment(s.Since), arrived: moment(s.Arrived), queued: moment(s.Queued), connected: moment(s.Connected),
		step: s.Step, class: s.Class, offer: s.Offer, legs: s.Legs, agent: c.agents[s.Agent], talker: s.Talker, giver: s.Giver, danger: moment(s.Danger),
		holder: c.agents[s.Holder], held: moment(s.Held), apart: moment(s.Apart), onHold: s.OnHold, muted: moment(s.Muted), parked: moment(s.Parked), refused: s.Refused,
		exit: clone(s.Exit), by: s.By, forced: s.Forced, inRoom: s.InRoom, fresh: s.Fresh, said: moment(s.Said), stepAt: moment(s.StepAt),
		waited: s.Waited, rang: s.Rang, talked: s.Talked, out: s.Out, fate: s.Fate,
		choice: s.Choice, back: s.Back, menus: s.Menus, listens: moment(s.Listens),
	}
	if s.Asked != nil {
		k.asked = &transfer{needs: slices.Clone(s.Asked.Needs), until: moment(s.Asked.Until)}
		if len(k.asked.needs) > 0 {
			k.asked.ask = c.rules.askFor(k.asked.needs)
		}
	}
	for _, g := range s.Guests {
		k.guests = append(k.guests, &guest{g.N, c.agents[g.Agent], g.Target, g.State, moment(g.Since)})
	}
	for _, r := range s.Refusals {
		k.refusals = append(k.refusals, refusal{r.Agent, moment(r.At)})
	}
	c.known(k)
}
