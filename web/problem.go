package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"
)

// What may be wrong with a request. Each has its code, its status and its words in one place, below.
var (
	errSignedOut   = errors.New("no session")
	errWrongLogin  = errors.New("login or password is wrong")
	errInCall      = errors.New("in a call")
	errBadRequest  = errors.New("the request cannot be read")
	errForeign     = errors.New("from a foreign origin")
	errNotAllowed  = errors.New("not allowed")
	errNotFound    = errors.New("not found")
	errNoWebsocket = errors.New("not a websocket request")
	errTooMany     = errors.New("too many sockets")
	errBusy        = errors.New("too many sign-ins at once")
	errChooseFirst = errors.New("the password is somebody else's")
	errTheyTalk    = errors.New("they are in a call")
	errLoginTaken  = errors.New("login taken")
	errImpossible  = errors.New("impossible person")
	errNotProven   = errors.New("not said how they proved who they are")
	errLastAdmin   = errors.New("last administrator")
	errNoPurpose   = errors.New("no purpose")
	errBadSearch   = errors.New("impossible search")
	errBadNote     = errors.New("impossible note")
	errSearchBusy  = errors.New("another search is under way")
	errGlass       = errors.New("the glass must be broken")
	errForgotten   = errors.New("forgotten")
	errOwnAlert    = errors.New("own alert")
	errCaseClosed  = errors.New("the case is closed")
	errNoStep      = errors.New("a case does not go there")
	errInCase      = errors.New("the contact is in a case")
	errConflict    = errors.New("somebody else wrote it meanwhile")
	errBadDay      = errors.New("no day")

	errDocumentKind   = errors.New("no document that is kept")
	errDocumentSize   = errors.New("the document is empty or too large")
	errManyDocuments  = errors.New("too many documents")
	errDocumentEvil   = errors.New("the scanner knows the document as evil")
	errDocumentLocked = errors.New("the document is locked")
	errScannerAway    = errors.New("the scanner of documents is away")

	errPhoneAway = errors.New("the telephone exchange is away")

	errChangedMeanwhile = errors.New("changed meanwhile")
	errNothingChosen    = errors.New("nothing chosen")

	errLocked        = errors.New("the session is locked")
	errNoTicket      = errors.New("no ticket")
	errStepOver      = errors.New("what was begun is over")
	errWrongProof    = errors.New("not this person's password")
	errWrongCode     = errors.New("the code is wrong")
	errOtherStep     = fmt.Errorf("%w: it is of the step before or after", errWrongCode)
	errWrongPasskey  = errors.New("the passkey is not accepted")
	errNoPasskey     = errors.New("there is no passkey")
	errNoPasskeyHere = errors.New("passkeys belong to a name")
	errTooManyKeys   = errors.New("too many passkeys")
	errBadName       = errors.New("the name is empty or too long")
	errNotFresh      = errors.New("no fresh proof")
	errLastFactor    = errors.New("the last second factor")
	errWeakPassword  = errors.New("a password has 10 characters or more beside names and words that anybody would guess here, and is none of the commonest")
)

