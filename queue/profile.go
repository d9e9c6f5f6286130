package queue

import "slices"

// profile is a role with levels of skill, shared by all agents who have just these. Whether it
// suits a call is worked out once for each lane and then looked up.
type profile struct {
	key    string
	slot   int // index in Core.profiles
	role   Role
	levels []Level // by skill, in the policy's order
	signed int     // agents who have it
	lanes  bitset  // that its agents may take calls from
	idle   list[agent]
}

// profile finds the profile of an agent or makes it, in a slot, or in any if that is negative.
func (c *Core) profile(role Role, skills map[Skill]Level, slot int) *profile {
	levels := make([]Level, len(c.rules.policy.Skills))
	key := append(make([]byte, 0, len(levels)+len(role)), levelBytes(c.rules, skills, levels)...)
	key = append(key, role...)
	if p := c.byKey[string(key)]; p != nil {
		return p
	}
	p := &profile{key: string(key), role: role, levels: levels, slot: c.slot(slot)}
	c.byKey[p.key], c.profiles[p.slot] = p, p
	p.lanes = newBitset(len(c.lanes))
	for _, l := range c.lanes {
		c.fit(l, p)
	}
	return p
}

// levelBytes fills levels and gives them as bytes.
func levelBytes(r *rules, skills map[Skill]Level, levels []Level) []byte {
	bytes := make([]byte, len(levels))
	for i, s := range r.policy.Skills {
		levels[i] = skills[s]
		bytes[i] = byte(skills[s])
	}
	return bytes
}

// slot makes room for a profile: in its slot, or the first free one if that is negative.
func (c *Core) slot(slot int) int {
	if slot < 0 {
		if slot = slices.Index(c.profiles, nil); slot < 0 {
			slot = len(c.profiles)
		}
	}
	for len(c.profiles) <= slot {
		c.profiles, c.longest = append(c.profiles, nil), append(c.longest, 0)
	}
	c.idle = c.idle.grown(len(c.profiles))
	for _, l := range c.lanes {
		l.profiles = l.profiles.grown(len(c.profiles))
	}
	return slot
}

// fit notes whether agents of profile p may take calls of lane l.
func (c *Core) fit(l *lane, p *profile) {
	if l.ask.meets(p) {
		l.profiles.set(p.slot)
		p.lanes.set(l.index)
	}
}

// count adds n agents to the profile and to all lanes that it suits; the last one takes it with them.
func (c *Core) count(p *profile, n int) {
	p.signed += n
	c.signed += n
	for _, l := range c.lanes {
		if l.profiles.has(p.slot) {
			l.able += n
		}
	}
	c.peopled = true
	if p.signed == 0 {
		c.drop(p)
	}
}

func (c *Core) drop(p *profile) {
	delete(c.byKey, p.key)
	c.profiles[p.slot] = nil
	for _, l := range c.lanes {
		l.profiles.clear(p.slot)
	}
}
