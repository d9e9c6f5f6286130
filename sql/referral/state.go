package referral

import "slices"

// State is where a referral stands; its codes are those of the form's list referral_states.
type State string

// The states.
const (
	Drafted         State = "drafted"          // being written; nothing has left the house
	Sent            State = "sent"             // the agency has it, and has said nothing yet
	Acknowledged    State = "acknowledged"     // the agency says that it has it
	InProcess       State = "in_process"       // the agency works on it
	OutcomeReceived State = "outcome_received" // the agency told what came of it
	Closed          State = "closed"           // nothing more is to be done
	Refused         State = "refused"          // the agency does not take it
	NoAnswer        State = "no_answer"        // the agency was reminded, and is silent
)

// States lists them all, in the order of a referral's life.
func States() []State {
	return []State{Drafted, Sent, Acknowledged, InProcess, OutcomeReceived, Closed, Refused, NoAnswer}
}

// follows says what may come after what; what is not here may not. A draft leaves by being sent, and an agency that was silent or
// had refused may be asked once more.
var follows = map[State][]State{
	Drafted:         {Sent},
	Sent:            {Acknowledged, InProcess, OutcomeReceived, Refused, NoAnswer},
	Acknowledged:    {InProcess, OutcomeReceived, Refused, NoAnswer},
	InProcess:       {OutcomeReceived, Refused, NoAnswer},
	OutcomeReceived: {InProcess, Closed},
	Refused:         {Sent, Closed},
	NoAnswer:        {Sent, Acknowledged, InProcess, OutcomeReceived, Refused, Closed},
}

// Next lists where a referral that stands so may go. The list is the caller's.
func (s State) Next() []State { return slices.Clone(follows[s]) }

// May tells whether a referral may go from one state to another.
func (s State) May(to State) bool { return slices.Contains(follows[s], to) }

// Waits tells whether the agency is to answer.
func (s State) Waits() bool { return s == Sent || s == Acknowledged || s == InProcess }

// Waiting lists the states in which the agency is to answer.
func Waiting() []string { return []string{string(Sent), string(Acknowledged), string(InProcess)} }
