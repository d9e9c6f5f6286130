package queue

import (
	"fmt"
	"time"

	"pgregory.net/rapid"
)

// act lets something happen: mostly what may happen next, sometimes anything at all.
func (w *world) act() {
	switch n := rapid.IntRange(0, 99).Draw(w.T, "act"); {
	case n < 14:
		w.arrive()
	case n < 22:
		w.step(CallEnded{Call: w.anyCall(), By: rapid.SampledFrom([]Party{ByCaller, ByCaller, ByLost, BySystem, ByTransfer}).Draw(w.T, "by")})
	case n < 26:
		w.menuAct(w.anyCall())
	case n < 27:
		w.step(Prioritised{Call: w.anyCall(), Priority: rapid.IntRange(0, 2).Draw(w.T, "priority")})
	case n < 28 && rapid.Bool().Draw(w.T, "take back"):
		id := w.anyCall()
		if k := w.calls[id]; k != nil {
			w.step(TakenBack{Call: id, Agent: k.gave})
		}
	case n < 28:
		w.step(Assigned{Call: w.anyCall(), To: rapid.SampledFrom(agentIDs).Draw(w.T, "to")})
	case n < 44:
		w.offerAct(w.anyOffer())
	case n < 52:
		w.guestAct()
	case n < 57:
		w.outAct()
	case n < 78:
		w.agentAct(rapid.SampledFrom(agentIDs).Draw(w.T, "agent"))
	case n < 90:
		w.pass()
	case n < 92:
		w.step(PolicyChanged{Policy: drawPolicy(w.T)})
	case n < 95:
		w.linkAct()
	case n < 97:
		w.clone()
	case n < 98: // the world's clock is set ahead
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 7200).Draw(w.T, "ahead")) * time.Second)
		w.step(Tick{})
	default: // or back
		w.now = w.now.Add(-time.Duration(rapid.IntRange(1, 7200).Draw(w.T, "back")) * time.Second)
		w.step(Tick{})
	}
}

func (w *world) arrive() {
	id := CallID(fmt.Sprintf("c%d", len(w.ids)+1))
	at := w.now.Add(-time.Duration(rapid.IntRange(0, 20).Draw(w.T, "ago")) * time.Second)
	w.ids = append(w.ids, id)
	w.calls[id] = &told{arrived: w.moment(at), line: rapid.SampledFrom([]LineID{"a", "b", "nobody's"}).Draw(w.T, "line")}
	choice := ""
	if w.calls[id].back = rapid.IntRange(0, 5).Draw(w.T, "back") == 0; w.calls[id].back {
		choice = w.drawChoice()
	}
	key := rapid.SampledFrom([]string{"", "k1", "k2"}).Draw(w.T, "key")
	w.step(CallArrived{Call: id, Line: w.calls[id].line, At: at, Caller: Caller{Key: key, Withheld: key == ""}, Back: w.calls[id].back, Choice: choice})
}

// moment is the world's time by the clock that never runs backwards.
func (w *world) moment(t time.Time) moment { return moment(t.UnixNano()) + moment(w.skew) }

func (w *world) anyCall() CallID {
	var live []CallID
	for _, id := range w.ids {
		if !w.calls[id].ended {
			live = append(live, id)
		}
	}
	return rapid.SampledFrom(append(live, "unknown")).Draw(w.T, "call")
}

// anyOffer is mostly a live offer, now and then any that ever was.
func (w *world) anyOffer() OfferID {
	var live []OfferID
	for _, id := range w.ids {
		if k := w.calls[id]; k.agent != "" {
			live = append(live, k.offer)
		}
	}
	if len(live) > 0 && rapid.IntRange(0, 9).Draw(w.T, "late") > 0 {
		return rapid.SampledFrom(live).Draw(w.T, "offer")
	}
	return rapid.SampledFrom(append(w.offers, OfferID{"unknown", 1})).Draw(w.T, "any offer")
}

