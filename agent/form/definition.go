package form

// Definition is one version of the form.
type Definition struct {
	Version string  `json:"version"`
	Stages  []Stage `json:"stages"` // how the page groups the fields, in order
	Fields  []Field `json:"fields"`
}

// Stage is a group of fields that are worked on together.
type Stage struct {
	Key    string   `json:"key"`
	Label  Label    `json:"label"`
	Fields []string `json:"fields"`
}

// Field is one thing that a contact may hold.
type Field struct {
	Key     string   `json:"key"`
	Type    Type     `json:"type"`
	Label   Label    `json:"label"`
	Options []Option `json:"options,omitempty"` // Select and Multi
	Max     int      `json:"max,omitempty"`     // Text: characters at most
	PII     bool     `json:"pii,omitempty"`     // it may name somebody: sealed, and never in statistics
	// When the field is shown; nil is always.
	When *Condition `json:"when,omitempty"`
	// Required says when the field must be filled for the contact to be closed; nil is never.
	Required *Condition `json:"required,omitempty"`
}

// Option is one choice of a field. The code is stored, the label shown.
type Option struct {
	Code  string   `json:"code"`
	Label Label    `json:"label"`
	Flags []string `json:"flags,omitempty"`
}

// Label is a text by language.
type Label map[string]string

// Condition holds when one of the chosen options of Field has Flag, or a code out of In. Without a Field it
// always holds.
type Condition struct {
	Field string   `json:"field,omitempty"`
	Flag  string   `json:"flag,omitempty"`
	In    []string `json:"in,omitempty"`
}

// Type says what a field's value is.
type Type string

// The types of fields, and their JSON values.
const (
	Select Type = "select" // a string: one code
	Multi  Type = "multi"  // an array of strings: codes, none twice
	Text   Type = "text"   // a string
)

// Languages every label has.
var languages = [...]string{"sq", "en"}

// Field finds a field by its key; nil if there is none.
func (d *Definition) Field(key string) *Field {
	for i := range d.Fields {
		if d.Fields[i].Key == key {
			return &d.Fields[i]
		}
	}
	return nil
}

func (f *Field) option(code string) *Option {
	for i := range f.Options {
		if f.Options[i].Code == code {
			return &f.Options[i]
		}
	}
	return nil
}
