package form

import (
	"errors"
	"fmt"
)

// ErrInvalid is wrapped by every error of Validate. Their texts name the field and the rule, never the value.
var ErrInvalid = errors.New("not what the form allows")

// Problem is one thing that is wrong with a contact, or with one of its fields. It never quotes the value.
type Problem struct {
	Field string `json:"field"`
	Item  string `json:"item,omitempty"` // the id of a group's item
	Part  string `json:"part,omitempty"` // the item's field
	Code  Code   `json:"code"`
}

// Code says what is wrong. It is stable: screens show their own words by it.
type Code string

// The codes of problems.
const (
	Required   Code = "required"   // closing needs it
	NoField    Code = "no_field"   // the form has none of that key
	WrongType  Code = "wrong_type" // not JSON of the field's type
	NoCode     Code = "no_code"    // not one of its codes
	HeadingHas Code = "heading"    // a heading cannot be chosen, only what is under it
	Twice      Code = "twice"      // a code or an item's id comes twice
	TooMany    Code = "too_many"   // more items than allowed
	TooLong    Code = "too_long"   // more characters than allowed
	TooBig     Code = "too_big"    // more bytes, or deeper, than any value may be
	OutOfRange Code = "out_of_range"
	NotUnder   Code = "not_under" // a step in a tree that does not belong under the one before
	BadText    Code = "bad_text"  // a NUL character, or not UTF-8
	BadDate    Code = "bad_date"  // not a day of the calendar, or not written as one
	BadMark    Code = "bad_mark"  // approximate or going on, where the field has no such thing
	BadID      Code = "bad_id"    // an id or a reference that is none
	NoCase     Code = "no_case"   // it names a case that there is not
	CaseClosed Code = "case_closed"
)

var sayings = map[Code]string{
	Required:   "must be filled before the contact can be closed",
	NoField:    "the form has no field of this key",
	WrongType:  "is not of the field's type",
	NoCode:     "holds something that is not one of its codes",
	HeadingHas: "holds a heading; choose what is under it",
	Twice:      "holds a code or an id twice",
	TooMany:    "holds more items than allowed",
	TooLong:    "has more characters than allowed",
	TooBig:     "is bigger or deeper than any value may be",
	OutOfRange: "is out of range",
	NotUnder:   "holds a step that does not belong under the one before it",
	BadText:    "holds a NUL character or is not UTF-8",
	BadDate:    "is not a date as the form writes it, like 2026, 2026-03, 2026-03-14 or, with a time, 2026-03-14T21:30",
	BadMark:    "is marked as the field does not allow",
	BadID:      "holds an id that is not 1 to 64 letters, digits, - or _",
	NoCase:     "names a case that there is not",
	CaseClosed: "names a case that is closed; it is to be reopened first",
}

// Error tells the field and the rule.
func (p Problem) Error() string {
	where := p.Field
	if p.Item != "" || p.Part != "" {
		where = fmt.Sprintf("%s item %s %s", p.Field, p.Item, p.Part)
	}
	return fmt.Sprintf("field %s: %s", where, sayings[p.Code])
}

// Unwrap makes every problem ErrInvalid.
func (p Problem) Unwrap() error { return ErrInvalid }
