package form

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

func checkBool(value json.RawMessage) Code {
	switch string(bytes.TrimSpace(value)) {
	case "true", "false":
		return ""
	}
	return WrongType
}

// checkInt takes whole numbers written as people write them, and the field's special codes.
func (d *Definition) checkInt(f *Field, value json.RawMessage) Code {
	text := string(bytes.TrimSpace(value))
	if strings.HasPrefix(text, `"`) {
		return d.checkSelect(f, value)
	}
	n, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(n) != text {
		return WrongType
	}
	if n < f.Min || n > f.Max {
		return OutOfRange
	}
	return ""
}

func (f *Field) checkText(value json.RawMessage) Code {
	var text string
	if isNull(value) || json.Unmarshal(value, &text) != nil {
		return WrongType
	}
	if f.Max > 0 && utf8.RuneCountInString(text) > f.Max {
		return TooLong
	}
	if strings.ContainsRune(text, 0) { // Postgres cannot keep it
		return BadText
	}
	return ""
}

var idShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// checkRef takes an id. Whether the thing is there is not the form's to know.
func checkRef(value json.RawMessage) Code {
	var id string
	if isNull(value) || json.Unmarshal(value, &id) != nil {
		return WrongType
	}
	if !idShape.MatchString(id) {
		return BadID
	}
	return ""
}
