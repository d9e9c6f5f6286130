package queue

import "time"

// Record is one line of the journal: a change of state that must never be lost. Epoch and N
// together are its identity, so writing it twice is harmless.
type Record struct {
	Epoch uint64 // the life of the core that wrote it, from Config.Epoch
	N     uint64 // counts within the epoch, from 1
	At    time.Time
	Kind  Kind
	Call  CallID
	Line  LineID
	Agent AgentID
	Offer uint32 // number of the offer within the call
	// Outgoing is true for all that is about a call out.
	Outgoing bool
	// Caller is set on RecArrived and RecAsked only.
	Caller Caller
	// Actor is who decided this for somebody else, if one did: a supervisor, or the counsellor who asked a guest in.
	Actor AgentID
	// Pause is why an agent is not ready (RecPresence only).
	Pause string
	// Reason is a code that belongs to the kind: a FailReason, a Party, a pause reason, an EndReason.
	Reason string
	// By says who ended the call (RecEnded).
	By Party
	// Waited, Rang, Talked and Wrapped are the call's totals so far (RecConnected, RecEnded, RecWrapUpDone).
	Waited, Rang, Talked, Wrapped time.Duration
	// Held is the part of Talked in which the caller was on hold.
	Held time.Duration
	// Skills are all that the agent has from now on (RecReskilled only). They are never changed.
	Skills map[Skill]Level
	// Why explains a match (RecOffered only). Like Output, it is overwritten by the next step.
	Why *Explanation
}

// Kind says what a Record is about.
type Kind string

// The kinds of records.
const (
	RecArrived     Kind = "arrived"
	RecAsked       Kind = "asked"       // a counsellor asks for a call out; Reason is to whom
	RecDialled     Kind = "dialled"     // their phone answered, and the other end of the call out is rung
	RecReached     Kind = "reached"     // the other end answered
	RecMenu        Kind = "menu"        // the line's menu is said to the caller; Reason is which time
	RecChose       Kind = "chose"       // they pressed a key of it; Reason is the choice's code
	RecWaiting     Kind = "waiting"     // entered, or re-entered, the queue
	RecOffered     Kind = "offered"     // reserved for an agent, whose phone is about to ring
	RecRinging     Kind = "ringing"     // the agent's phone rings
	RecAnswered    Kind = "answered"    // the agent picked up
	RecConnected   Kind = "connected"   // both legs in the bridge
	RecDeclined    Kind = "declined"    // the agent said no
	RecMissed      Kind = "missed"      // it rang out: the agent is away
	RecFailed      Kind = "failed"      // the agent's phone could not be rung
	RecWithdrawn   Kind = "withdrawn"   // the caller gave up, or the call went elsewhere; of a call out, Reason says what became of its counsellor's end
	RecHeld        Kind = "held"        // the caller hears music, the agent stays
	RecResumed     Kind = "resumed"     // the caller is back in the talk; Reason is empty if the agent asked
	RecMuted       Kind = "muted"       // the others do not hear the caller any more
	RecUnmuted     Kind = "unmuted"     // and hear them again; Reason is empty if the agent asked
	RecInvited     Kind = "invited"     // the counsellor (Actor) asked a guest into the talk: Agent, or the place in Reason
	RecGuest       Kind = "guest"       // where the guest is now: Reason is a GuestState
	RecGuestOut    Kind = "guest_out"   // the guest is gone; Reason is why
	RecDanger      Kind = "danger"      // its counsellor noted that somebody is in danger
	RecParked      Kind = "parked"      // the agent was lost, the caller is kept
	RecEnded       Kind = "ended"       // exactly one for each call
	RecWrapUp      Kind = "wrap_up"     // the agent's work after the call began
	RecWrapUpDone  Kind = "wrapped_up"  // and ended
	RecPresence    Kind = "presence"    // an agent's presence changed; Reason is the new one
	RecReskilled   Kind = "reskilled"   // a signed-in agent has other skills from now on
	RecPolicy      Kind = "policy"      // the rules changed
	RecLink        Kind = "link"        // the link to Asterisk changed; Reason is "up" or "down"
	RecWidened     Kind = "widened"     // a waiting call's needs widened; Reason is the step
	RecAdopted     Kind = "adopted"     // a call of an earlier life was found in Asterisk
	RecPrioritised Kind = "prioritised" // a supervisor gave it another priority; Reason is the number
	RecAssigned    Kind = "assigned"    // a supervisor kept it for Agent
	RecTransferred Kind = "transferred" // its counsellor gave it away; Reason is "agent", "skills", "line", "divert", "consulted" to a guest, or "hung_up" on one on hold
	RecDismissed   Kind = "dismissed"   // the caller is sent away with a prompt; Reason is why
	RecDiverted    Kind = "diverted"    // the caller is passed to a destination outside; Reason is why
)

// EndReason says how a call ended, in RecEnded's Reason.
type EndReason string

// How a call may end. One that its counsellor made and nobody answered has reasons of its own.
const (
	EndAnswered  EndReason = "answered"  // it was talked on
	EndAbandoned EndReason = "abandoned" // the caller gave up while greeted, asked, waiting or ringing
	EndDiverted  EndReason = "diverted"  // it was passed to the duty phones
	EndDismissed EndReason = "dismissed" // closed, or the waiting room was full
	EndLost      EndReason = "lost"      // it vanished while nobody could see
)
