package form

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// What no value may exceed: it has to fit into one message of a screen.
const (
	maxValue = 30 << 10 // bytes
	maxDepth = 4        // a group, an item, a date or a list in it, and one to spare
)

// Validate tells whether a field of that version of the form may hold value. JSON null, which empties a
// field, always may. Its errors are Problems.
func Validate(version, field string, value json.RawMessage) error {
	d, ok := Version(version)
	if !ok {
		return Problem{Field: clip(field), Code: NoField}
	}
	f := d.Field(field)
	if f == nil {
		return Problem{Field: clip(field), Code: NoField}
	}
	if isNull(value) {
		return nil
	}
	if p := d.check(f, value); p != nil {
		return *p
	}
	return nil
}

// check tells what is wrong with a value; nil if nothing is.
func (d *Definition) check(f *Field, value json.RawMessage) *Problem {
	p := &Problem{Field: f.Key}
	switch {
	case len(value) > maxValue || depth(value) > maxDepth:
		p.Code = TooBig
	case !utf8.Valid(value): // Postgres cannot keep it
		p.Code = BadText
	case f.Type == Group:
		p = d.checkGroup(f, value)
	default:
		p.Code = d.checkOne(f, value)
	}
	if p == nil || p.Code == "" {
		return nil
	}
	return p
}

// checkOne checks a value that is no group.
func (d *Definition) checkOne(f *Field, value json.RawMessage) Code {
	switch f.Type {
	case Select:
		return d.checkSelect(f, value)
	case Multi, Ranked:
		return d.checkMulti(f, value)
	case Tree:
		return d.checkTree(f, value)
	case Checklist:
		return d.checkList(f, value)
	case Bool:
		return checkBool(value)
	case Int:
		return d.checkInt(f, value)
	case Text:
		return f.checkText(value)
	case Date, DateTime:
		return d.checkDate(f, value)
	case Ref:
		return checkRef(value)
	}
	return WrongType
}

// depth counts how deep arrays and objects nest. What is no JSON may count as anything.
func depth(value json.RawMessage) (deepest int) {
	now, inString, escaped := 0, false, false
	for _, b := range value {
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped, inString = b == '\\', b != '"'
		case b == '"':
			inString = true
		case b == '[' || b == '{':
			now++
			deepest = max(deepest, now)
		case b == ']' || b == '}':
			now--
		}
	}
	return deepest
}

func isNull(value json.RawMessage) bool { return bytes.Equal(bytes.TrimSpace(value), []byte("null")) }

// clip keeps what somebody sent as a key short enough for a log.
func clip(key string) string { return key[:min(len(key), 32)] }
