package form

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// chose tells whether what is chosen in a condition's field has its flag, or a code of its list.
func (s scope) chose(c *Condition) bool {
	for _, place := range s.places(c.Field) {
		if s.d.matches(place.field, place.value, c) {
			return true
		}
	}
	return false
}

func (d *Definition) matches(f *Field, value json.RawMessage, c *Condition) bool {
	return slices.ContainsFunc(d.chosen(f, value), func(code string) bool {
		o := d.option(f, code)
		return slices.Contains(c.In, code) || c.Flag != "" && o != nil && o.Has(c.Flag)
	})
}

// place is a field with one value that it has.
type place struct {
	field *Field
	value json.RawMessage
}

// places finds what a condition's field names: a field of the same item, of the contact, or of every item of a group.
func (s scope) places(name string) (found []place) {
	if s.group != nil {
		if f := find(s.group.Fields, name); f != nil {
			if s.shown(f) {
				found = append(found, place{f, f.or(s.item[name])})
			}
			return found
		}
	}
	outer := scope{d: s.d, values: s.values}
	group, part, inside := strings.Cut(name, ".")
	f := s.d.Field(group)
	if f == nil || !outer.shown(f) {
		return nil
	}
	if !inside {
		return []place{{f, f.or(s.values[name])}}
	}
	p := find(f.Fields, part)
	for _, item := range items(s.values[group]) {
		if in := (scope{s.d, s.values, f, item}); p != nil && in.shown(p) {
			found = append(found, place{p, p.or(item[part])})
		}
	}
	return found
}

// or gives what a value counts as: an empty one as the field's default.
func (f *Field) or(value json.RawMessage) json.RawMessage {
	if f.Default != nil && empty(value) {
		return f.Default
	}
	return value
}

// shown tells whether a field is on the screen: its own condition and its section's hold.
func (s scope) shown(f *Field) bool {
	if s.group == nil {
		if in := s.d.section(f.Key); in != nil && in.When != nil && !s.holds(in.When) {
			return false
		}
	}
	return f.When == nil || s.holds(f.When)
}

// section finds the section that a field of the contact is in; nil if it is in none.
func (d *Definition) section(key string) *Section {
	for i := range d.Stages {
		for j := range d.Stages[i].Sections {
			if s := &d.Stages[i].Sections[j]; slices.Contains(s.Fields, key) {
				return s
			}
		}
	}
	return nil
}

// chosen reads the codes that a value of a field chooses.
func (d *Definition) chosen(f *Field, value json.RawMessage) (codes []string) {
	switch f.Type {
	case Bool:
		var b bool
		if json.Unmarshal(value, &b) != nil || isNull(value) {
			return nil
		}
		return []string{map[bool]string{true: "true", false: "false"}[b]}
	case Checklist:
		var answers map[string]string
		if json.Unmarshal(value, &answers) != nil {
			return nil
		}
		for question, answer := range answers {
			if o := pick(d.answers(f), answer); o != nil && o.Has(Affirms) {
				codes = append(codes, question)
			}
		}
		slices.Sort(codes)
		return codes
	}
	return words(value)
}

// words reads one string, or an array of them.
func words(value json.RawMessage) []string {
	value = bytes.TrimSpace(value)
	switch {
	case len(value) == 0:
		return nil
	case value[0] == '"':
		var one string
		if json.Unmarshal(value, &one) != nil || one == "" {
			return nil
		}
		return []string{one}
	}
	var many []string
	if json.Unmarshal(value, &many) != nil {
		return nil
	}
	return many
}

// items reads the items of a group; what is none is left out.
func items(value json.RawMessage) (read []Values) {
	if json.Unmarshal(value, &read) != nil {
		return nil
	}
	return read
}
