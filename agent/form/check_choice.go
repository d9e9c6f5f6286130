package form

import "encoding/json"

func (d *Definition) checkSelect(f *Field, value json.RawMessage) Code {
	var code string
	if isNull(value) || json.Unmarshal(value, &code) != nil {
		return WrongType
	}
	return d.checkCode(f, code)
}

func (d *Definition) checkCode(f *Field, code string) Code {
	switch o := d.option(f, code); {
	case o == nil:
		return NoCode
	case o.Has(Heading):
		return HeadingHas
	}
	return ""
}

func (d *Definition) checkMulti(f *Field, value json.RawMessage) Code {
	codes, ok := codesOf(value)
	if !ok {
		return WrongType
	}
	if f.Max > 0 && len(codes) > f.Max {
		return TooMany
	}
	seen := make(map[string]bool, len(codes))
	for _, c := range codes {
		if wrong := d.checkCode(f, c); wrong != "" {
			return wrong
		}
		if seen[c] {
			return Twice
		}
		seen[c] = true
	}
	return ""
}

func (d *Definition) checkTree(f *Field, value json.RawMessage) Code {
	path, ok := codesOf(value)
	if !ok {
		return WrongType
	}
	above := ""
	for _, code := range path {
		if wrong := d.checkCode(f, code); wrong != "" {
			return wrong
		}
		if d.option(f, code).In != above {
			return NotUnder
		}
		above = code
	}
	return ""
}

func (d *Definition) checkList(f *Field, value json.RawMessage) Code {
	var answers map[string]*string
	if isNull(value) || json.Unmarshal(value, &answers) != nil {
		return WrongType
	}
	for question, answer := range answers {
		if answer == nil {
			return WrongType
		}
		if d.option(f, question) == nil || pick(d.answers(f), *answer) == nil {
			return NoCode
		}
	}
	return ""
}

// codesOf reads an array of strings, strictly: null is none.
func codesOf(value json.RawMessage) ([]string, bool) {
	var read []*string
	if isNull(value) || json.Unmarshal(value, &read) != nil {
		return nil, false
	}
	texts := make([]string, len(read))
	for i, s := range read {
		if s == nil {
			return nil, false
		}
		texts[i] = *s
	}
	return texts, true
}