var problems = [...]struct {
	err    error
	code   string
	status int
	say    string
}{
	{errSignedOut, "signed_out", http.StatusUnauthorized, "Sign in first."},
	{errWrongLogin, "wrong_login", http.StatusUnauthorized, "The name or the password is wrong."},
	{errInCall, "in_call", http.StatusConflict, "You are in a call. Finish it first."},
	{errBadRequest, "bad_request", http.StatusBadRequest, "This request cannot be read."},
	{errForeign, "forbidden", http.StatusForbidden, "This request comes from another site."},
	{errNotAllowed, "forbidden", http.StatusForbidden, "This is not for you."},
	{errChooseFirst, "choose_password", http.StatusForbidden, "Choose a password of your own first."},
	{errTheyTalk, "they_talk", http.StatusConflict, "They are in a call. Wait until it is over, or do it all the same."},
	{errLoginTaken, "login_taken", http.StatusConflict, "Somebody signs in by this name already. Choose another one."},
	{errImpossible, "impossible", http.StatusUnprocessableEntity, "A name, a role and known skills from 1 to 5 are needed."},
	{errNotProven, "not_proven", http.StatusUnprocessableEntity, "Say how they proved who they are."},
	{errLastAdmin, "last_admin", http.StatusConflict, "This is the last administrator. Make another one first."},
	{errNoPurpose, "no_purpose", http.StatusUnprocessableEntity, "Say what for, and in your own words where that is asked."},
	{errBadSearch, "bad_search", http.StatusUnprocessableEntity, "Give words of at least 3 letters, a number or a kind of contact, and a time of a year at most."},
	{errBadNote, "bad_note", http.StatusUnprocessableEntity, "Give a kind, words of at most 600 characters, and 1 to 365 days."},
	{errSearchBusy, "search_busy", http.StatusServiceUnavailable, "Another search is under way. Try again in a few seconds."},
	{errGlass, "break_glass", http.StatusConflict, "This is not yours to see but in need. If you go on, a supervisor is alerted at once."},
	{errForgotten, "forgotten", http.StatusGone, "This was erased, and nobody can read it any more."},
	{errCaseClosed, "case_closed", http.StatusConflict, "The case is closed. Reopen it first."},
	{errNoStep, "no_step", http.StatusUnprocessableEntity, "A case that stands so does not go there; to be closed, it needs an outcome."},
	{errInCase, "in_case", http.StatusConflict, "This contact belongs to a case already. Take it from there first."},
	{errConflict, "conflict", http.StatusConflict, "Somebody else wrote this meanwhile. Both are shown: choose one."},
	{errBadDay, "bad_day", http.StatusUnprocessableEntity, "Give a day of the calendar, like 2026-03-14, or none."},
	{errDocumentKind, "document_kind", http.StatusUnsupportedMediaType, "Only PDF, pictures, letters (docx, odt), plain text and voice recordings are kept, and nothing that runs a program."},
	{errDocumentSize, "document_size", http.StatusRequestEntityTooLarge, "A document has at least one byte and at most 10 MB. Make it smaller, or send it in parts."},
	{errManyDocuments, "document_many", http.StatusConflict, "The case has as many documents as it may have. Remove one first."},
	{errDocumentEvil, "document_evil", http.StatusUnprocessableEntity, "The scanner found something harmful in this file, and nothing of it was kept. Do not open it; tell who looks after your computer, and ask its sender for a clean one."},
	{errDocumentLocked, "document_locked", http.StatusConflict, "Something harmful is known in this document by now, so nobody can open it any more. Remove it, and ask its sender for a clean one."},
	{errScannerAway, "scanner_away", http.StatusServiceUnavailable, "Documents cannot be checked for harm just now, so nothing was kept. Try again later; if it goes on, tell an administrator."},
	{errOwnAlert, "own_alert", http.StatusConflict, "This is about you. Another supervisor must look at it."},
	{errNotFound, "not_found", http.StatusNotFound, "There is nothing here."},
	{errNoWebsocket, "no_websocket", http.StatusUpgradeRequired, "Only websockets are served here."},
	{errTooMany, "too_many_sockets", http.StatusTooManyRequests, "Too many windows are open. Close some."},
	{errBusy, "busy", http.StatusServiceUnavailable, "Many are signing in just now. Try again in a few seconds."},
	{errLocked, "locked", http.StatusLocked, "The screen is locked. Give your password or passkey."},
	{errNoTicket, "no_ticket", http.StatusForbidden, "This socket needs a ticket, which is good once and for ten seconds."},
	{errStepOver, "begin_again", http.StatusGone, "This took too long or was tried too often. Begin again."},
	{errWrongProof, "wrong_password", http.StatusUnprocessableEntity, "This is not your password."},
	{errOtherStep, "other_step", http.StatusUnprocessableEntity, "This code was of half a minute before or after. Wait for the next one. If that is refused as well, the clock of your phone or of this server is wrong: set it."},
	{errWrongCode, "wrong_code", http.StatusUnprocessableEntity, "The code is wrong or was used already."},
	{errWrongPasskey, "wrong_passkey", http.StatusUnprocessableEntity, "This passkey is not accepted here."},
	{errNoPasskey, "no_passkey", http.StatusNotFound, "There is no passkey yet."},
	{errNoPasskeyHere, "no_passkey_here", http.StatusConflict, "Passkeys need this service to have a name: open it by name, not by number."},
	{errTooManyKeys, "too_many_passkeys", http.StatusConflict, "There are too many passkeys. Remove one first."},
	{errBadName, "bad_name", http.StatusBadRequest, "A name has 1 to 60 characters."},
	{errNotFresh, "prove_again", http.StatusForbidden, "Give your password or passkey once more first."},
	{errLastFactor, "last_factor", http.StatusConflict, "A second factor is required here. Add another one first."},
	{errWeakPassword, "weak_password", http.StatusBadRequest, "A new password has at least 10 characters beside your name and the words of this house, and is neither a common one nor the old one."},
	{errChangedMeanwhile, "changed_meanwhile", http.StatusConflict, "Somebody else changed this meanwhile. Look at it again, and change what is there now."},
	{errNothingChosen, "nothing_chosen", http.StatusUnprocessableEntity, "Choose what is to be printed, of what there is."},
	{errPhoneAway, "phone_away", http.StatusBadGateway, "The telephone exchange is away. It is being reconnected."},
}

