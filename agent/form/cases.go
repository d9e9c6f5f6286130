package form

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
)

// CaseSheet is the version of the case sheet that new cases are begun with: what is kept about a child over many contacts.
const CaseSheet = "case-1"

const casePrefix = "case-"

// ofCases tells a version of the case sheet from one of the contacts' form.
func ofCases(version string) bool { return strings.HasPrefix(version, casePrefix) }

// Sheets lists all versions that anything may have been begun with, of contacts and of cases.
func Sheets() []string { return append(Versions(), CaseSheet) }

// ErrNoCase: the contact is said to belong to a case that there is not, or not any more.
var ErrNoCase = Problem{Field: "case", Code: NoCase}

// ErrCaseClosed: the contact is said to belong to a case that is closed, which is to be reopened first.
var ErrCaseClosed = Problem{Field: "case", Code: CaseClosed}

// Take names fields that a definition asks as another one does, so that what was told in a contact needs no second writing
// in its case. It is asked for nowhere what the other requires: a case is never complete.
type Take struct {
	From   string   `json:"from"`
	Fields []string `json:"fields"`
}

// take adds the fields of another definition, once.
func (d *Definition) take(from fs.FS) error {
	if d.Take == nil {
		return nil
	}
	other, err := read(from, "definitions/"+d.Take.From)
	if err != nil {
		return err
	}
	for _, key := range d.Take.Fields {
		f := other.Field(key)
		if f == nil {
			return fmt.Errorf("read form definition: version %s takes %s, which version %s does not have", d.Version, key, d.Take.From)
		}
		taken := *f
		taken.Required, taken.Since, taken.Until = nil, "", ""
		d.Fields = append(d.Fields, taken)
	}
	d.Take = nil
	return nil
}

// Shared gives those of a contact's values that the case sheet asks as well, to begin a case with.
func Shared(c Contact, sheet string) Values {
	found := Values{}
	d, ok := Version(sheet)
	if !ok {
		return found
	}
	for _, key := range shownIn(c) {
		if d.Field(key) != nil && !empty(c.Values[key]) && Validate(sheet, key, c.Values[key]) == nil {
			found[key] = c.Values[key]
		}
		if key == "missing_type" { // the contact asks about a child who is missing
			found["missing_child"] = json.RawMessage("true")
		}
	}
	return found
}

// shownIn lists the fields that a contact shows: what was typed into others does not speak.
func shownIn(c Contact) []string {
	d, ok := Version(c.Version)
	if !ok {
		return nil
	}
	return d.Shown(c.Values)
}

// CaseOf tells what was decided about a contact's case: that a new one is begun, or the name of the one that it belongs to.
func CaseOf(c Contact) (begin bool, attach string) {
	for _, key := range shownIn(c) {
		switch chosen := words(c.Values[key]); {
		case len(chosen) == 0:
		case key == "case_decision":
			begin = chosen[0] == "new"
		case key == "case":
			attach = chosen[0]
		}
	}
	return begin, attach
}
