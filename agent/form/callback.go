package form

import (
	"errors"
	"strings"

	"alo116/queue"
)

// CallbackField asks whether the helpline may call back, and CallbackNote how that is safe: without a word there nobody calls.
const (
	CallbackField = "callback_ok"
	CallbackNote  = "callback_safe_note"
)

// Why nobody is called back.
var (
	// ErrNotSafe: the caller did not say that it is safe, or not any more.
	ErrNotSafe = errors.New("calling back is not said to be safe")
	// ErrNoNumber: the number was withheld, or is not kept.
	ErrNoNumber = errors.New("there is no number to call back")
	// ErrTooOften: they were called back often enough, or somebody calls too many.
	ErrTooOften = errors.New("called back too often")
)

// Callback is a call back that may be made.
type Callback struct {
	Line   queue.LineID // in whose name
	Caller queue.Caller
}

// SafeToCall tells whether the caller of a contact said that calling back is safe. What was typed into a field that the contact does
// not show does not speak.
func SafeToCall(c Contact) bool {
	yes, how := false, false
	for _, key := range shownIn(c) {
		switch said := strings.TrimSpace(strings.Join(words(c.Values[key]), "")); key {
		case CallbackField:
			yes = said == "yes"
		case CallbackNote:
			how = said != ""
		}
	}
	return yes && how
}

// PlaceCall is a call to a place outside.
type PlaceCall struct {
	Call  queue.CallID
	By    queue.AgentID
	Place string // by which the allow-list knows it, or an agency's number
	Name  string // of an agency
	Case  string // the id of the case that it is about; empty: of none
}
