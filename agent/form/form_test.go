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
		d, err := read("definitions/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if d.Version+".json" != e.Name() {
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

func TestLintFindsWhatIsWrong(t *testing.T) {
	good := Label{"sq": "a", "en": "a"}
	d := Definition{
		Stages: []Stage{{Key: "one", Label: Label{"sq": "a"}, Fields: []string{"nowhere", "pick"}}},
		Fields: []Field{
			{Key: "pick", Type: Select, Label: good, Options: []Option{{Code: "a", Label: good}, {Code: "a", Label: good}}},
			{Key: "pick", Type: Text, Label: good},
			{Key: "Bad Key", Type: "slider", Label: good, When: &Condition{Field: "gone", Flag: "data"}},
			{Key: "why", Type: Text, Max: 3, Label: good, When: &Condition{Field: "pick", In: []string{"z"}},
				Required: &Condition{Field: "pick", Flag: "data"}},
		},
	}
	found := d.Lint()
	if found == nil {
		t.Fatal("nothing found")
	}
	for _, want := range []string{
		"stage one: no label in en", "stage one: no field nowhere", "field pick: twice", "option a: twice",
		`field "Bad Key"`, `no type "slider"`, `condition on "gone"`, "code z", "flag data", "has a max", "field why: in 0 stages",
	} {
		if !strings.Contains(found.Error(), want) {
			t.Errorf("lint does not say %q:\n%v", want, found)
		}
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct{ field, value, wrong string }{
		{"call_type", `"silent"`, ""},
		{"call_type", `null`, ""},
		{"call_type", `"nonsense"`, "not one of its codes"},
		{"call_type", `["silent"]`, "a string"},
		{"directions", `[]`, ""},
		{"directions", `["counselling","referral"]`, ""},
		{"directions", `["referral","referral"]`, "twice"},
		{"directions", `["x"]`, "not one of its codes"},
		{"directions", `"referral"`, "list"},
		{"note", `""`, ""},
		{"note", `"` + strings.Repeat("ë", 2000) + `"`, ""},
		{"note", `"` + strings.Repeat("ë", 2001) + `"`, "2000 are allowed"},
		{"note", `"a\u0000b"`, "NUL"},
		{"note", `7`, "a text"},
		{"note", ``, "a text"},
		{"secret", `"a"`, "no field"},
	} {
		err := Validate("1", c.field, json.RawMessage(c.value))
		switch {
		case c.wrong == "" && err != nil:
			t.Errorf("%s %.20s: %v", c.field, c.value, err)
		case c.wrong != "" && (!errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("%s %.20s: got %v, want %q", c.field, c.value, err, c.wrong)
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

func FuzzValidate(f *testing.F) {
	f.Add("note", `"a"`)
	f.Add("directions", `["referral"]`)
	f.Fuzz(func(t *testing.T, field, value string) {
		if Validate("1", field, json.RawMessage(value)) == nil && !json.Valid([]byte(value)) {
			t.Errorf("%s: accepts what is not JSON", field)
		}
	})
}
