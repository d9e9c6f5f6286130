package queue

// Facts about the guests of a talk, reported by its counsellor's screen.
type (
	// GuestInvited: the counsellor asks a colleague (Guest), or a place of the allow-list (Target), into their talk. Whether the caller
	// hears it is for them to say, by a hold.
	GuestInvited struct {
		Call   CallID
		Agent  AgentID
		Guest  AgentID
		Target string
	}
	// GuestPut: the counsellor has a guest in the talk, muted, or on hold.
	GuestPut struct {
		Call  CallID
		Agent AgentID
		N     uint32
		State GuestState
	}
	// GuestRemoved: the counsellor sends a guest away.
	GuestRemoved struct {
		Call  CallID
		Agent AgentID
		N     uint32
	}
	// HandedOver: the counsellor leaves the talk to a colleague who is their guest. The caller is never alone; other guests stay.
	HandedOver struct {
		Call  CallID
		Agent AgentID
		N     uint32
	}
)

// apply rings a guest. A colleague is reserved by this, at once.
func (e GuestInvited) apply(c *Core) {
	k, a := c.calls[e.Call], c.agents[e.Guest]
	if !c.link || !k.talksWith(e.Agent) || len(k.guests) >= MaxGuests || (a == nil) == (e.Target == "") || a != nil && !a.invitable() {
		c.stats.Stale++
		return
	}
	k.count()
	g := &guest{n: k.legs, agent: a, target: e.Target, state: GuestRinging, since: c.now}
	k.guests = append(k.guests, g)
	reason := e.Target
	if a != nil {
		reason, a.call = "agent", k
		c.turn(a, Reserved)
	}
	c.tellGuest(Invite, k, g).Limit = GuestRing
	c.aboutGuest(k, g, RecInvited, reason).Actor = e.Agent
	c.arm(k)
}

// invitable says whether an agent can be asked into a talk: also one who takes no calls now, for that is what a supervisor does.
func (a *agent) invitable() bool {
	return !a.leaving() && a.presence != Offline && a.work == Idle && a.call == nil && a.reachable()
}

// ownGuest finds a guest by the counsellor's word.
func (c *Core) ownGuest(id CallID, by AgentID, n uint32) (*call, *guest) {
	k := c.calls[id]
	if k.talksWith(by) {
		if g := k.guest(n); g != nil {
			return k, g
		}
	}
	c.stats.Stale++
	return nil, nil
}

func (e GuestPut) apply(c *Core) {
	if k, g := c.ownGuest(e.Call, e.Agent, e.N); g != nil && g.state.there() && e.State.there() && g.state != e.State {
		c.put(k, g, e.State)
	}
}

// put brings a guest who is there into another state.
func (c *Core) put(k *call, g *guest, s GuestState) {
	c.tellGuest(Place, k, g).Guest = s
	c.guestTurn(k, g, s)
}

func (e GuestRemoved) apply(c *Core) {
	if k, g := c.ownGuest(e.Call, e.Agent, e.N); g != nil {
		c.sendOut(k, g, ReasonRemoved)
	}
}

// apply makes the guest's leg the one that the call is talked on. Asterisk is told so first: whoever finds the call from then on
// finds the new counsellor.
func (e HandedOver) apply(c *Core) {
	k, g := c.ownGuest(e.Call, e.Agent, e.N)
	if g == nil {
		return
	}
	if g.agent == nil || !g.state.there() {
		c.stats.Stale++
		return
	}
	others, held := []*guest{}, k.apart != 0
	for _, x := range k.guests {
		if x != g {
			others = append(others, x)
		}
	}
	if g.state != GuestIn {
		c.put(k, g, GuestIn)
	}
	c.tellGuest(HandOver, k, g)
	c.tellLeg(Withdraw, k)
	c.about(k, RecTransferred).Reason = "consulted"
	k.guests = nil
	c.hangUp(k)
	k.guests, k.agent, k.offer = others, g.agent, g.n
	if held {
		c.tellLeg(Resume, k)
	}
	c.connect(k)
}

// guestRings, guestAnswers and guestJoins are what Asterisk tells of a guest's leg.
func (c *Core) guestRings(k *call, g *guest) {
	if g.state == GuestRinging && g.agent != nil && g.agent.work == Reserved {
		c.turn(g.agent, Ringing)
		c.aboutGuest(k, g, RecGuest, string(GuestRinging))
		c.arm(k)
	}
}

func (c *Core) guestAnswers(k *call, g *guest) {
	if g.state != GuestRinging {
		return
	}
	if g.agent != nil {
		g.agent.failed = 0
	}
	c.guestTurn(k, g, GuestJoining)
	c.tellGuest(Place, k, g).Guest = GuestIn
}

func (c *Core) guestJoins(k *call, g *guest) {
	if g.state == GuestRinging || g.state == GuestJoining {
		c.guestTurn(k, g, GuestIn)
	}
}
