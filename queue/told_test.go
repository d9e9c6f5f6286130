package queue

// told is what the world knows of a call.
type told struct {
	arrived moment
	line    LineID
	ended   bool
	offer   OfferID // live
	agent   AgentID
	joined  bool

	state    CallState
	since    moment
	counting bool   // its time counts as waiting
	counted  moment // since when
	waited   moment // until then
	step     int
	parked   moment // until when it is kept for its agent
	keeper   AgentID
	directed bool               // somebody chose a person for it
	refusals map[AgentID]moment // offers that came to nothing, and who gave it away
	heldFrom moment             // since when the core keeps it for one person
	askFrom  moment             // since when it waits for what a transfer asked
	apart    moment             // since when it is on hold
	muted    moment             // since when nobody hears the caller, as recorded
	silenced bool               // and as asked of Asterisk
	danger   bool               // noted
	gave     AgentID            // who gave it away, while nobody answered
	guests   map[uint32]*toldGuest
	hears    string  // what the caller hears, as far as was asked for
	out      bool    // its counsellor called them
	there    bool    // and they answered
	asker    AgentID // who asked for that
	back     bool    // they come back from outside
	choice   string  // what they chose
	pressed  string  // the last key that was told while it was greeted or in the menu
	menus    int     // how often the menu was said
	unheard  bool    // it could not be
	listens  moment  // since when a key is waited for
}

// person is what the world knows of an agent: of the three machines, only what was told or recorded.
type person struct {
	signed        bool
	role          Role
	skills        map[Skill]Level
	screen, phone bool
	suspect       moment // until when the phone is not trusted
	presence      Presence
	work          Work
	since         moment
	offered       moment // when what rings was offered
	call          CallID
	line          LineID
	limit         moment // of a wrap-up; zero is without
	astray        moment // since when they are ready and idle without screen or phone
}

var agentIDs = []AgentID{"anna", "ben", "cora", "dora"}

func (w *world) person(id AgentID) *person {
	p := w.people[id]
	if p == nil {
		p = &person{presence: Offline, work: Idle}
		w.people[id] = p
	}
	return p
}

// lineOf is the line as the policy has it; a number that it does not know has no rules.
func (w *world) lineOf(id LineID) *Line {
	for i := range w.policy.Lines {
		if w.policy.Lines[i].ID == id {
			return &w.policy.Lines[i]
		}
	}
	return &Line{ID: id}
}

// or is what the documentation says of a duration that is left out.
func or(s, otherwise int) moment {
	if s == 0 {
		s = otherwise
	}
	return moment(s) * 1e9
}

// learns says whether a fact changes what the world itself knows.
func (w *world) learns(e Event) bool {
	switch e.(type) {
	case MenuSaid, KeyPressed, SignedIn, SignedOut, Reskilled, ScreenUp, ScreenDown, PhoneUp, PhoneDown, PolicyChanged, LinkDown:
		return true
	}
	return false
}

// hear keeps what the core is told.
func (w *world) hear(e Event) {
	switch e := e.(type) {
	case SignedIn:
		p := w.person(e.Agent)
		p.signed, p.role, p.skills = true, e.Role, e.Skills
	case Reskilled:
		if p := w.person(e.Agent); p.signed {
			p.skills = e.Skills
		}
	case SignedOut:
		w.person(e.Agent).signed = false
	case ScreenUp:
		w.person(e.Agent).screen = true
	case ScreenDown:
		w.person(e.Agent).screen = false
	case PhoneUp:
		p := w.person(e.Agent)
		p.phone, p.suspect = true, 0
	case PhoneDown:
		p := w.person(e.Agent)
		p.phone, p.suspect = false, 0
	case Joined:
		if k := w.calls[e.Offer.Call]; k != nil && k.offer == e.Offer && !k.joined {
			k.hears = hearsTalk
		}
	case MenuSaid, KeyPressed:
		w.hearMenu(e)
	case PolicyChanged:
		w.change(e.Policy)
	case LinkUp:
		w.link, w.linked = true, w.clock
	case LinkDown:
		w.link = false
	}
}

