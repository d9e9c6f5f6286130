package agent

import (
	"errors"

	"alo116/agent/form"
)

// Why a message may be refused, beside what the store says. Each has one code in the protocol.
var (
	errMalformed  = errors.New("the message cannot be read")
	errUnknown    = errors.New("no such message")
	errInCall     = errors.New("not while the call lasts")
	errBusy       = errors.New("too many changes at once")
	errIncomplete = errors.New("fields are missing")
	errNoReason   = errors.New("no such reason")
	errGone       = errors.New("the call is not there, or not like that any more")
	errNoSense    = errors.New("nobody and nothing to give it to")
	errNotAllowed = errors.New("not for this role")
	errInFuture   = errors.New("that is not over yet")
	errTooOld     = errors.New("that was too long ago")
	errNoPhone    = errors.New("the phone is not there")
	errNoPlace    = errors.New("nowhere that may be called")
	errLocked     = errors.New("the screen is locked")
)

var refusals = [...]struct {
	err  error
	code string
}{
	{errMalformed, "malformed"},
	{errUnknown, "unknown"},
	{errInCall, "in_call"},
	{errBusy, "busy"},
	{errIncomplete, "incomplete"},
	{errNoReason, "invalid"},
	{errGone, "gone"},
	{errNoSense, "invalid"},
	{errNotAllowed, "not_allowed"},
	{errInFuture, "in_future"},
	{errTooOld, "too_old"},
	{errNoPhone, "no_phone"},
	{errNoPlace, "no_place"},
	{errLocked, "locked"},
	{form.ErrNotSafe, "not_safe"},
	{form.ErrNoNumber, "no_number"},
	{form.ErrTooOften, "too_often"},
	{form.ErrInvalid, "invalid"},
	{form.ErrConflict, "conflict"},
	{form.ErrNotYours, "not_yours"},
	{form.ErrClosed, "closed"},
}

// refusal gives an error its meaning to the screen. What is none of ours means that the store is away.
func refusal(err error) string {
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return r.code
		}
	}
	return "unavailable"
}
