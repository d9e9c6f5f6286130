package ari

import (
	"cmp"

	"alo116/queue"
)

// floor is what is known of the live calls in Asterisk. It takes notices and gives the facts that
// follow from them, each once, whatever is repeated, late or missing. It is pure, and owned by
// the loop.
type floor struct {
	calls    map[queue.CallID]*call
	channels map[string]queue.CallID // the current call of a caller's channel
	visits   map[string]visit        // channels that left for the duty phones, and may come back
	identify Identify
}

// Identify tells what may be known of who calls a line, from the number that came with the call.
type Identify func(call queue.CallID, line queue.LineID, number string, withheld bool) queue.Caller

// call is one caller's visit.
type call struct {
	id      queue.CallID
	caller  queue.Caller
	memo    memo
	up      bool        // answered
	room    string      // the bridge the caller is in
	prompt  prompt      // the one that something waits for
	said    int         // prompts so far
	listens bool        // greeted, or in the menu: what they press is told
	dialled bool        // out: its channel was asked for
	ending  queue.Party // who ends it, as far as known
	legs    map[uint32]*leg
}

// visit is the next one of a channel, if it comes back, and what its caller chose before.
type visit struct {
	n      int
	choice string
	out    string // whom a counsellor had called by it
}

// prompt is one whose end is waited for.
type prompt struct {
	id      string
	started bool
	media   bool          // there is something to be heard, and to be stopped
	menu    int           // which saying of the menu it is; 0 for none
	then    queue.Command // what follows it; nothing after a greeting or a menu
}

// leg is an agent's channel, or a guest's.
type leg struct {
	agent     queue.AgentID // nobody's for a place outside
	guest     bool          // of the talk
	rang      bool
	answered  bool
	joined    bool // Joined was told
	room      string
	by        queue.Party // who hangs it up, as far as known
	withdrawn bool
	declined  bool // by their screen, on a desk phone
	suspected bool // its page went away; it is being listened to
}

// facts are what follows from a notice.
type facts struct {
	events []queue.Event
	ended  []ended         // their workers have nothing left to do but cleaning up
	then   []queue.Command // what follows a prompt that is over
	begun  []queue.CallID  // new calls
}

// ended is a call that is over, with the legs it leaves behind.
type ended struct {
	id   queue.CallID
	legs []queue.OfferID
}

func newFloor(identify Identify) *floor {
	return &floor{calls: map[queue.CallID]*call{}, channels: map[string]queue.CallID{},
		visits: map[string]visit{}, identify: identify}
}

// apply takes a notice.
func (f *floor) apply(n notice) (out facts) {
	switch n := n.(type) {
	case arrived:
		f.arrive(n, &out)
	case reached:
		f.reached(n, &out)
	case answered:
		f.legAnswered(n.offer, &out)
	case ringing:
		if l := f.leg(n.offer); l != nil && !l.rang && !l.answered {
			l.rang = true
			out.events = append(out.events, queue.OfferRinging{Offer: n.offer})
		}
	case hangingUp:
		f.hangingUp(n)
	case gone:
		f.gone(n, &out)
	case entered:
		f.moved(n.channel, n.bridge, &out)
	case left:
		f.leftRoom(n.channel, n.bridge)
	case playing:
		if c := f.playing(n.id); c != nil {
			c.prompt.started = true
		}
	case played:
		f.played(n, &out)
	case pressed:
		if c := f.calls[f.channels[n.channel]]; c != nil && c.listens {
			out.events = append(out.events, queue.KeyPressed{Call: c.id, Key: n.key})
		}
	case heldNot:
		f.heldNot(n, &out)
	case mutedNot:
		f.mutedNot(n, &out)
	case trusted:
		if l := f.leg(n.offer); l != nil {
			l.suspected = false
		}
	}
	return out
}

func (f *floor) arrive(n arrived, out *facts) {
	if _, known := f.channels[n.channel]; known {
		return
	}
	back := f.visits[n.channel]
	delete(f.visits, n.channel)
	id := callOf(n.channel, back.n)
	if isOut(n.channel) { // what it is called by is the line's number
		n.number = ""
	}
	c := &call{id: id, caller: f.identify(id, n.line, n.number, n.number == ""), up: n.up,
		memo: memo{Line: n.line, At: n.at, Visit: back.n, Choice: back.choice, Out: back.out}, legs: map[uint32]*leg{}}
	f.calls[c.id], f.channels[n.channel] = c, c.id
	out.begun = append(out.begun, c.id)
	out.events = append(out.events, queue.CallArrived{Call: c.id, Line: n.line, Caller: c.caller, At: n.at, Back: back.n > 0, Choice: back.choice, Out: back.out})
}

func (f *floor) legAnswered(o queue.OfferID, out *facts) {
	if l := f.leg(o); l != nil && !l.answered {
		l.answered = true
		out.events = append(out.events, queue.OfferAnswered{Offer: o})
	}
}

// hangingUp notes who hangs up. Only a far end's own hang-up says so; Asterisk's, on a lost
// stream or at our command, leaves it at what we know.
func (f *floor) hangingUp(n hangingUp) {
	if !n.farEnd {
		return
	}
	if o, ok := offerOfLeg(n.channel); ok {
		if l := f.leg(o); l != nil {
			l.by = queue.ByAgent
		}
		return
	}
	if c := f.calls[f.channels[n.channel]]; c != nil {
		c.ending = queue.ByCaller
	}
}

