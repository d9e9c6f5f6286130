package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// ErrInvalid is wrapped by every error of Validate. Their texts name the field and the rule, never the value.
var ErrInvalid = errors.New("not what the form allows")

// Validate tells whether a field of that version of the form may hold value. JSON null, which empties a
// field, always may.
func Validate(version, field string, value json.RawMessage) error {
	d, ok := Version(version)
	if !ok {
		return fmt.Errorf("form version %.16q: %w: no such version", version, ErrInvalid)
	}
	f := d.Field(field)
	if f == nil {
		return fmt.Errorf("form %s has no field %.32q: %w", version, field, ErrInvalid)
	}
	if bytes.Equal(bytes.TrimSpace(value), []byte("null")) {
		return nil
	}
	if err := f.check(value); err != nil {
		return fmt.Errorf("field %s: %w: %w", field, ErrInvalid, err)
	}
	return nil
}

func (f *Field) check(value json.RawMessage) error {
	switch f.Type {
	case Select:
		return f.checkSelect(value)
	case Multi:
		return f.checkMulti(value)
	case Text:
		return f.checkText(value)
	}
	return errors.New("of a type that cannot be set")
}

func (f *Field) checkSelect(value json.RawMessage) error {
	var code string
	if json.Unmarshal(value, &code) != nil {
		return errors.New("must be one code, a string")
	}
	if f.option(code) == nil {
		return errors.New("not one of its codes")
	}
	return nil
}

func (f *Field) checkMulti(value json.RawMessage) error {
	var codes []string
	if json.Unmarshal(value, &codes) != nil {
		return errors.New("must be a list of codes")
	}
	seen := make(map[string]bool, len(codes))
	for _, c := range codes {
		if f.option(c) == nil {
			return errors.New("holds something that is not one of its codes")
		}
		if seen[c] {
			return errors.New("holds a code twice")
		}
		seen[c] = true
	}
	return nil
}

func (f *Field) checkText(value json.RawMessage) error {
	var text string
	if json.Unmarshal(value, &text) != nil {
		return errors.New("must be a text")
	}
	if n := utf8.RuneCountInString(text); f.Max > 0 && n > f.Max {
		return fmt.Errorf("has %d characters, %d are allowed", n, f.Max)
	}
	for _, r := range text {
		if r == 0 { // Postgres cannot keep it
			return errors.New("holds a NUL character")
		}
	}
	return nil
}
