package form

import (
	"bytes"
	"encoding/json"
	"time"
)

// The ways to write when something was, as exactly as it is known: ISO 8601, in the helpline's own time.
var (
	dayLayouts  = []string{"2006", "2006-01", "2006-01-02"}
	timeLayouts = append(dayLayouts[:len(dayLayouts):len(dayLayouts)], "2006-01-02T15:04")
)

// checkDate takes {"at":"2026-03","approx":true,"ongoing":true}, each part of which may be missing but not all, or
// a special code. Whether it lies in the past is not looked at: the form has no clock.
func (d *Definition) checkDate(f *Field, value json.RawMessage) Code {
	if bytes.HasPrefix(bytes.TrimSpace(value), []byte{'"'}) {
		return d.checkSelect(f, value)
	}
	var parts map[string]json.RawMessage
	if json.Unmarshal(value, &parts) != nil || len(parts) == 0 {
		return WrongType
	}
	for key, part := range parts {
		if wrong := f.checkDatePart(key, part); wrong != "" {
			return wrong
		}
	}
	if _, said := parts["at"]; !said && string(parts["ongoing"]) != "true" {
		return BadDate // approximately nothing
	}
	return ""
}

func (f *Field) checkDatePart(key string, part json.RawMessage) Code {
	switch {
	case key == "at":
		return f.checkAt(part)
	case key == "approx" && f.Approx, key == "ongoing" && f.Ongoing:
		return checkBool(part)
	case key == "approx", key == "ongoing":
		return BadMark
	}
	return WrongType
}

func (f *Field) checkAt(part json.RawMessage) Code {
	var at string
	if isNull(part) || json.Unmarshal(part, &at) != nil {
		return WrongType
	}
	layouts := dayLayouts
	if f.Type == DateTime {
		layouts = timeLayouts
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, at); err == nil && t.Year() >= 1900 {
			return ""
		}
	}
	return BadDate
}
