package form

import (
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
	for key, value := range c.Values {
		if f := d.Field(key); f != nil && Validate(sheet, key, value) == nil {
			found[key] = value
		}
	}
	return found
}
