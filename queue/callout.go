package queue

import (
	"cmp"
	"strings"
	"time"
)

// Facts about a call out: its counsellor asks for it, and Asterisk tells what becomes of the other end.
type (
	// CallAsked: a counsellor who has nothing else to do, or finishes the work after a call, calls somebody for a line. Their own
	// phone rings first. Whom (Target) is a name, never a number; Caller is what may be known of who is there.
	CallAsked struct {
		Call   CallID
		Line   LineID
		Agent  AgentID
		Target string
		Caller Caller
	}
	// Reached: the other end of a call out answered.
	Reached struct{ Call CallID }
	// NotReached: the other end of a call out is gone and did not answer.
	NotReached struct {
		Call   CallID
		Reason EndReason
	}
)

// OutPrefix begins the ids of calls out, and so of their channels: whoever finds one in Asterisk knows which it is.
const OutPrefix = "out-"

// PlacePrefix begins those of calls to a place of the allow-list, or to an agency: no caller is on them, and nobody's story.
const PlacePrefix = OutPrefix + "place-"

// Out tells whether a counsellor made the call.
func (c CallID) Out() bool { return strings.HasPrefix(string(c), OutPrefix) }

// whom is whom a call went to that a counsellor made, as far as that is known; empty for a call that came in. It stays theirs when it comes
// back from elsewhere: who is on it did not call us.
func (c CallID) whom(out string) string {
	if !c.Out() {
		return out
	}
	return cmp.Or(out, string(c))
}

// ToPlace tells whether a counsellor made it to a place outside.
func (c CallID) ToPlace() bool { return strings.HasPrefix(string(c), PlacePrefix) }

// ContactTarget stands before the id of a contact whose caller is called back.
const ContactTarget = "contact:"

// DialLimit is how long the other end of a call out rings.
const DialLimit = 45 * time.Second

// dialLimit is the same as the core counts.
const dialLimit = moment(DialLimit)

// How a call out may end that nobody answered.
const (
	EndNoAnswer   EndReason = "no_answer"   // it rang out
	EndBusy       EndReason = "busy"        // they talk with somebody else, or said no
	EndUnreached  EndReason = "unreached"   // their phone cannot be rung
	EndNotAllowed EndReason = "not_allowed" // they may not be called, or not any more
	EndCancelled  EndReason = "cancelled"   // the counsellor hung up before
	EndNoPhone    EndReason = "no_phone"    // the counsellor's own phone did not answer
	EndUnknown    EndReason = "unknown"     // whether they may be called could not be looked up at that moment
)

// unreached says whether this is a call out whose other end has not answered: nobody is on the line but who asked for it. From its
// answer on it is a call like any.
func (k *call) unreached() bool { return k.out != "" && k.queued == 0 }

// canCall says whether an agent has hands free to call somebody, also one who takes no calls now.
func (a *agent) canCall() bool {
	return a.invitable() || a.work == WrappingUp && !a.leaving() && a.reachable()
}

// apply reserves the agent and rings their phone, at once.
func (e CallAsked) apply(c *Core) {
	a := c.agents[e.Agent]
	if !c.link || c.calls[e.Call] != nil || e.Target == "" || a == nil || !a.canCall() {
		c.stats.Stale++
		return
	}
	if a.work == WrappingUp {
		c.wrapped(a, "")
	}
	k := c.add(e.Call, c.lineOf(e.Line), e.Caller, c.now)
	k.out, k.talker = e.Target, a.id
	r := c.about(k, RecAsked)
	r.Agent, r.Reason, r.Caller = a.id, e.Target, e.Caller
	k.lane, k.why = c.laneOf(k), byCallOut
	c.ring(k, a)
}

// dial rings the other end. The counsellor is on their phone and hears it.
func (c *Core) dial(k *call) {
	k.agent.failed = 0
	c.enter(k, CallDialling)
	c.turn(k.agent, Dialling)
	c.about(k, RecDialled)
	cmd := c.tellLeg(Dial, k)
	cmd.Target, cmd.Limit = k.out, DialLimit
}

func (e Reached) apply(c *Core) {
	switch k := c.calls[e.Call]; {
	case k == nil: // it was given up a moment ago
		c.do(Command{Do: HangUp, Call: e.Call})
	case k.state == CallDialling:
		c.reached(k)
	}
}

// reached brings together who answered and who called them.
func (c *Core) reached(k *call) {
	k.queued = c.now
	c.enter(k, CallConnecting)
	c.turn(k.agent, Connecting)
	c.about(k, RecReached)
	c.tellLeg(Join, k)
}

func (e NotReached) apply(c *Core) {
	k := c.calls[e.Call]
	if k == nil {
		c.stats.Stale++
		return
	}
	if k.state == CallDialling {
		k.fate = e.Reason
	}
	c.end(k, BySystem)
}

// giveUp ends a call out that nobody has answered, because its counsellor's end is gone: they are as free as they were, and
// nobody is to blame.
func (c *Core) giveUp(k *call, why FailReason) {
	a := k.agent
	k.by, k.fate = BySystem, EndNoPhone
	if why == FailDeclined || why == FailWithdrawn {
		k.by, k.fate = ByAgent, EndCancelled
	}
	if why == FailUnreachable {
		c.distrust(a)
	}
	c.tell(HangUp, k)
	c.about(k, RecWithdrawn).Reason = string(why)
	k.agent = nil
	c.release(a)
	c.enter(k, CallLeaving)
	c.end(k, k.by)
}

// dialDue gives up a call out that rang as long as it may.
func (c *Core) dialDue(k *call) {
	k.fate = EndNoAnswer
	c.tell(HangUp, k)
	c.end(k, BySystem)
}
