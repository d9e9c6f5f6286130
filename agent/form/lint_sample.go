package form

import (
	"encoding/json"
	"slices"
)

// samples gives values of f, enough that every combination of the conditions that a value can fulfil is there. None is the last.
func (d *Definition) samples(f *Field, atoms []*Condition) []json.RawMessage {
	none := json.RawMessage("null")
	switch f.Type {
	case Bool:
		return []json.RawMessage{json.RawMessage("true"), json.RawMessage("false"), none}
	case Multi, Ranked, Checklist:
		return append(d.subsets(f, d.distinct(f, atoms)), none)
	}
	var values []json.RawMessage
	for _, o := range d.Choices(f) {
		if f.Type == Tree {
			values = append(values, encode(Path(d.Choices(f), o.Code)))
		} else {
			values = append(values, encode(o.Code))
		}
	}
	return append(values, none)
}

// distinct gives one code for each set of conditions that a single code fulfils.
func (d *Definition) distinct(f *Field, atoms []*Condition) (codes []string) {
	seen := map[string]bool{}
	for _, o := range d.Choices(f) {
		told := ""
		for _, a := range atoms {
			told += map[bool]string{true: "1", false: "0"}[slices.Contains(a.In, o.Code) || a.Flag != "" && o.Has(a.Flag)]
		}
		if !o.Has(Heading) && !seen[told] {
			seen[told] = true
			codes = append(codes, o.Code)
		}
	}
	return codes
}

// subsets gives a value of f for each set of the codes, ten of them at most, that it has room for.
func (d *Definition) subsets(f *Field, codes []string) (values []json.RawMessage) {
	codes = codes[:min(len(codes), 10)]
	for set := range 1 << len(codes) {
		var in []string
		for i, c := range codes {
			if set>>i&1 == 1 {
				in = append(in, c)
			}
		}
		if len(in) > 0 && (f.Max == 0 || len(in) <= f.Max) {
			values = append(values, d.choosing(f, in))
		}
	}
	return values
}

// choosing gives the value of f that chooses these codes.
func (d *Definition) choosing(f *Field, codes []string) json.RawMessage {
	if f.Type != Checklist {
		return encode(codes)
	}
	yes := slices.IndexFunc(d.answers(f), func(o Option) bool { return o.Has(Affirms) })
	said := map[string]string{}
	for _, c := range codes {
		said[c] = d.answers(f)[yes].Code
	}
	return encode(said)
}

// encode writes what can always be written.
func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}
