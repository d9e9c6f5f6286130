package casework

import "slices"

// Status is where a case stands.
type Status string

// The statuses.
const (
	Open      Status = "open"       // begun, and nobody has worked on it yet
	InProcess Status = "in_process" // worked on
	FollowUp  Status = "follow_up"  // done for now; somebody looks again
	Closed    Status = "closed"     // ended, with an outcome
	Reopened  Status = "reopened"   // it was closed, and something came
)

// Statuses lists them all, in the order of a case's life.
func Statuses() []Status { return []Status{Open, InProcess, FollowUp, Closed, Reopened} }

// follows says what may come after what; what is not here may not.
var follows = map[Status][]Status{
	Open:      {InProcess, FollowUp, Closed},
	InProcess: {FollowUp, Closed},
	FollowUp:  {InProcess, Closed},
	Closed:    {Reopened},
	Reopened:  {InProcess, FollowUp, Closed},
}

// Next lists where a case that stands so may go. The list is the caller's.
func (s Status) Next() []Status { return slices.Clone(follows[s]) }

// May tells whether a case may go from one status to another.
func (s Status) May(to Status) bool { return slices.Contains(follows[s], to) }

// Outcomes lists how a case may end.
func Outcomes() []string {
	return []string{"resolved", "handed_over", "found", "contact_lost", "not_wanted", "duplicate", "other"}
}

// IsOutcome tells whether a case may end so.
func IsOutcome(code string) bool { return slices.Contains(Outcomes(), code) }
