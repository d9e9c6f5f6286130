package queue

import "time"

// Event is a fact that has one reporter: only ari says that a call exists, was answered or ended;
// only a screen says ready or paused. Late and repeated events are normal and change nothing.
//
// Events may be passed by value or, to spare an allocation, by pointer: the core keeps neither.
type Event interface{ apply(c *Core) }

// Facts reported by ari.
type (
	// CallArrived: a caller reached a line. At is when they really did, which after a restart is
	// earlier than the step; it is the call's seniority for ever. Out is whom a counsellor had called, who comes back from elsewhere.
	CallArrived struct {
		Call   CallID
		Line   LineID
		Caller Caller
		At     time.Time
		// Back is true when they come back from a destination outside, where nobody answered; Choice is what they had chosen before.
		Back   bool
		Choice string
		Out    string
	}
	// GreetingEnded: the greeting was played, or could not be; either way the caller goes on to the line's menu, or waits.
	GreetingEnded struct{ Call CallID }
	// OfferRinging: the agent's phone rings.
	OfferRinging struct{ Offer OfferID }
	// OfferAnswered: the agent picked up. Answered is not connected: Joined follows.
	OfferAnswered struct{ Offer OfferID }
	// OfferFailed: the agent's leg ended before it was answered.
	OfferFailed struct {
		Offer  OfferID
		Reason FailReason
	}
	// Joined: both legs are in the bridge; the talk begins.
	Joined struct{ Offer OfferID }
	// LegEnded: an answered agent's leg is gone while the caller is still there. By says whether the
	// agent hung up or their phone was lost.
	LegEnded struct {
		Offer OfferID
		By    Party
	}
	// CallEnded: the caller's leg is gone. By says who ended it.
	CallEnded struct {
		Call CallID
		By   Party
	}
	// TransferAsked: the counsellor who talks gives the call away: to a person (To), to whoever meets
	// Needs, to another line, or to a destination outside (Divert). With none of these it goes back
	// to its own line. Their leg is ended by us.
	TransferAsked struct {
		Call   CallID
		Agent  AgentID // who gives it away
		To     AgentID
		Needs  []Need
		Line   LineID
		Divert string
	}
	// HoldFailed: a caller could not be put on hold, and is in the talk.
	HoldFailed struct{ Call CallID }
	// DangerNoted: the counsellor who talks notes that somebody is in danger.
	DangerNoted struct {
		Call  CallID
		Agent AgentID
	}
	// TakenBack: the counsellor who gave a call away wants it back before anybody answered it.
	TakenBack struct {
		Call  CallID
		Agent AgentID
	}
	// PhoneUp and PhoneDown: the agent's phone is, or is no longer, registered at Asterisk.
	PhoneUp   struct{ Agent AgentID }
	PhoneDown struct{ Agent AgentID }
	// LinkUp: the link to Asterisk is live and these are all the calls that exist there. Calls the
	// core knows and Asterisk does not have ended meanwhile; the others are adopted as they are.
	LinkUp struct{ Live []LiveCall }
	// LinkDown: the link to Asterisk is lost. Nothing is offered until LinkUp.
	LinkDown struct{}
)

// LiveCall is a call found in Asterisk when the link came up.
type LiveCall struct {
	Call   CallID
	Line   LineID
	Caller Caller
	At     time.Time // when it arrived
	// Offer is the last offer made, N zero if none; Agent is whom it was made to.
	Offer OfferID
	Agent AgentID
	// Joined is when the talk with Agent began; zero if it did not, or is over.
	Joined time.Time
	// Held is since when the caller is on hold in that talk; zero if not.
	Held time.Time
	// Muted is since when nobody in the talk hears the caller; zero if they are heard.
	Muted time.Time
	// Danger is when danger was noted; zero if it was not.
	Danger time.Time
	// Choice is what its caller chose in a menu; empty if nothing.
	Choice string
	// Guests are those in the talk with Agent, or kept on hold by them.
	Guests []LiveGuest
	// Out is whom it was that a counsellor called, and who answered; empty for a call that came in. Nobody's phone that was still
	// ringing is found.
	Out string
}

// LiveGuest is a guest found in a talk.
type LiveGuest struct {
	N      uint32
	Agent  AgentID
	Target string
	State  GuestState // GuestIn, GuestMuted or GuestHeld
}

// Facts reported by the screens.
type (
	// SignedIn: a person signed in to take calls, or their profile changed while they are.
	SignedIn struct {
		Agent  AgentID
		Role   Role
		Skills map[Skill]Level
	}
	// SignedOut: the person left. During a call it takes effect after it.
	SignedOut struct{ Agent AgentID }
	// ScreenUp and ScreenDown: the person's live socket is, or is no longer, proven alive.
	ScreenUp   struct{ Agent AgentID }
	ScreenDown struct{ Agent AgentID }
	// Ready: the person can take calls. During a call or wrap-up it is what they want next. By is
	// the supervisor who said so for them, empty if they said it themselves; likewise below.
	Ready struct {
		Agent AgentID
		By    AgentID
	}
	// Paused: the person takes no calls, with a reason code. During a call it is what they want next.
	Paused struct {
		Agent  AgentID
		Reason string
		By     AgentID
	}
	// Reskilled: a supervisor gave a signed-in person other skills. They hold at once, for the calls that
	// wait too; what the person does now goes on.
	Reskilled struct {
		Agent  AgentID
		Skills map[Skill]Level
		By     AgentID
	}
	// HoldAsked and ResumeAsked: the counsellor who talks gives the caller music, and takes them back.
	HoldAsked struct {
		Call  CallID
		Agent AgentID
	}
	ResumeAsked struct {
		Call  CallID
		Agent AgentID
	}
	// WrapUpDone: the person finished the work after the call.
	WrapUpDone struct {
		Agent AgentID
		By    AgentID
	}
)

// Facts reported by the board: what a supervisor decided about a call.
type (
	// Prioritised: a waiting call, or one that is offered, has another priority from now on.
	Prioritised struct {
		Call     CallID
		Priority int
		By       AgentID
	}
	// Assigned: a waiting call is kept for a person, to be offered as soon as they are free. If they
	// do not take calls, or do not take this one, it is anybody's again.
	Assigned struct {
		Call CallID
		To   AgentID
		By   AgentID
	}
)

// Facts reported by the one who runs the house.
type (
	// PolicyChanged: these rules hold from now on, for waiting calls too. It was validated.
	PolicyChanged struct{ Policy *Policy }
	// Tick: time passed. Step it at the Deadline at the latest.
	Tick struct{}
)

// Party says who ended a leg or a call.
type Party string

// Who may end something.
const (
	ByCaller   Party = "caller"
	ByAgent    Party = "agent"
	BySystem   Party = "system"
	ByTransfer Party = "transfer"
	// ByLost: nobody hung up; the leg vanished (a dead browser, a cut network, a restart).
	ByLost Party = "lost"
)

// FailReason says why an offer ended without an answer.
type FailReason string

// Why an offer may fail.
const (
	FailDeclined    FailReason = "declined"    // the agent said no
	FailNoAnswer    FailReason = "no_answer"   // it rang out
	FailUnreachable FailReason = "unreachable" // the phone could not be rung
	FailWithdrawn   FailReason = "withdrawn"   // we cancelled it
)
