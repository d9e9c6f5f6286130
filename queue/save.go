package queue

import (
	"maps"
	"slices"
)

// Snapshot tells the core's whole state; [Restore] makes a core from it that goes on just the same.
func (c *Core) Snapshot() Snapshot {
	s := Snapshot{
		Policy: c.rules.policy, Epoch: c.epoch, Records: c.records, Seq: c.seq, Now: int64(c.now), Skew: int64(c.skew),
		Link: c.link, Linked: int64(c.linked), Audited: int64(c.audited), Stats: c.stats,
	}
	s.Recalled = slices.Clone(c.recalled)
	for _, l := range c.rules.order[len(c.rules.policy.Lines):] {
		s.Unlisted = append(s.Unlisted, l.ID)
	}
	for n := c.floor.first; n != nil; n = n.next {
		s.Calls = append(s.Calls, n.of.save())
	}
	for _, a := range c.roster {
		s.Agents = append(s.Agents, a.save())
	}
	for n := c.memory.order.first; n != nil; n = n.next {
		s.Known = append(s.Known, SavedCaller{n.of.caller, n.of.agent, int64(n.at), n.seq})
	}
	for _, id := range slices.Sorted(maps.Keys(c.paces)) {
		s.Paces = append(s.Paces, SavedPace{id, int64(c.paces[id].mean), c.paces[id].n})
	}
	return s
}

func (k *call) save() SavedCall {
	s := SavedCall{
		ID: k.id, Caller: k.caller, Line: k.line.ID, Seq: k.seq,
		State: k.state, Since: int64(k.since), Arrived: int64(k.arrived), Queued: int64(k.queued), Connected: int64(k.connected),
		Step: k.step, Class: k.class, Offer: k.offer, Legs: k.legs, Agent: idOf(k.agent), Talker: k.talker, Giver: k.giver, Danger: int64(k.danger),
		Holder: idOf(k.holder), Held: int64(k.held), Apart: int64(k.apart), OnHold: k.onHold, Muted: int64(k.muted), Parked: int64(k.parked), Refused: k.refused,
		Exit: clone(k.exit), By: k.by, Forced: k.forced, InRoom: k.inRoom, Fresh: k.fresh, Said: int64(k.said), StepAt: int64(k.stepAt),
		Waited: k.waited, Rang: k.rang, Talked: k.talked, Out: k.out, Fate: k.fate,
		Choice: k.choice, Back: k.back, Menus: k.menus, Listens: int64(k.listens),
	}
	if k.asked != nil {
		s.Asked = &SavedTransfer{slices.Clone(k.asked.needs), int64(k.asked.until)}
	}
	for _, g := range k.guests {
		s.Guests = append(s.Guests, SavedGuest{g.n, idOf(g.agent), g.target, g.state, int64(g.since)})
	}
	for _, r := range k.refusals {
		s.Refusals = append(s.Refusals, SavedRefusal{r.agent, int64(r.at)})
	}
	return s
}

func (a *agent) save() SavedAgent {
	s := SavedAgent{
		ID: a.id, Seq: a.seq, Signed: !a.leaving(), Role: a.role, Skills: maps.Clone(a.skills),
		Presence: a.presence, Reason: a.reason, Next: a.next.presence, NextReason: a.next.reason, NextBy: a.next.by,
		Screen: a.screen, Phone: a.phone, Down: int64(a.down), Suspect: int64(a.suspect), Failed: a.failed,
		Work: a.work, Since: int64(a.since), Idle: int64(a.idle),
		Began: int64(a.began), Duty: int64(a.duty), Toiled: a.toiled,
	}
	if a.profile != nil {
		s.Slot = a.profile.slot
	}
	if a.call != nil {
		s.Call = a.call.id
	}
	if a.after.line != nil {
		s.After = SavedWrapUp{a.after.call, a.after.line.ID, a.after.offer, a.after.out, int64(a.after.until)}
	}
	return s
}

func idOf(a *agent) AgentID {
	if a == nil {
		return ""
	}
	return a.id
}
