package retention

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"alo116/queue"
)

// Rules are a helpline's retention rules: one JSON file. [Parse] reads one, [Rules.Check] judges one.
type Rules struct {
	// Schema may tell an editor where [Schema] is; it has no other meaning.
	Schema string `json:"$schema,omitempty"`
	// Note is for people: who decided, and when.
	Note []string `json:"note,omitempty"`
	// MostADay is how many things the daily job may let go at once. If more are due, as after a wrong clock, it does
	// nothing and asks for a person.
	MostADay int `json:"most_a_day"`
	// Rules, of which the first one that fits a contact holds for it.
	Rules []Rule `json:"rules"`
}

// Rule says what becomes of one class of what is kept, and at what age.
type Rule struct {
	Name  string `json:"name"` // a code; it stands in the audit trail
	Class Class  `json:"class"`
	Match *Match `json:"match,omitempty"` // Contact: which ones; nil is all that are left
	After Age    `json:"after,omitzero"`
	Then  Deed   `json:"then"`
	// Stays are the coded fields that statistics keep of a forgotten contact; nil is all of them.
	Stays []string `json:"stays,omitzero"`
	// Why it may be kept as long as that: the purpose and the law.
	Why string `json:"why"`
}

// Match picks contacts: those of one of the lines, or with a kind (the field [CallType]) that is listed or has one of the flags.
type Match struct {
	Lines     []queue.LineID `json:"lines,omitempty"`
	CallTypes []string       `json:"call_types,omitempty"`
	Flags     []string       `json:"flags,omitempty"`
}

// CallType is the field that says in every version of the form what a contact was.
const CallType = "call_type"

// Class is a kind of thing that is kept.
type Class string

// The classes, and from when their age counts.
const (
	Contact            Class = "contact"              // a form with all that is personal in it; since it was closed, or else begun
	Case               Class = "case"                 // a case with all that is personal in it; since it was closed
	ContactNumber      Class = "contact_number"       // the caller's number on a contact; the same
	ContactHistory     Class = "contact_history"      // every change of a contact's fields, drafts too; the same
	CallWithoutContact Class = "call_without_contact" // the caller's hash of a call that nobody wrote about, or that was forgotten; since its end
	CallerKey          Class = "caller_key"           // the caller's hash of any call; since its end
	AuditWords         Class = "audit_words"          // free words in the audit trail; since they were written
	RefusedRecord      Class = "refused_record"       // journal records that broke a rule of the schema; since they came
	Session            Class = "session"              // who was signed in; since it ended
)

// Deed is what becomes of a thing.
type Deed string

// The deeds.
const (
	Keep   Deed = "keep"   // nothing: it is kept for good, and the file says so
	Forget Deed = "forget" // its key is destroyed, everywhere and in every backup; codes stay for statistics
	Erase  Deed = "erase"  // it is emptied; what it belonged to stays
	Unlink Deed = "unlink" // nobody can tell any more that two calls were of one caller
	Delete Deed = "delete" // the rows go
)

// deeds says what can be done with each class, beside keeping it.
var deeds = map[Class]Deed{Contact: Forget, Case: Forget, ContactNumber: Erase, ContactHistory: Delete, CallWithoutContact: Unlink, CallerKey: Unlink,
	AuditWords: Erase, RefusedRecord: Delete, Session: Delete}

// Classes lists all classes, in the order in which they are worked on.
func Classes() []Class {
	return []Class{Contact, Case, ContactNumber, ContactHistory, CallWithoutContact, CallerKey, AuditWords, RefusedRecord, Session}
}

// Digest is the fingerprint of what the rules do: notes and reasons aside, and however the file is laid out.
func (r *Rules) Digest() [sha256.Size]byte {
	bare := Rules{MostADay: r.MostADay}
	for _, rule := range r.Rules {
		rule.Why = ""
		bare.Rules = append(bare.Rules, rule)
	}
	text, err := json.Marshal(bare)
	if err != nil {
		panic(err) // strings and numbers only: it cannot
	}
	return sha256.Sum256(text)
}

// Code is the beginning of the digest: what a person types who has seen what these rules would do.
func (r *Rules) Code() string {
	digest := r.Digest()
	return hex.EncodeToString(digest[:4])
}

// Of gives the rules of a class, in order.
func (r *Rules) Of(class Class) (found []Rule) {
	for _, rule := range r.Rules {
		if rule.Class == class {
			found = append(found, rule)
		}
	}
	return found
}

// remains says, for people, what is left of a class's things.
var remains = map[Class]string{
	Case:               "code, months, statuses, outcome, risk, category, what kinds of bodies it was referred to",
	ContactNumber:      "the contact",
	ContactHistory:     "the fields as they are",
	CallWithoutContact: "the call: line, times, how it ended",
	CallerKey:          "the call: line, times, how it ended",
	AuditWords:         "who did what, when, why as a code",
	RefusedRecord:      "nothing",
	Session:            "nothing",
}

// Remains says, for people, what stays of a thing that has had its time.
func (r *Rule) Remains() string {
	switch {
	case r.Then == Keep:
		return "everything"
	case r.Class != Contact:
		return remains[r.Class]
	case r.Stays == nil:
		return "month, line, all codes"
	case len(r.Stays) == 0:
		return "month, line"
	}
	return "month, line, " + strings.Join(r.Stays, ", ")
}
