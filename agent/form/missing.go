package form

import (
	"encoding/json"
	"slices"
	"strings"
)

// Missing lists the fields, in the form's order, that must still be filled before a contact of that version
// with these values may be closed. An unknown version asks for nothing.
func Missing(version string, values map[string]json.RawMessage) []string {
	d, ok := Version(version)
	if !ok {
		return nil
	}
	var missing []string
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Required != nil && d.holds(f.Required, values) && empty(values[f.Key]) {
			missing = append(missing, f.Key)
		}
	}
	return missing
}

func (d *Definition) holds(c *Condition, values map[string]json.RawMessage) bool {
	if c.Field == "" {
		return true
	}
	f := d.Field(c.Field)
	if f == nil {
		return false
	}
	for _, code := range chosen(values[c.Field]) {
		if slices.Contains(c.In, code) {
			return true
		}
		if o := f.option(code); o != nil && c.Flag != "" && slices.Contains(o.Flags, c.Flag) {
			return true
		}
	}
	return false
}

// chosen reads the codes of a select or a multi field.
func chosen(value json.RawMessage) []string {
	var one string
	if json.Unmarshal(value, &one) == nil && one != "" {
		return []string{one}
	}
	var many []string
	if json.Unmarshal(value, &many) == nil {
		return many
	}
	return nil
}

// empty tells whether a value says nothing: absent, null, no codes, or only white space.
func empty(value json.RawMessage) bool {
	codes := chosen(value)
	for _, c := range codes {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