// change brings new rules: a call whose line has other needs takes its steps anew.
func (w *world) change(p *Policy) {
	was := w.policy
	for _, k := range w.calls {
		w.policy = was
		before := w.rulesOf(k).Steps
		w.policy = p
		if saying(before) != saying(w.rulesOf(k).Steps) {
			k.step = 0
		}
	}
	w.policy = p
}

// note learns from an output.
func (w *world) note(out Output) {
	for _, r := range out.Records {
		if w.records++; w.records == 0 {
			w.records = 1
		}
		if r.N != w.records {
			w.Fatalf("record %d follows %d", r.N, w.records-1)
		}
		if r.Call != "" {
			w.noteCall(w.calls[r.Call], r)
		}
		if r.Agent != "" {
			w.noteAgent(w.person(r.Agent), r)
		}
	}
	for _, c := range out.Commands {
		if c.Do == Ring && !w.link {
			w.Fatalf("%+v while the link is down", c)
		}
		w.noteCommand(c)
		if k := w.calls[c.Call]; c.Do == HangUp && k.state == CallLeaving {
			k.since = w.clock // asked once more to go
		}
	}
}

// noteCall learns what became of a call. What it was before is judged in passing.
func (w *world) noteCall(k *told, r Record) {
	if k == nil || k.ended && r.Kind != RecWrapUpDone && r.Kind != RecWrapUp && (r.Kind != RecAsked || k.asker != "") {
		w.Fatalf("%s of call %s, which ended before or never began", r.Kind, r.Call)
	}
	if r.Outgoing != k.out {
		w.Fatalf("%s of call %s, which went out: %t", r.Kind, r.Call, k.out)
	}
	switch r.Kind {
	case RecArrived:
		k.enter(CallGreeting, w.clock, false)
	case RecAdopted:
		k.enter(CallWaiting, k.arrived, true)
	case RecMenu, RecChose:
		w.noteMenu(k, r)
	case RecWaiting:
		w.noteWaiting(k, r)
	case RecOffered:
		w.noteOffer(k, r)
	case RecAnswered:
		k.gave = ""
		k.enter(CallConnecting, w.clock, true)
	case RecConnected:
		k.enter(CallTalking, w.clock, false)
		k.joined, k.agent, k.parked, k.directed, k.refusals = true, r.Agent, 0, false, nil
		k.offer = OfferID{r.Call, r.Offer}
		w.noteTaken(k, r)
	case RecDeclined, RecMissed, RecFailed:
		w.noteRefusal(k, r)
	case RecWidened:
		w.noteWidened(k, r)
	case RecParked:
		if r.Reason == ReasonTakenBack && r.Agent != k.gave {
			w.Fatalf("%s took back %s, which %q gave away", r.Agent, r.Call, k.gave)
		}
		k.directed, k.gave = false, ""
		k.enter(CallParked, w.clock, true)
		k.parked, k.keeper = w.clock+or(w.policy.ResumeS, 15), r.Agent
		k.release()
	case RecTransferred:
		k.refuse(r.Agent, w.clock)
		k.gave = r.Agent
		k.directed = r.Reason == "agent"
		k.release()
	case RecAssigned:
		k.directed = true
	case RecDanger:
		if k.danger || k.state != CallTalking || k.agent != r.Agent {
			w.Fatalf("%s noted danger of %s, %s with %q, noted before: %v", r.Agent, r.Call, k.state, k.agent, k.danger)
		}
		k.danger = true
	case RecMuted, RecUnmuted:
		w.noteMuted(k, r)
	case RecHeld, RecResumed:
		w.noteHold(k, r)
	case RecInvited, RecGuest, RecGuestOut:
		w.noteGuest(k, r)
	case RecDismissed, RecDiverted:
		k.enter(CallLeaving, w.clock, false)
	case RecAsked, RecDialled, RecReached:
		w.noteOut(k, r)
	case RecWithdrawn:
		k.release()
	case RecWrapUp:
		if k.state == CallTalking {
			k.enter(CallLeaving, w.clock, false)
		}
		k.release()
	case RecEnded:
		k.ended = true
		k.release()
	}
}