func (w *world) offerAct(o OfferID) {
	agent := AgentID("")
	if k := w.calls[o.Call]; k != nil {
		agent = k.agent
	}
	w.step(rapid.SampledFrom([]Event{
		OfferRinging{o}, OfferAnswered{o}, OfferAnswered{o}, Joined{o}, Joined{o},
		HoldAsked{o.Call, agent}, HoldAsked{o.Call, agent}, ResumeAsked{o.Call, agent}, CallerMuted{o.Call, agent, true}, CallerMuted{o.Call, agent, true}, CallerMuted{o.Call, agent, false}, DangerNoted{o.Call, agent}, HoldFailed{o.Call},
		OfferFailed{o, FailDeclined}, OfferFailed{o, FailNoAnswer}, OfferFailed{o, FailUnreachable}, OfferFailed{o, FailWithdrawn},
		LegEnded{o, ByAgent}, LegEnded{o, ByLost},
		TransferAsked{Call: o.Call, Agent: agent, To: "ben"},
		TransferAsked{Call: o.Call, Agent: agent, Needs: []Need{{Skill: "x", Level: 2}}},
		TransferAsked{Call: o.Call, Agent: agent, Line: "b"},
		TransferAsked{Call: o.Call, Agent: agent, Divert: "duty"},
	}).Draw(w.T, "offer act"))
}

func (w *world) agentAct(id AgentID) {
	switch rapid.IntRange(0, 10).Draw(w.T, "agent act") {
	case 0, 1, 2:
		w.signIn(id)
		w.step(ScreenUp{id})
		w.step(PhoneUp{id})
		w.step(Ready{Agent: id})
	case 3:
		w.signIn(id)
	case 4:
		w.step(SignedOut{id})
	case 5:
		w.step(Paused{Agent: id, Reason: "lunch"})
	case 6:
		w.step(Reskilled{Agent: id, Skills: w.drawSkills(), By: "eva"})
	default:
		w.step(rapid.SampledFrom([]Event{
			Ready{Agent: id}, WrapUpDone{Agent: id}, WrapUpDone{Agent: id, By: "eva"}, ScreenUp{id}, ScreenDown{id}, PhoneUp{id}, PhoneDown{id},
		}).Draw(w.T, "of agent"))
	}
}

func (w *world) signIn(id AgentID) {
	w.step(SignedIn{Agent: id, Role: rapid.SampledFrom([]Role{Psychologist, SocialWorker}).Draw(w.T, "role"), Skills: w.drawSkills()})
}

func (w *world) drawSkills() map[Skill]Level {
	level := rapid.IntRange(0, 3)
	return map[Skill]Level{"x": Level(level.Draw(w.T, "x")), "y": Level(level.Draw(w.T, "y"))}
}

// pass lets time go by, from deadline to deadline or past them all at once.
func (w *world) pass() {
	to := w.now.Add(time.Duration(rapid.IntRange(1, 90_000).Draw(w.T, "ms")) * time.Millisecond)
	if rapid.Bool().Draw(w.T, "punctual") {
		for {
			at, ok := w.core.Deadline()
			if !ok || at.After(to) {
				break
			}
			w.now = at
			w.step(Tick{})
		}
	}
	w.now = to
	w.step(Tick{})
}

