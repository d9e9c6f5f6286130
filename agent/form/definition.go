package form

import "encoding/json"

// Definition is one version of the form.
type Definition struct {
	Version   string              `json:"version"`
	Languages []string            `json:"languages,omitempty"` // that every label has; empty is those of the first stage's label
	Take      *Take               `json:"take,omitempty"`      // fields of another definition; once it is read, they are among Fields
	Stages    []Stage             `json:"stages"`              // how the page groups the fields, in order
	Fields    []Field             `json:"fields"`
	Lists     map[string][]Option `json:"lists,omitempty"` // options that several fields share, or long ones
}

// Stage is a group of fields that are worked on together.
type Stage struct {
	Key      string    `json:"key"`
	Label    Label     `json:"label"`
	Fields   []string  `json:"fields,omitempty"`   // that stand before its sections
	Sections []Section `json:"sections,omitempty"` // in order
}

// Section is a part of a stage, shown and hidden as a whole.
type Section struct {
	Key    string     `json:"key"`
	Label  Label      `json:"label"`
	When   *Condition `json:"when,omitempty"` // nil is always
	Fields []string   `json:"fields"`
}

// Field is one thing that a contact may hold.
type Field struct {
	Key   string `json:"key"`
	Type  Type   `json:"type"`
	Label Label  `json:"label"`
	Hint  Label  `json:"hint,omitempty"` // a word of advice beside it

	Options []Option `json:"options,omitempty"`
	List    string   `json:"list,omitempty"`   // the name of the list with the options; of a Checklist, with the answers
	Search  bool     `json:"search,omitempty"` // the options are too many to be shown: they are searched
	Ref     string   `json:"ref,omitempty"`    // Ref: what it points to: "case", "directory" or "person"
	Fields  []Field  `json:"fields,omitempty"` // Group: what each item holds
	With    string   `json:"with,omitempty"`   // Group: the group whose items these fields belong to, by id

	Min     int             `json:"min,omitempty"`     // Int: the smallest number
	Max     int             `json:"max,omitempty"`     // Int: the greatest; Text: characters; Group, Multi, Ranked: items; at most
	Approx  bool            `json:"approx,omitempty"`  // Date, DateTime: may be marked as approximate
	Ongoing bool            `json:"ongoing,omitempty"` // Date, DateTime: may be marked as going on
	Default json.RawMessage `json:"default,omitempty"` // what it counts as while empty

	PII   bool   `json:"pii,omitempty"`   // it may name somebody: sealed, and never in statistics
	Auto  bool   `json:"auto,omitempty"`  // the service fills it where it knows; people only for contacts entered afterwards
	Roles *Roles `json:"roles,omitempty"` // who may see and change it; nil is everybody who may have the contact

	// When the field is shown; nil is always. A field in a hidden section is hidden too.
	When *Condition `json:"when,omitempty"`
	// Required says when the field must be filled for the contact to be closed, provided it is shown; nil is never.
	Required *Condition `json:"required,omitempty"`

	Since string `json:"since,omitempty"` // the version that first asked it, for statistics over the years
	Until string `json:"until,omitempty"` // the last version that asks it
}

// Option is one choice of a field. The code is stored, the label shown.
type Option struct {
	Code    string   `json:"code"`
	Label   Label    `json:"label"`
	Flags   []string `json:"flags,omitempty"`   // what conditions and statistics go by; Heading: it only groups others
	In      string   `json:"in,omitempty"`      // the code of the option that it belongs under
	Aliases []string `json:"aliases,omitempty"` // other names it is searched by, in any language
	Std     string   `json:"std,omitempty"`     // its code in a standard that the list's source names
	Since   string   `json:"since,omitempty"`   // the first version of the form that offers it
	Until   string   `json:"until,omitempty"`   // the last one that does
}

// Heading is the flag of an option that groups others and cannot be chosen itself.
const Heading = "heading"

// Affirms is the flag of an answer to a checklist that makes its question count as chosen.
const Affirms = "affirms"

// Label is a text by language.
type Label map[string]string

// Type says what a field's value is.
type Type string

// The types of fields, and their JSON values.
const (
	Select    Type = "select"    // a string: one code
	Multi     Type = "multi"     // an array of strings: codes, none twice
	Ranked    Type = "ranked"    // the same, and the first is the main one
	Tree      Type = "tree"      // an array of strings: a root's code, then each time one that belongs under it
	Checklist Type = "checklist" // an object: code of a question to code of an answer
	Bool      Type = "bool"      // true or false
	Int       Type = "int"       // a number, or a string: one of its special codes
	Text      Type = "text"      // a string
	Date      Type = "date"      // an object {"at":"2026-03-14"}, see When; or a string: one of its special codes
	DateTime  Type = "datetime"  // the same, where at may have a time: "2026-03-14T21:30"
	Ref       Type = "ref"       // a string: what the thing pointed to is called
	Group     Type = "group"     // an array of objects, each with an id of its own and a value for some of Fields
)

// Field finds a field by its key; nil if there is none.
func (d *Definition) Field(key string) *Field { return find(d.Fields, key) }

func find(fields []Field, key string) *Field {
	for i := range fields {
		if fields[i].Key == key {
			return &fields[i]
		}
	}
	return nil
}

// Sealed tells whether a field's value must be sealed before it is stored: a whole group if any of its
// fields may name somebody, and whatever the form does not know, to be sure.
func (d *Definition) Sealed(key string) bool {
	f := d.Field(key)
	return f == nil || f.personal()
}

func (f *Field) personal() bool {
	for i := range f.Fields {
		if f.Fields[i].personal() {
			return true
		}
	}
	return f.PII
}
