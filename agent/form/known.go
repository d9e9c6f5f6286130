package form

import (
	"time"

	"alo116/queue"
)

// Known is what the house knows of a caller whose number it recognises, beside the call at hand: counts, codes, and what colleagues left
// for whoever talks with them next. None of it is the caller's own words.
type Known struct {
	Contacts   int       // earlier ones
	Last       time.Time // when the last of them was begun
	Silent     int       // silent calls in the last seven days
	Place      string    // where the child lives, as an earlier contact says: a code of the form's places
	Cases      []KnownCase
	Approaches []Approach
}

// KnownCase is an open case that a contact of the caller belongs to.
type KnownCase struct {
	ID, Code, Status, Risk string
	Owner                  string // the name
}

// Approach is a warning, or how a colleague recommends to approach a caller.
type Approach struct {
	ID      string
	Contact string // where it was left
	Kind    string
	Words   string
	Agent   queue.AgentID // who left it, or changed it last
	Name    string        // theirs
	Team    string
	Made    time.Time
	Until   time.Time
}

// Limits of what is left for the next who talks with a caller: it is short, and does not stay for ever.
const (
	MaxApproachWords = 600
	MaxApproachDays  = 365
)

// ApproachKind is what a note for the next is about. Deciding: only who may change what others left may say so of a caller.
type ApproachKind struct {
	Code     string
	Deciding bool
}

// ApproachKinds lists them; their words are the page's.
func ApproachKinds() []ApproachKind {
	return []ApproachKind{{Code: "approach"}, {Code: "agreed"}, {Code: "unsafe"}, {Code: "self_harm"}, {Code: "abusive", Deciding: true}}
}

// Earlier is a contact that a caller had before. Its values are whole only if who asks may read it without more ado; else what is
// sealed is not in them.
type Earlier struct {
	Contact
	Name string // of whose it is
	Open bool   // its sealed words are here
}
