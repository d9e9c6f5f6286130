package form

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestEveryDefinitionIsSound(t *testing.T) {
	entries, err := files.ReadDir("definitions")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		d, err := read(files, "definitions/"+e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if d.Version != strings.TrimSuffix(e.Name(), ".json") {
			t.Errorf("%s says it is version %s", e.Name(), d.Version)
		}
		if err := d.Lint(); err != nil {
			t.Errorf("%s:\n%v", e.Name(), err)
		}
	}
	if _, ok := Version(Latest); !ok {
		t.Errorf("the latest version %s does not exist", Latest)
	}
}

func TestCallTypesAreComplete(t *testing.T) {
	d, _ := Version("1")
	options := d.Field("call_type").Options
	if len(options) != 18 {
		t.Errorf("%d call types, the form has 18", len(options))
	}
	for _, o := range options {
		flags := strings.Join(o.Flags, " ")
		if strings.Contains(flags, "data") == strings.Contains(flags, "quick") {
			t.Errorf("%s is neither or both of data and quick", o.Code)
		}
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		field, value string
		want         Code
	}{
		{"call_type", `"silent"`, ""},
		{"call_type", `null`, ""},
		{"call_type", ` null `, ""},
		{"call_type", `"nonsense"`, NoCode},
		{"call_type", `["silent"]`, WrongType},
		{"directions", `[]`, ""},
		{"directions", `["counselling","referral"]`, ""},
		{"directions", `["referral","referral"]`, Twice},
		{"directions", `["x"]`, NoCode},
		{"directions", `[null]`, WrongType},
		{"directions", `"referral"`, WrongType},
		{"note", `""`, ""},
		{"note", `"` + strings.Repeat("ë", 2000) + `"`, ""},
		{"note", `"` + strings.Repeat("\\ud83d\\ude00", 2000) + `"`, ""},
		{"note", `"` + strings.Repeat("ë", 2001) + `"`, TooLong},
		{"note", `"` + strings.Repeat("a", maxValue) + `"`, TooBig},
		{"note", `"a\u0000b"`, BadText},
		{"note", "\"\xff\"", BadText},
		{"note", `7`, WrongType},
		{"note", `[[[[[]]]]]`, TooBig},
		{"note", ``, WrongType},
		{"secret", `"a"`, NoField},
	} {
		if got := codeOf(Validate("1", c.field, json.RawMessage(c.value))); got != c.want {
			t.Errorf("%s %.20s: %q, want %q", c.field, c.value, got, c.want)
		}
	}
	if err := Validate("999", "note", json.RawMessage(`""`)); !errors.Is(err, ErrInvalid) {
		t.Errorf("an unknown version is accepted: %v", err)
	}
}

func TestMissing(t *testing.T) {
	for _, c := range []struct{ values, want string }{
		{`{}`, "call_type"},
		{`{"call_type":null}`, "call_type"},
		{`{"call_type":"silent"}`, ""},
		{`{"call_type":"silent","note":"quiet"}`, ""},
		{`{"call_type":"child_self"}`, "directions,note"},
		{`{"call_type":"child_self","directions":[],"note":"  "}`, "directions,note"},
		{`{"call_type":"child_self","directions":["referral"],"note":"a"}`, ""},
	} {
		var values map[string]json.RawMessage
		if err := json.Unmarshal([]byte(c.values), &values); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(Missing("1", values), ","); got != c.want {
			t.Errorf("%s: missing %q, want %q", c.values, got, c.want)
		}
	}
}

// codeOf gives the code of a Problem, and proves that it is an ErrInvalid which says something.
func codeOf(err error) Code {
	var p Problem
	if errors.As(err, &p) && errors.Is(err, ErrInvalid) && sayings[p.Code] != "" {
		return p.Code
	}
	if err != nil {
		return "no Problem"
	}
	return ""
}

func FuzzValidate(f *testing.F) {
	f.Add("note", `"a"`)
	f.Add("directions", `["referral"]`)
	f.Fuzz(func(t *testing.T, field, value string) {
		if Validate("1", field, json.RawMessage(value)) == nil && !json.Valid([]byte(value)) {
			t.Errorf("%s: accepts what is not JSON", field)
		}
	})
}
