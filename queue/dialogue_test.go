package queue_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"alo116/queue"
)

// events turns the words of a fact into what its reporters would say.
func (p *player) events(w []string) []queue.Event {
	who := queue.AgentID(w[0])
	switch key := strings.Join(w[:min(2, len(w))], " "); {
	case w[0] == "look":
		return nil
	case w[0] == "tick":
		return []queue.Event{queue.Tick{}}
	case w[0] == "policy":
		return []queue.Event{queue.PolicyChanged{Policy: readPolicy(p.t, w[1])}}
	case key == "link down":
		return []queue.Event{queue.LinkDown{}}
	case key == "link up":
		return []queue.Event{queue.LinkUp{Live: p.live(w[min(3, len(w)):])}}
	case w[1] == "comes":
		return []queue.Event{signIn(who, w), queue.ScreenUp{Agent: who}, queue.PhoneUp{Agent: who}, queue.Ready{Agent: who}}
	case w[1] == "talks":
		return []queue.Event{queue.OfferAnswered{Offer: p.offers[who]}, queue.Joined{Offer: p.offers[who]}}
	}
	for _, e := range []queue.Event{callFact(w), offerFact(w, p.offers[who]), agentFact(w), boardFact(w)} {
		if e != nil {
			return []queue.Event{e}
		}
	}
	p.t.Fatalf("nobody understands %q", strings.Join(w, " "))
	return nil
}

// callFact is what becomes of a caller.
func callFact(w []string) queue.Event {
	call := queue.CallID(w[0])
	switch w[1] {
	case "calls":
		return queue.CallArrived{Call: call, Line: queue.LineID(w[2]), Caller: caller(w[3:])}
	case "greeted":
		return queue.GreetingEnded{Call: call}
	case "hears": // "c1 hears 2": the second saying of the menu, to its end
		return queue.MenuSaid{Call: call, N: int(legNumber(w[2]))}
	case "overhears": // "c1 overhears 1": it could not be said
		return queue.MenuSaid{Call: call, N: int(legNumber(w[2])), Unheard: true}
	case "presses":
		return queue.KeyPressed{Call: call, Key: w[2]}
	case "returns": // "c1~2 returns 116111 english"
		e := queue.CallArrived{Call: call, Line: queue.LineID(w[2]), Caller: caller(nil), Back: true}
		if len(w) > 3 {
			e.Choice = w[3]
		}
		return e
	case "leaves":
		return queue.CallEnded{Call: call, By: queue.ByCaller}
	case "picks": // "o1 picks up"
		return queue.Reached{Call: call}
	case "fails": // "o1 fails busy"
		return queue.NotReached{Call: call, Reason: queue.EndReason(w[2])}
	case "ended":
		return queue.CallEnded{Call: call, By: queue.Party(w[2])}
	}
	return nil
}

// offerFact is what becomes of an agent's leg.
func offerFact(w []string, offer queue.OfferID) queue.Event {
	switch w[1] {
	case "rings":
		return queue.OfferRinging{Offer: offer}
	case "answers":
		return queue.OfferAnswered{Offer: offer}
	case "declines":
		return queue.OfferFailed{Offer: offer, Reason: queue.FailDeclined}
	case "misses":
		return queue.OfferFailed{Offer: offer, Reason: queue.FailNoAnswer}
	case "unreachable":
		return queue.OfferFailed{Offer: offer, Reason: queue.FailUnreachable}
	case "drops":
		return queue.LegEnded{Offer: offer, By: queue.ByAgent}
	case "lost":
		return queue.LegEnded{Offer: offer, By: queue.ByLost}
	}
	return nil
}

// agentFact is what people do at their screens.
func agentFact(w []string) queue.Event {
	who := queue.AgentID(w[0])
	switch strings.Join(w[1:min(3, len(w))], " ") {
	case "signs in":
		return signIn(who, w)
	case "signs out":
		return queue.SignedOut{Agent: who}
	case "screen up":
		return queue.ScreenUp{Agent: who}
	case "screen down":
		return queue.ScreenDown{Agent: who}
	case "phone up":
		return queue.PhoneUp{Agent: who}
	case "phone down":
		return queue.PhoneDown{Agent: who}
	case "ready":
		return queue.Ready{Agent: who}
	case "wraps up":
		return queue.WrapUpDone{Agent: who}
	}
	return nil
}

