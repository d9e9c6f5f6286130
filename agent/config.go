package agent

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rs/zerolog"

	"alo116/agent/form"
	"alo116/queue"
)

// Person is somebody who may sit at a screen.
type Person struct {
	ID     queue.AgentID
	Login  string
	Name   string
	Role   queue.Role
	Team   string // whose records a supervisor sees as their own people's; may be empty
	Skills map[queue.Skill]queue.Level
	Lang   string // of their screen: "sq", "en"
	// PasswordOnce: somebody else made their password, and they must choose one before anything else.
	PasswordOnce bool
	// Era is of what they sign in with: what was proven in one counts in no later one.
	Era int
}

// PhoneAccount lets a person's browser register with Asterisk.
type PhoneAccount struct {
	User, Password string
	// Desk: their phone is one on their desk, which knows its account; there is nothing for the browser to do.
	Desk bool
}

// ContactStore keeps contacts. Its errors are form.ErrConflict, form.ErrNotYours and form.ErrClosed; any
// other means that it is away, and the same thing is tried again.
type ContactStore interface {
	// Open gives the contact of a call that agent talks on, and begins it, with the caller's number if there is one to keep, if
	// there is none. It may be called again for the same call.
	Open(ctx context.Context, call queue.CallID, agent queue.AgentID, number queue.SealedNumber) (form.Contact, error)
	// Set stores one field of a contact that is at revision rev; JSON null empties it.
	Set(ctx context.Context, contact string, agent queue.AgentID, field string, value json.RawMessage, rev int) (newRev int, err error)
	// Close finishes a contact that is at revision rev.
	Close(ctx context.Context, contact string, agent queue.AgentID, rev int) error
	// Reopen lets a closed contact be written again by its owner, if may, told whose it is, has nothing against it.
	Reopen(ctx context.Context, contact string, by queue.AgentID, may func(form.Whose) error) (form.Contact, error)
	// CallBack lets the caller of a contact be called back as a call, if may, told whose it is, has nothing against it, and tells whom and for
	// which line. Its errors are also form.ErrNotSafe, form.ErrNoNumber and form.ErrTooOften.
	CallBack(ctx context.Context, contact string, call queue.CallID, by queue.AgentID, may func(form.Whose) error) (form.Callback, error)
	// Enter begins a contact that was no call, if may, told for whom it is, has nothing against it.
	Enter(ctx context.Context, e form.Entered, may func(form.Whose) error) (form.Contact, error)
	// Current lists the agent's contacts that are not closed, the oldest first.
	Current(ctx context.Context, agent queue.AgentID) ([]form.Contact, error)
	// Finished lists the agent's contacts that were closed within that time, the newest first.
	Finished(ctx context.Context, agent queue.AgentID, within time.Duration) ([]form.Finished, error)
}

// CallerStore knows callers by what recognises their numbers. An error of it means that it is away.
type CallerStore interface {
	// Known tells what is known of the caller of a call, for by, who is about to talk with them.
	Known(ctx context.Context, call queue.CallID, caller queue.Caller, by queue.AgentID) (form.Known, error)
	// Earlier lists the contacts that the caller had before, the newest first; those that reads lets by read, whole.
	Earlier(ctx context.Context, call queue.CallID, caller queue.Caller, by queue.AgentID, most int, reads func(form.Whose) bool) ([]form.Earlier, error)
}

// PlaceStore keeps who called which place outside.
type PlaceStore interface {
	// CalledPlace writes it to the audit trail and, where it is about a case that may, told whose it is, has nothing against, to that
	// case's timeline.
	CalledPlace(ctx context.Context, c form.PlaceCall, may func(form.Whose) error) error
}

// Config is what a Hub needs.
type Config struct {
	// Emit takes what the screens report. It must not block; it is called from one goroutine.
	Emit     func(queue.Event)
	Contacts ContactStore
	Callers  CallerStore
	Places   PlaceStore
	// Phone gives a person's phone account, the same one while they are signed in.
	Phone func(context.Context, queue.AgentID) (PhoneAccount, error)
	// Handset works people's desk phones; nil: there are none.
	Handset Handset
	// Form is the version of the form that new contacts are begun with, as Contacts does; empty is form.Latest.
	Form string
	// Policy gives the rules that hold now.
	Policy func() *queue.Policy
	// Build names the pages that this binary serves; a tab of another build reloads when it may.
	Build string
	// EnterWithin is how long after a contact it may be entered; 0 is 31 days.
	EnterWithin time.Duration
	// Location decides when today begins; nil is the computer's own.
	Location *time.Location
	Log      zerolog.Logger
	Metrics  *Metrics // nil measures nothing
}

// Proofs and patience. Each is a promise of PROTOCOL.md.
const (
	version = 1
	// subprotocol is said beside the ticket: a browser that offers some wants one of them chosen.
	subprotocol = "alo116"
	readLimit   = 32 << 10
	helloWait   = 5 * time.Second
	beatEvery   = 5 * time.Second
	deadAfter   = 11 * time.Second
	writeWait   = 5 * time.Second
	byeWait     = time.Second
	goneAfter   = 5 * time.Second  // no socket for this long: the screen is gone
	leaveAfter  = 30 * time.Minute // and for this long: the person left
	storeWait   = 5 * time.Second
	maxAcks     = 32 // answers a slow screen may owe
	maxSaves    = 16 // changes of one contact in the air
)

// backoff is how long to wait before the n-th try again of what failed.
func backoff(n int) time.Duration {
	return min(250*time.Millisecond<<min(n, 5), 5*time.Second)
}
