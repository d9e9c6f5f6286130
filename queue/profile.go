package queue

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

// profile finds or makes the profile of an agent.
func (c *Core) profile(role Role, skills map[Skill]Level) *profile {
	levels := make([]Level, len(c.rules.policy.Skills))
	key := append(make([]byte, 0, len(levels)+len(role)), levelBytes(c.rules, skills, levels)...)
	key = append(key, role...)
	if p := c.byKey[string(key)]; p != nil {
		return p
	}
	p := &profile{key: string(key), role: role, levels: levels, slot: c.slot()}
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

// slot is a free place for a profile.
func (c *Core) slot() int {
	for i, p := range c.profiles {
		if p == nil {
			return i
		}
	}
	c.profiles = append(c.profiles, nil)
	c.idle = c.idle.grown(len(c.profiles))
	for _, l := range c.lanes {
		l.profiles = l.profiles.grown(len(c.profiles))
	}
	return len(c.profiles) - 1
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