// linkAct loses the link, or brings it up with what may have become of the calls meanwhile.
func (w *world) linkAct() {
	if w.link {
		w.step(LinkDown{})
		return
	}
	w.step(Tick{}) // as before the other facts that the world learns from
	var live []LiveCall
	for _, id := range w.ids {
		k := w.calls[id]
		if k.ended || rapid.IntRange(0, 3).Draw(w.T, "gone") == 0 {
			continue
		}
		if k.unreached() && k.state != CallDialling { // nobody's phone but the counsellor's rings
			continue
		}
		v := LiveCall{Call: id, Line: k.line, Out: k.target(), At: time.Unix(0, int64(k.arrived)-int64(w.skew)), Offer: k.offer, Agent: k.agent, Choice: k.choice}
		if k.joined != (rapid.IntRange(0, 4).Draw(w.T, "changed") == 0) && k.agent != "" {
			v.Joined = w.now
			w.found(k, &v)
			w.foundGuests(k, &v)
		}
		live = append(live, v)
	}
	if rapid.Bool().Draw(w.T, "unknown") {
		id := CallID(fmt.Sprintf("c%d", len(w.ids)+1))
		w.ids = append(w.ids, id)
		w.calls[id] = &told{arrived: w.moment(w.now), line: "a"}
		w.calls[id].choice = w.drawChoice()
		v := LiveCall{Call: id, Line: "a", At: w.now, Offer: OfferID{id, ^uint32(0)}, Agent: "eva", Choice: w.calls[id].choice}
		if rapid.Bool().Draw(w.T, "called out") {
			w.calls[id].out, w.calls[id].there = true, true
			v.Out = w.calls[id].target()
		}
		if rapid.Bool().Draw(w.T, "talking") {
			w.calls[id].offer, w.calls[id].agent, v.Joined = v.Offer, v.Agent, w.now
			w.found(w.calls[id], &v)
		}
		live = append(live, v)
	}
	w.step(LinkUp{Live: live})
}

// drawPolicy makes a policy of two lines with some of everything.
func drawPolicy(t *rapid.T) *Policy {
	p := &Policy{Skills: []Skill{"x", "y"}, Lines: []Line{drawLine(t, "a"), drawLine(t, "b")}}
	p.RoundS, p.RestS, p.ResumeS = rapid.IntRange(0, 90).Draw(t, "round"), rapid.IntRange(0, 20).Draw(t, "rest"), rapid.IntRange(0, 30).Draw(t, "resume")
	if rapid.IntRange(0, 2).Draw(t, "reserving") == 0 {
		p.Reserve = []Reserve{{BelowPriority: 1, Agents: 1}}
	}
	if rapid.IntRange(0, 4).Draw(t, "room") == 0 {
		n := rapid.IntRange(0, 5).Draw(t, "places")
		p.WaitingRoom = &n
	}
	if err := p.Check(); err != nil {
		t.Fatalf("drew a policy that is refused: %v", err)
	}
	return p
}

func drawLine(t *rapid.T, id LineID) Line {
	n := func(label string, most int) int { return rapid.IntRange(0, most).Draw(t, label) }
	l := Line{
		ID: id, Priority: n("priority", 1), OfferS: n("offer", 30), WrapUpS: n("wrap-up", 60),
		Prefer:    rapid.SampledFrom([]Preference{LongestIdle, ClosestLevel, LeastBusy}).Draw(t, "prefer"),
		RememberS: n("remember", 1) * 3600, TransferS: n("transfer", 30), MaxWaitS: n("max wait", 1) * 300,
		Greeting: rapid.SampledFrom([]string{"", "welcome"}).Draw(t, "greeting"),
		Menu:     drawMenu(t), Overflow: Exit{Prompt: "full"}, Closed: Exit{Prompt: "closed"},
		Announce: []Announcement{{AfterS: n("after", 30), EveryS: n("every", 30), Say: TellPosition, Prompt: "place"},
			{AfterS: 20, EveryS: 45, Say: TellWait, Prompt: "minutes"}},
	}
	if l.RememberS > 0 {
		l.HoldS = n("hold", 60)
	}
	l.NoWrapUp = l.WrapUpS == 0 && n("no wrap-up", 1) == 0
	l.Steps = drawSteps(t)
	return l
}

func drawSteps(t *rapid.T) []Step {
	return rapid.SampledFrom([][]Step{
		nil,
		{{Needs: []Need{{"x", 2}}}, {AfterS: 40, Needs: []Need{{Skill: "x"}}}, {AfterS: 90, Roles: []Role{Psychologist}}, {AfterS: 200}},
		{{Roles: []Role{SocialWorker}, Needs: []Need{{"x", 1}, {"y", 1}}}, {AfterS: 30, AnyOf: []Need{{"x", 1}, {"y", 3}}}, {AfterS: 100, Divert: "duty", OnTime: true}},
		{{Needs: []Need{{"y", 3}}}, {AfterS: 60, Divert: "duty"}},
	}).Draw(t, "steps")
}
