package queue

// View tells the whole floor. It shares nothing with the core.
func (c *Core) View() View {
	v := View{
		At: c.time(c.now), Link: c.link, Stats: c.stats,
		Lines: make([]LineView, len(c.rules.order)),
		Calls: make([]CallView, 0, c.floor.len), Agents: make([]AgentView, 0, len(c.roster)),
	}
	at := make(map[LineID]*LineView, len(v.Lines))
	for i, l := range c.rules.order {
		v.Lines[i] = c.viewLine(l)
		at[l.ID] = &v.Lines[i]
	}
	for n := c.floor.first; n != nil; n = n.next {
		v.Calls = append(v.Calls, c.viewCall(n.of))
		at[n.of.line.ID].add(c, n.of)
	}
	for _, a := range c.roster {
		if a.presence != Offline || a.work != Idle {
			v.Agents = append(v.Agents, c.viewAgent(a))
		}
	}
	if c.waiting > 0 {
		v.Short = c.Shortage()
	}
	return v
}

func (c *Core) viewLine(l *line) LineView {
	v := LineView{Line: l.ID, Open: l.open(c.time(c.now))}
	if !v.Open {
		v.Opens = l.opens(c.time(c.now))
	}
	for _, n := range c.lanes {
		if n.line.root == l && n.able == 0 && n.calls.len > 0 {
			v.Unable += n.calls.len
			c.missing(n, &v)
		}
	}
	return v
}

// add counts a call that nobody talks to yet. Whom we call does not wait, unless they were put back.
func (v *LineView) add(c *Core, k *call) {
	if k.unreached() || k.out != "" && k.state == CallConnecting {
		return
	}
	switch k.state {
	case CallGreeting, CallMenu, CallWaiting, CallOffered, CallConnecting, CallParked:
		if v.Waiting == 0 {
			v.Longest = c.time(k.arrived)
		}
		v.Waiting++
	}
}

func (c *Core) viewCall(k *call) CallView {
	v := CallView{
		Call: k.id, Line: k.line.ID, Caller: k.caller, State: k.state, Since: c.time(k.since),
		Arrived: c.time(k.arrived), Connected: c.time(k.connected), Held: c.time(k.apart), Muted: c.time(k.muted), Giver: k.giver, Danger: c.time(k.danger), Refused: k.refused, Step: k.step, Choice: k.choice, Out: k.out,
	}
	for i, g := range k.guests {
		v.Guests[i] = GuestView{g.n, idOf(g.agent), g.target, g.state, c.time(g.since)}
	}
	if k.agent != nil {
		v.Agent = k.agent.id
		if k.state != CallParked {
			v.Offer = k.offerID()
		}
	}
	return v
}

func (c *Core) viewAgent(a *agent) AgentView {
	v := AgentView{
		Agent: a.id, Role: a.role, Presence: a.presence, Reason: a.reason, Next: a.next.presence,
		Screen: a.screen, Phone: a.phone && a.suspect == 0, Work: a.work, Since: c.time(a.since),
	}
	switch {
	case a.call != nil && a.work != Idle:
		v.Call, v.Offer = a.call.id, a.call.offerID()
		if g := a.guestOf(); g != nil {
			v.Offer = g.leg(a.call)
		}
	case a.call != nil:
		v.Call = a.call.id
	case a.work == WrappingUp:
		v.Call, v.Offer = a.after.call, OfferID{a.after.call, a.after.offer}
	}
	return v
}
