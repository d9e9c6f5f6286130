package form

import (
	"encoding/json"
	"errors"
	"time"

	"alo116/queue"
)

// Contact is the record of one handled call: its form, filled in field by field.
type Contact struct {
	ID       string
	Call     queue.CallID
	Line     queue.LineID
	Choice   string        // what its caller chose in the line's menu, by its code
	Agent    queue.AgentID // whose record it is; the one writer
	Version  string        // of the definition it was begun with
	Rev      int           // grows by one with every change
	Values   map[string]json.RawMessage
	Closed   bool
	Held     bool // from the retention rules
	OpenedAt time.Time
	Number   bool // the caller's is kept
}

// Whose tells whose a contact is and how long it has been closed (zero while it is open), for those who decide
// what may be done to it.
type Whose struct {
	Agent queue.AgentID
	Team  string // of that person, now
	Age   time.Duration
}

// What a store answers when a contact cannot be changed.
var (
	// ErrConflict: the contact is at another revision than the writer believed.
	ErrConflict = errors.New("the contact was changed meanwhile")
	// ErrNotYours: the contact belongs to somebody else, or there is none.
	ErrNotYours = errors.New("the contact belongs to somebody else")
	// ErrClosed: the contact is closed.
	ErrClosed = errors.New("the contact is closed")
)