// boardFact is what somebody decides about a call or about somebody else.
func boardFact(w []string) queue.Event {
	who := queue.AgentID(w[0])
	switch w[1] {
	case "pauses":
		return queue.Paused{Agent: who, Reason: w[2]}
	case "sends": // "sara sends ben lunch"
		return queue.Paused{Agent: queue.AgentID(w[2]), Reason: w[3], By: who}
	case "phones": // "anna phones contact:7 as o1 for 116111"
		return queue.CallAsked{Call: queue.CallID(w[4]), Line: queue.LineID(w[6]), Agent: who, Target: w[2], Caller: caller([]string{"from", "k1"})}
	case "holds":
		return queue.HoldAsked{Call: queue.CallID(w[2]), Agent: who}
	case "resumes":
		return queue.ResumeAsked{Call: queue.CallID(w[2]), Agent: who}
	case "mutes", "unmutes": // "anna mutes c1"
		return queue.CallerMuted{Call: queue.CallID(w[2]), Agent: who, On: w[1] == "mutes"}
	case "asks": // "anna asks ben into c1", "anna asks 112 into c1"
		return invited(who, w)
	case "puts": // "anna puts 2 of c1 muted"
		return queue.GuestPut{Call: queue.CallID(w[4]), Agent: who, N: legNumber(w[2]), State: queue.GuestState(w[5])}
	case "removes": // "anna removes 2 of c1"
		return queue.GuestRemoved{Call: queue.CallID(w[4]), Agent: who, N: legNumber(w[2])}
	case "passes": // "anna passes c1 to 2"
		return queue.HandedOver{Call: queue.CallID(w[2]), Agent: who, N: legNumber(w[4])}
	case "fears": // "anna fears for c1"
		return queue.DangerNoted{Call: queue.CallID(w[3]), Agent: who}
	case "takes": // "anna takes c1 back"
		return queue.TakenBack{Call: queue.CallID(w[2]), Agent: who}
	case "gives":
		return given(who, w)
	case "prioritises":
		n, _ := strconv.Atoi(w[3])
		return queue.Prioritised{Call: queue.CallID(w[2]), Priority: n, By: who}
	case "assigns":
		return queue.Assigned{Call: queue.CallID(w[2]), To: queue.AgentID(w[3]), By: who}
	}
	return nil
}

// invited reads whom somebody asks in: a number is a place outside.
func invited(who queue.AgentID, w []string) queue.Event {
	e := queue.GuestInvited{Call: queue.CallID(w[4]), Agent: who, Guest: queue.AgentID(w[2])}
	if legNumber(w[2]) != 0 {
		e.Guest, e.Target = "", w[2]
	}
	return e
}

// legNumber reads a number; what is none is 0.
func legNumber(s string) uint32 {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return 0
	}
	return uint32(n)
}

// signIn reads "anna signs in psychologist danger 3" and "anna comes as psychologist".
func signIn(who queue.AgentID, w []string) queue.Event {
	return queue.SignedIn{Agent: who, Role: queue.Role(w[3]), Skills: skills(w[4:])}
}

// given reads "anna gives c1 to ben", "… to skill english 3", "… to line 116000", "… to outside duty".
func given(who queue.AgentID, w []string) queue.Event {
	e := queue.TransferAsked{Call: queue.CallID(w[2]), Agent: who}
	switch {
	case len(w) == 5:
		e.To = queue.AgentID(w[4])
	case w[4] == "skill":
		n, _ := strconv.Atoi(w[6])
		e.Needs = []queue.Need{{Skill: queue.Skill(w[5]), Level: queue.Level(n)}}
	case w[4] == "line":
		e.Line = queue.LineID(w[5])
	case w[4] == "outside":
		e.Divert = w[5]
	}
	return e
}

// skills reads "danger 3 english 2".
func skills(w []string) map[queue.Skill]queue.Level {
	m := map[queue.Skill]queue.Level{}
	for i := 0; i+1 < len(w); i += 2 {
		n, _ := strconv.Atoi(w[i+1])
		m[queue.Skill(w[i])] = queue.Level(n)
	}
	return m
}

// caller reads "from KEY"; without it the number is withheld.
func caller(w []string) queue.Caller {
	if len(w) < 2 {
		return queue.Caller{Withheld: true}
	}
	return queue.Caller{Key: w[1], Masked: "+355 69 ••• •• 42"}
}

// live reads "c1 116111 0:00:05 1 anna 0:00:10": call, line, arrival, offer, agent, begin of the talk.
func (p *player) live(w []string) []queue.LiveCall {
	var calls []queue.LiveCall
	for _, words := range strings.Split(strings.Join(w, " "), ",") {
		f := strings.Fields(words)
		if len(f) < 3 {
			continue
		}
		v := queue.LiveCall{Call: queue.CallID(f[0]), Line: queue.LineID(f[1]), At: p.at(f[2]), Caller: caller(nil)}
		if choice, is := strings.CutPrefix(f[len(f)-1], "chose="); is {
			v.Choice, f = choice, f[:len(f)-1]
		}
		if len(f) > 4 {
			n, _ := strconv.Atoi(f[3])
			v.Offer, v.Agent = queue.OfferID{Call: v.Call, N: uint32(n)}, queue.AgentID(f[4])
			p.offers[v.Agent] = v.Offer
		}
		if len(f) > 5 {
			v.Joined = p.at(f[5])
		}
		for _, g := range f[min(6, len(f)):] { // "2=ben=muted", "out=contact:7"
			at := strings.Split(g, "=")
			if at[0] == "out" {
				v.Out = at[1]
				continue
			}
			v.Guests = append(v.Guests, queue.LiveGuest{N: legNumber(at[0]), Agent: queue.AgentID(at[1]), State: queue.GuestState(at[2])})
		}
		calls = append(calls, v)
	}
	return calls
}

