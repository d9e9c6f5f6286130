package form

import "encoding/json"

// Condition holds when one of the chosen options of Field has Flag, or a code out of In; or by Any, All or Not
// of others. Without anything it always holds. What is chosen in a field that is hidden does not count.
//
// Field is the key of a field. In a group's item it is first looked for in the same item; "group.field" is
// that field in any item of the group. A ticked bool has the code "true", an unticked one "false".
type Condition struct {
	Field string   `json:"field,omitempty"`
	Flag  string   `json:"flag,omitempty"`
	In    []string `json:"in,omitempty"`

	Any []Condition `json:"any,omitempty"`
	All []Condition `json:"all,omitempty"`
	Not *Condition  `json:"not,omitempty"`
}

// Values is what a contact holds: JSON by the key of the field.
type Values = map[string]json.RawMessage

// scope is what conditions are asked about: a contact and, within a group, one of its items.
type scope struct {
	d      *Definition
	values Values
	group  *Field
	item   Values
}

func (s scope) holds(c *Condition) bool {
	switch {
	case len(c.Any) > 0:
		for i := range c.Any {
			if s.holds(&c.Any[i]) {
				return true
			}
		}
		return false
	case len(c.All) > 0:
		for i := range c.All {
			if !s.holds(&c.All[i]) {
				return false
			}
		}
		return true
	case c.Not != nil:
		return !s.holds(c.Not)
	case c.Field == "":
		return true
	}
	return s.chose(c)
}
