package queue

import "time"

// View is what the screens are told: the whole floor at one moment, in the order of the policy
// (lines), of seniority (calls) and of sign-in (agents). It shares nothing with the core.
type View struct {
	At     time.Time
	Link   bool // Asterisk is there and its calls are known
	Lines  []LineView
	Calls  []CallView
	Agents []AgentView
	// Short is whom there are too few people for; its Calls is zero if there are enough.
	Short Shortage
	Stats Stats
}

// LineView is one line as a board shows it.
type LineView struct {
	Line    LineID
	Waiting int       // calls that nobody talks to yet
	Longest time.Time // arrival of the longest waiting of them; zero if none
	Open    bool      // it takes calls
	Opens   time.Time // when it does again, in its own zone; zero if it is open or nobody knows
	Unable  int       // waiting calls that nobody signed in could ever take
	// Missing and MissingRoles are what nobody signed in has, though those calls need it.
	Missing      []Skill
	MissingRoles []Role
}

// CallView is one live call.
type CallView struct {
	Call      CallID
	Line      LineID
	Caller    Caller
	State     CallState
	Since     time.Time // in this state
	Arrived   time.Time
	Connected time.Time            // first talk; zero before
	Held      time.Time            // since when it is on hold in a talk; zero if not
	Muted     time.Time            // since when nobody in the talk hears the caller; zero if they are heard
	Offer     OfferID              // the live offer or talk; N zero if none
	Agent     AgentID              // whom it is offered to or who talks
	Danger    time.Time            // when danger was noted; zero if it was not
	Guests    [MaxGuests]GuestView // of the talk; those with N zero are nobody
	Giver     AgentID              // who gave it away and may take it back until it is answered; empty if nobody
	Refused   int                  // offers declined, missed or failed so far
	Step      int                  // the step of its line's needs that it has reached
	Choice    string               // what its caller chose in a menu, by its code; empty if nothing
	Out       string               // whom its counsellor called; empty for a call that came in
}

// GuestView is somebody who was asked into a talk.
type GuestView struct {
	N      uint32 // of their leg
	Agent  AgentID
	Target string // the place outside; empty for an agent
	State  GuestState
	Since  time.Time
}

// Guest finds an agent among the guests of the call; N is zero if they are none.
func (v *CallView) Guest(id AgentID) GuestView {
	for _, g := range v.Guests {
		if g.N != 0 && g.Agent == id {
			return g
		}
	}
	return GuestView{}
}

// AgentView is one signed-in person.
type AgentView struct {
	Agent    AgentID
	Role     Role
	Presence Presence
	Reason   string   // why not ready
	Next     Presence // what they want after the call; empty if nothing
	Screen   bool     // the live socket is proven
	Phone    bool     // the phone is registered
	Work     Work
	Since    time.Time // in this Work, or, when idle, in this Presence
	Call     CallID    // the call of this Work, also in wrap-up; empty when idle
	Offer    OfferID
}

// CallState is where a call is in its life.
type CallState string

// The states of a call.
const (
	CallGreeting   CallState = "greeting"
	CallMenu       CallState = "menu" // asked to press a key
	CallWaiting    CallState = "waiting"
	CallOffered    CallState = "offered"    // reserved and ringing at an agent
	CallDialling   CallState = "dialling"   // out: its counsellor is on the phone, the other end rings
	CallConnecting CallState = "connecting" // answered, not yet in the bridge
	CallTalking    CallState = "talking"
	CallParked     CallState = "parked"  // the agent was lost; the same agent may resume
	CallLeaving    CallState = "leaving" // dismissed, diverted or hung up; only its end is missing
)

// Presence is what a person says of themselves.
type Presence string

// The presences.
const (
	Offline  Presence = "offline"
	NotReady Presence = "not_ready"
	IsReady  Presence = "ready"
)

// Reasons for NotReady that the core itself gives. Others are the person's own, from the policy.
const (
	ReasonSignedIn = "signed_in" // just came
	ReasonMissed   = "missed"    // let a call ring out
	ReasonLost     = "lost"      // screen or phone was lost
)

// Work is what an agent does.
type Work string

// The kinds of work.
const (
	Idle       Work = "idle"
	Reserved   Work = "reserved"
	Ringing    Work = "ringing"
	Dialling   Work = "dialling" // on the phone, whose other end rings
	Connecting Work = "connecting"
	Talking    Work = "talking"
	WrappingUp Work = "wrap_up"
)