// enter keeps the account of what counts as waiting: the waiting, the ringing, the connecting and the
// time that an agent who was lost has to come back.
func (k *told) enter(s CallState, at moment, waits bool) {
	if k.counting {
		k.waited += at - k.counted
	}
	k.state, k.since, k.counted, k.counting, k.apart = s, at, at, waits, 0
}

func (k *told) release() { k.offer, k.agent, k.joined = OfferID{}, "", false }

func (k *told) refuse(a AgentID, at moment) {
	if k.refusals == nil {
		k.refusals = map[AgentID]moment{}
	}
	k.refusals[a] = at
}

func (w *world) noteWaiting(k *told, r Record) {
	k.enter(CallWaiting, w.clock, true)
	k.release()
	k.parked = 0
	if r.Line != k.line {
		k.line, k.step = r.Line, 0
	}
}

func (w *world) noteOffer(k *told, r Record) {
	if k.agent != "" {
		w.Fatalf("call %s offered to %s while %s has it", r.Call, r.Agent, k.agent)
	}
	for id, other := range w.calls {
		if other.agent == r.Agent || other.guestIs(r.Agent) {
			w.Fatalf("%s is offered %s while they have %s", r.Agent, r.Call, id)
		}
	}
	if r.Why == nil || len(r.Why.Candidates) == 0 || r.Why.Candidates[0] != r.Agent {
		w.Fatalf("the offer of %s to %s is not explained: %+v", r.Call, r.Agent, r.Why)
	}
	k.enter(CallOffered, w.clock, !k.unreached())
	k.offer, k.agent, k.joined = OfferID{r.Call, r.Offer}, r.Agent, false
	w.offers = append(w.offers, k.offer)
	w.justNow[k.offer] = true
	why := *r.Why
	r.Why = &why
	w.made = append(w.made, r)
}

// noteRefusal: an offer came to nothing. A call that is still kept for its agent waits on for them.
func (w *world) noteRefusal(k *told, r Record) {
	k.release()
	if k.parked > w.clock && r.Kind == RecFailed {
		k.enter(CallParked, w.clock, true)
		return
	}
	k.refuse(r.Agent, w.clock)
	k.directed = false
}

// noteAgent learns what an agent does now.
func (w *world) noteAgent(p *person, r Record) {
	turn := func(work Work) { p.work, p.since = work, w.clock }
	switch r.Kind {
	case RecPresence:
		p.presence = Presence(r.Reason)
	case RecOffered:
		turn(Reserved)
		p.call, p.line, p.offered = r.Call, r.Line, w.clock
	case RecRinging:
		turn(Ringing)
	case RecAnswered, RecReached:
		turn(Connecting)
	case RecDialled:
		turn(Dialling)
	case RecConnected:
		turn(Talking)
		p.call, p.line = r.Call, r.Line
	case RecDeclined, RecMissed, RecParked, RecWrapUpDone:
		turn(Idle)
	case RecFailed, RecWithdrawn:
		turn(Idle)
		if r.Reason == string(FailUnreachable) && p.screen && p.phone {
			p.suspect = w.clock + 15e9
		}
	case RecWrapUp:
		turn(WrappingUp)
		p.limit = or(w.lineOf(r.Line).WrapUpS, 0)
	case RecInvited:
		turn(Reserved)
		p.call, p.line, p.offered = r.Call, r.Line, w.clock
	case RecGuest:
		if work := guestWorks[GuestState(r.Reason)]; work != p.work {
			turn(work)
		}
		p.call, p.line = r.Call, r.Line
	case RecGuestOut:
		turn(Idle)
		if r.Reason == string(FailUnreachable) && p.screen && p.phone {
			p.suspect = w.clock + 15e9
		}
	}
}