// fault is what somebody gave that cannot be: they are told which part, and what would do.
type fault struct{ code, say string }

func (f fault) Error() string { return f.code }

// tooManyTries asks somebody to wait before they try a password again, or open yet another contact.
type tooManyTries struct{ wait time.Duration }

func (t tooManyTries) Error() string { return "too many tries" }

type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

type problemBody struct {
	Error       problem `json:"error"`
	RetryAfterS int     `json:"retry_after_s,omitempty"`
}

// fail answers with what went wrong. What is none of ours is logged, and the browser learns only that it was not
// their fault.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if t, is := errors.AsType[tooManyTries](err); is {
		wait := int(math.Ceil(t.wait.Seconds()))
		w.Header().Set("Retry-After", strconv.Itoa(wait))
		s.refused(r, "too_many_tries")
		reply(w, http.StatusTooManyRequests, problemBody{problem{"too_many_tries",
			"Too many tries. Wait " + strconv.Itoa(wait) + " seconds, use a computer you signed in at before, or ask an administrator."}, wait})
		return
	}
	for _, p := range problems {
		if errors.Is(err, p.err) {
			s.refused(r, p.code)
			reply(w, p.status, problemBody{Error: problem{p.code, p.say}})
			return
		}
	}
	if f, is := errors.AsType[fault](err); is {
		s.refused(r, f.code)
		reply(w, http.StatusUnprocessableEntity, problemBody{Error: problem{f.code, f.say}})
		return
	}
	s.cfg.Log.Error().Str("route", r.Pattern).Err(err).Msg("request")
	reply(w, http.StatusServiceUnavailable, problemBody{Error: problem{"unavailable", "This cannot be done just now. Try again in a moment."}})
}

// refused logs what somebody was not allowed or could not do, for who looks for attempts: the route, why, and who.
func (s *Site) refused(r *http.Request, code string) {
	who := ""
	if e, ok := r.Context().Value(entryKey{}).(*entry); ok {
		who = string(e.person)
	}
	s.cfg.Log.Info().Str("method", method(r)).Str("route", r.Pattern).Str("code", code).Str("person", who).Msg("refused")
}

// reply writes JSON. An error of writing means that nobody listens any more.
func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
