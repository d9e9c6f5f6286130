package form

import (
	"encoding/json"
	"slices"
	"strings"
)

// Check lists what stands in the way of closing a contact of that version with these values, in the form's
// order: shown fields that must be filled and are not, and values that the form does not allow. An unknown
// version asks for nothing.
func Check(version string, values Values) []Problem {
	d, ok := Version(version)
	if !ok {
		return nil
	}
	return d.Check(values)
}

// Check lists what stands in the way of closing a contact with these values.
func (d *Definition) Check(values Values) (found []Problem) {
	s := scope{d: d, values: values}
	for i := range d.Fields {
		f := &d.Fields[i]
		value := values[f.Key]
		switch {
		case !s.shown(f):
		case empty(value):
			if f.Required != nil && s.holds(f.Required) {
				found = append(found, Problem{Field: f.Key, Code: Required})
			}
		default:
			found = append(found, s.checkShown(f, value)...)
		}
	}
	return found
}

// checkShown checks a value and, in a group, what its items still need.
func (s scope) checkShown(f *Field, value json.RawMessage) (found []Problem) {
	if p := s.d.check(f, value); p != nil {
		return []Problem{*p}
	}
	if f.Type != Group {
		return nil
	}
	for _, item := range items(value) {
		in := scope{s.d, s.values, f, item}
		id, _ := itemID(item)
		for i := range f.Fields {
			part := &f.Fields[i]
			if part.Required != nil && empty(item[part.Key]) && in.shown(part) && in.holds(part.Required) {
				found = append(found, Problem{Field: f.Key, Item: id, Part: part.Key, Code: Required})
			}
		}
	}
	return found
}

// Missing lists the fields, in the form's order, that keep a contact of that version with these values from being
// closed. An unknown version asks for nothing.
func Missing(version string, values Values) []string { return FieldsOf(Check(version, values)) }

// FieldsOf lists the fields that problems are about, each once.
func FieldsOf(problems []Problem) (fields []string) {
	for _, p := range problems {
		if !slices.Contains(fields, p.Field) {
			fields = append(fields, p.Field)
		}
	}
	return fields
}

// Shown lists the fields that are on the screen with these values, in the form's order. Statistics count nothing else:
// what was typed before, say, the kind of contact changed, stays but does not speak.
func (d *Definition) Shown(values Values) (keys []string) {
	s := scope{d: d, values: values}
	for i := range d.Fields {
		if s.shown(&d.Fields[i]) {
			keys = append(keys, d.Fields[i].Key)
		}
	}
	return keys
}

// empty tells whether a value says nothing: absent, null, only white space, or a list or an object of nothing. An item
// of a group that has only its id says nothing.
func empty(value json.RawMessage) bool {
	if len(value) == 0 {
		return true
	}
	var read any
	return json.Unmarshal(value, &read) != nil || blank(read)
}

func blank(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(v) == ""
	case []any:
		return !slices.ContainsFunc(v, func(e any) bool { return !blank(e) })
	case map[string]any:
		for key, e := range v {
			if key != "id" && !blank(e) {
				return false
			}
		}
		return true
	}
	return false
}