func sayCommand(c queue.Command) string {
	s := fmt.Sprintf("%s %s", c.Do, c.Call)
	if c.Offer.N != 0 {
		s += fmt.Sprintf(" offer %d", c.Offer.N)
	}
	if c.Agent != "" {
		s += " at " + string(c.Agent)
	}
	if c.Guest != "" {
		s += " " + string(c.Guest)
	}
	if c.Prompt != "" {
		s += fmt.Sprintf(" %q", c.Prompt)
	}
	if c.Number != 0 {
		s += fmt.Sprintf(" %d", c.Number)
	}
	if c.N != 0 {
		s += fmt.Sprintf(" time %d", c.N)
	}
	if c.Choice != "" {
		s += " " + c.Choice
	}
	if c.Target != "" {
		s += " to " + c.Target
	}
	if !c.Opens.IsZero() {
		s += " opens " + c.Opens.Format("Mon 2 Jan 15:04 MST")
	}
	if c.Limit != 0 {
		s += " for " + c.Limit.String()
	}
	return s
}

func sayRecord(r queue.Record) string {
	words := []string{string(r.Kind)}
	for _, w := range []string{string(r.Call), string(r.Agent), r.Reason, r.Pause} {
		if w != "" {
			words = append(words, w)
		}
	}
	if by := string(r.By) + string(r.Actor); by != "" {
		words = append(words, "by "+by)
	}
	if r.Outgoing {
		words = append(words, "outgoing")
	}
	for _, d := range []struct {
		name string
		of   time.Duration
	}{{"waited", r.Waited}, {"rang", r.Rang}, {"talked", r.Talked}, {"held", r.Held}, {"wrapped", r.Wrapped}} {
		if d.of != 0 && r.Kind != queue.RecRinging {
			words = append(words, fmt.Sprintf("%s %s", d.name, d.of))
		}
	}
	if r.Why != nil {
		words = append(words, sayWhy(*r.Why))
	}
	return strings.Join(words, " ")
}

func sayWhy(e queue.Explanation) string {
	step := fmt.Sprint("step ", e.Step)
	if e.Choice != "" {
		step += " of " + e.Choice
	}
	s := fmt.Sprintf("(%s at %s, %d of %d able, candidates %v", e.Rule, step, e.Able, e.Signed, e.Candidates)
	for _, p := range e.Passed {
		s += fmt.Sprintf(", %s %s", p.Agent, p.Why)
	}
	return s + ")"
}

// look prints the floor.
func (p *player) look() {
	v := p.core.View()
	for _, l := range v.Lines {
		if l.Waiting > 0 {
			fmt.Fprintf(&p.out, "      | %s: %d waiting\n", l.Line, l.Waiting)
		}
		if l.Unable > 0 {
			fmt.Fprintf(&p.out, "      | %s: nobody signed in could take %d, missing %v %v\n", l.Line, l.Unable, l.Missing, l.MissingRoles)
		}
		if !l.Open && l.Opens.IsZero() {
			fmt.Fprintf(&p.out, "      | %s: closed, nobody knows until when\n", l.Line)
		} else if !l.Open {
			fmt.Fprintf(&p.out, "      | %s: closed, opens %s\n", l.Line, l.Opens.Format("Mon 2 Jan 15:04"))
		}
	}
	if s := v.Short; s.Calls > 0 {
		fmt.Fprintf(&p.out, "      | short: %d calls of %v for %v, asking %v\n", s.Calls, s.Lines, s.Agents, s.Skills)
	}
	for _, c := range v.Calls {
		held := ""
		if !c.Held.IsZero() {
			held = "on hold"
		}
		if !c.Muted.IsZero() {
			held += " muted"
		}
		if c.Choice != "" {
			held += " chose " + c.Choice
		}
		if c.Out != "" {
			held += " out to " + c.Out
		}
		if !c.Danger.IsZero() {
			held += " in danger"
		}
		for _, g := range c.Guests {
			if g.N != 0 {
				held += fmt.Sprintf(" with %s%s %s", g.Agent, g.Target, g.State)
			}
		}
		fmt.Fprintln(&p.out, "      |", strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s", c.Call, c.State, c.Agent, held)), " "))
	}
	for _, a := range v.Agents {
		words := []string{string(a.Agent), string(a.Presence), a.Reason, string(a.Work), string(a.Call)}
		if a.Next != "" {
			words = append(words, "next", string(a.Next))
		}
		fmt.Fprintln(&p.out, "      |", strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " "))
	}
}

func readPolicy(t *testing.T, name string) *queue.Policy {
	data, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	p, err := queue.ParsePolicy(data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
