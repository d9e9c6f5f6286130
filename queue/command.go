package queue

import "time"

// Command is one thing to be done in Asterisk. Commands do not return: what became of them comes
// back as an event. Commands for the same call are carried out in order.
type Command struct {
	Do    Verb
	Call  CallID
	Agent AgentID // Ring, Withdraw, Dial, Join, Hold, Resume, Invite, Place, HandOver
	Offer OfferID // likewise: the leg
	// Guest is where Place brings a guest: GuestIn, GuestMuted or GuestHeld.
	Guest GuestState
	// Prompt is the name of a prompt (Greet, SayMenu, Say, Dismiss), found in the line's language.
	Prompt string
	// Number is what the prompt tells (a position, minutes), each in a recording of its own; 0 is none.
	Number int
	// N is which saying of the menu this is (SayMenu), from 1.
	N int
	// Choice is what the caller chose (MarkChoice).
	Choice string
	// Limit bounds a Ring, a Dial or an Invite: Asterisk gives up by itself after it, should we be gone.
	Limit time.Duration
	// Line is for which line a call out is made; it begins with its first Ring.
	Line LineID
	// Opens is when the line opens, for a prompt that says so (Divert, Dismiss); zero if it does not.
	Opens time.Time
	// Target is where Divert sends the caller, or whom Invite rings if it is no agent: a place of the allow-list ("duty"). It is also
	// whom Dial rings: such a place, or the caller of a contact.
	Target string
}

// Verb says what a Command does.
type Verb uint8

// What can be done.
const (
	// Greet answers the caller and plays Prompt; GreetingEnded follows. An empty Prompt only answers.
	Greet Verb = iota + 1
	// Wait ends what is said to the caller, if anything is, and puts them into the waiting room: a holding bridge with music.
	Wait
	// Say plays Prompt to a waiting caller; the music goes on after it. It delays nothing.
	Say
	// Ring rings the agent's phone for this Offer; OfferRinging, OfferAnswered or OfferFailed follow.
	Ring
	// Withdraw stops the ringing, or ends an agent's leg that has no call any more.
	Withdraw
	// Join puts caller and agent into one bridge; Joined follows.
	Join
	// Hold gives the caller of a talk music; the agent's leg stays in the bridge. HoldFailed follows if it cannot be done.
	Hold
	// Resume brings the caller back into the bridge. If that cannot be done the agent's leg is given up: LegEnded follows.
	Resume
	// Invite rings a guest's phone, an agent's or a place outside; OfferRinging, OfferAnswered or OfferFailed follow.
	Invite
	// Place brings an answered guest into the talk's bridge, mutes them there, or gives them music alone. Joined follows when they first
	// are in the bridge; if it cannot be done their leg is given up: LegEnded follows.
	Place
	// HandOver makes a guest's leg the one of the counsellor, for whoever finds the call in Asterisk.
	HandOver
	// MarkDanger keeps with the call that danger was noted, for whoever finds it in Asterisk.
	MarkDanger
	// Mute keeps the caller's voice from all others in the talk; Unmute lets it in again.
	Mute
	Unmute
	// Park gives the caller music after the agent's leg was lost.
	Park
	// Divert leaves the caller to the dialplan, at Target: the duty phones. CallEnded follows with ByTransfer.
	Divert
	// Dismiss plays Prompt and then ends the call; CallEnded follows with BySystem.
	Dismiss
	// HangUp ends the caller's leg; CallEnded or, of a call out that was not answered, NotReached follows.
	HangUp
	// Dial rings the other end of a call out (Target), which the agent's leg waits for; Reached or NotReached follows.
	Dial
	// SayMenu plays Prompt instead of what is said to the caller, if anything is; MenuSaid follows, and KeyPressed for each key meanwhile.
	SayMenu
	// MarkChoice keeps with the call what its caller chose, for whoever finds it in Asterisk.
	MarkChoice
)

var verbs = [...]string{"?", "greet", "wait", "say", "ring", "withdraw", "join", "hold", "resume", "invite", "place", "hand_over", "mark_danger", "mute", "unmute", "park", "divert", "dismiss", "hang_up", "dial", "menu", "mark_choice"}

// String gives the verb as scenarios and logs write it.
func (v Verb) String() string {
	if int(v) >= len(verbs) {
		return verbs[0]
	}
	return verbs[v]
}

// Output is what one step asks for. Both slices are the core's own and are overwritten by the
// next step: who keeps them, copies them.
type Output struct {
	Commands []Command
	Records  []Record
}