func (f *floor) gone(n gone, out *facts) {
	if o, ok := offerOfLeg(n.channel); ok {
		f.legGone(o, n.cause, out)
		return
	}
	c := f.calls[f.channels[n.channel]]
	if c == nil {
		return
	}
	by := cmp.Or(c.ending, queue.ByLost)
	if by == queue.ByTransfer {
		f.visits[n.channel] = visit{max(c.memo.Visit, 1) + 1, c.memo.Choice, c.memo.Out}
	}
	f.forget(c)
	out.ended = append(out.ended, ended{c.id, c.sorted()})
	if c.unanswered() {
		out.events = append(out.events, queue.NotReached{Call: c.id, Reason: unreachedBy(n.cause)})
		return
	}
	out.events = append(out.events, queue.CallEnded{Call: c.id, By: by})
}

func (f *floor) legGone(o queue.OfferID, cause int, out *facts) {
	l := f.leg(o)
	if l == nil {
		return
	}
	delete(f.calls[o.Call].legs, o.N)
	f.calls[o.Call].memo.withoutGuest(o.N)
	if !l.answered {
		out.events = append(out.events, queue.OfferFailed{Offer: o, Reason: whyFailed(l, cause)})
		return
	}
	by := cmp.Or(l.by, queue.ByLost)
	if l.withdrawn && by != queue.ByAgent {
		by = queue.BySystem
	}
	out.events = append(out.events, queue.LegEnded{Offer: o, By: by})
}

// moved notes which room a channel is in now, and whether that joins two.
func (f *floor) moved(channel, bridge string, out *facts) {
	if o, ok := offerOfLeg(channel); ok {
		if l := f.leg(o); l != nil {
			l.room = bridge
			f.joined(o, out)
		}
		return
	}
	c := f.calls[f.channels[channel]]
	if c == nil {
		return
	}
	c.room = bridge
	for n := range c.legs { // at most one of them is in the talk's room
		f.joined(queue.OfferID{Call: c.id, N: n}, out)
	}
}

func (f *floor) joined(o queue.OfferID, out *facts) {
	c, l, room := f.calls[o.Call], f.leg(o), talkBridge(o.Call)
	if l.guest {
		f.guestJoined(o, l, out)
		return
	}
	if l.joined || l.room != room || c.room != room {
		return
	}
	l.joined, l.answered = true, true
	out.events = append(out.events, queue.Joined{Offer: o})
}

func (f *floor) leftRoom(channel, bridge string) {
	if o, ok := offerOfLeg(channel); ok {
		if l := f.leg(o); l != nil && l.room == bridge {
			l.room = ""
		}
		return
	}
	if c := f.calls[f.channels[channel]]; c != nil && c.room == bridge {
		c.room = ""
	}
}

// heldNot has the caller brought back, and tells so.
func (f *floor) heldNot(n heldNot, out *facts) {
	c := f.calls[n.call]
	if c == nil || c.memo.Held.IsZero() {
		return
	}
	out.events = append(out.events, queue.HoldFailed{Call: c.id})
	out.then = append(out.then, queue.Command{Do: queue.Resume, Call: c.id, Agent: c.memo.Agent, Offer: queue.OfferID{Call: c.id, N: c.memo.Offer}})
}

func (f *floor) played(n played, out *facts) {
	c := f.playing(n.id)
	if c == nil {
		return
	}
	p := c.prompt
	c.prompt = prompt{}
	if p.then.Do != 0 {
		out.then = append(out.then, p.then)
		return
	}
	if p.menu > 0 {
		out.events = append(out.events, queue.MenuSaid{Call: c.id, N: p.menu, Unheard: n.unheard})
		return
	}
	out.events = append(out.events, queue.GreetingEnded{Call: c.id})
}

// playing is the call that waits for this prompt.
func (f *floor) playing(id string) *call {
	if id == "" {
		return nil
	}
	for _, c := range f.calls {
		if c.prompt.id == id {
			return c
		}
	}
	return nil
}

func (f *floor) leg(o queue.OfferID) *leg {
	if c := f.calls[o.Call]; c != nil {
		return c.legs[o.N]
	}
	return nil
}

func (f *floor) forget(c *call) {
	delete(f.calls, c.id)
	delete(f.channels, channelOf(c.id))
	if len(f.visits) > 10_000 { // channels that never came back
		clear(f.visits)
	}
}

// whyFailed reads a hang-up cause (Q.931, as Asterisk maps SIP's answers onto it).
func whyFailed(l *leg, cause int) queue.FailReason {
	const (
		normal, busy, noResponse, noAnswer, rejected = 16, 17, 18, 19, 21
		cancelled                                    = 26 // answered elsewhere
	)
	switch {
	case l.withdrawn:
		return queue.FailWithdrawn
	case l.declined, cause == rejected, cause == busy:
		return queue.FailDeclined
	case l.rang && (cause == noAnswer || cause == noResponse):
		return queue.FailNoAnswer
	case l.rang && (cause == normal || cause == cancelled):
		return queue.FailNoAnswer
	default:
		return queue.FailUnreachable
	}
}
