package retention

import (
	"encoding"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func shipped(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../deploy/retention.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func parse(t *testing.T, text string) *Rules {
	t.Helper()
	r, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestShippedRulesSayWhatBecomesOfEveryClass(t *testing.T) {
	r := parse(t, shipped(t))
	for _, class := range Classes() {
		if len(r.Of(class)) == 0 {
			t.Errorf("no rule for %s", class)
		}
	}
	contacts := r.Of(Contact)
	if contacts[len(contacts)-1].Match != nil {
		t.Error("some contacts have no rule")
	}
	quick := contacts[slices.IndexFunc(contacts, func(r Rule) bool { return r.Name == "quick" })].Match.Kinds()
	if !slices.Contains(quick, "silent") || !slices.Contains(quick, "hangup") || slices.Contains(quick, "child_self") {
		t.Errorf("quick means %v", quick)
	}
}

func TestWrongRulesAreRefusedWithReasons(t *testing.T) {
	const good = `{"most_a_day": 9, "rules": [{"name": "a", "class": "contact", "after": "5 years", "then": "forget", "why": "x"}]}`
	parse(t, good)
	for _, c := range []struct{ from, to, says string }{
		{`"after": "5 years"`, `"after": "5 yaers"`, `write it like "90 days"`},
		{`"after": "5 years"`, `"after": "0 days"`, "is no age"},
		{`"after": "5 years", `, ``, "after is missing"},
		{`"then": "forget"`, `"then": "keep"`, "it keeps, so it has no after"},
		{`"then": "forget"`, `"then": "delete"`, `it is "forget" or "keep"`},
		{`"class": "contact"`, `"class": "contacts"`, "the classes are contact, case, contact_number"},
		{`"name": "a"`, `"name": "A rule"`, "must be a code"},
		{`"why": "x"`, `"why": " "`, "why is missing"},
		{`"why": "x"`, `"wy": "x"`, `unknown field "wy"`},
		{`"most_a_day": 9, `, ``, "most_a_day must be at least 1"},
		{`"rules": [`, `"rules": [], "note": [`, "cannot unmarshal"},
		{`"why": "x"`, `"why": "x", "match": {}`, "its match is empty"},
		{`"why": "x"`, `"why": "x", "match": {"flags": ["quik"]}`, `the flag "quik"`},
		{`"why": "x"`, `"why": "x", "match": {"call_types": ["silence"]}`, `the call type "silence"`},
		{`"why": "x"`, `"why": "x", "stays": ["note"]`, "what is personal never stays"},
		{`"why": "x"}`, `"why": "x"}, {"name": "a", "class": "session", "after": "1 day", "then": "delete", "why": "x"}`, `two rules are called "a"`},
		{`"why": "x"}`, `"why": "x"}, {"name": "b", "class": "contact", "after": "1 day", "then": "forget", "why": "x"}`, "it is never reached"},
		{`"class": "contact"`, `"class": "session", "match": {"lines": ["1"]}`, "is not possible"},
		{`]}`, `]} more`, "something follows"},
	} {
		bad := strings.Replace(good, c.from, c.to, 1)
		if _, err := Parse([]byte(bad)); bad == good || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, not %q", bad, err, c.says)
		}
	}
	if _, err := Parse([]byte(`{"most_a_day": 1, "rules": []}`)); err == nil || !strings.Contains(err.Error(), "there is no rule") {
		t.Error(err)
	}
	twice := `{"name": "x", "class": "session", "after": "1 day", "then": "delete", "why": "x"}`
	if _, err := Parse([]byte(`{"most_a_day": 1, "rules": [` + twice + `,` + strings.Replace(twice, `"x"`, `"y"`, 1) + `]}`)); err == nil ||
		!strings.Contains(err.Error(), "has a rule already") {
		t.Error(err)
	}
	if _, err := Parse([]byte(`{"most_a_day": 1, "rules": [` + strings.Replace(twice, `{`, `{"stays": [], `, 1) + `]}`)); err == nil ||
		!strings.Contains(err.Error(), "for contacts only") {
		t.Error(err)
	}
}

// Whoever confirmed rules confirmed what they do, and nothing else.
func TestCodeChangesWithWhatTheRulesDo(t *testing.T) {
	text := shipped(t)
	code := parse(t, text).Code()
	for _, same := range [][2]string{{"A proposal", "Decided"}, {`"90 days"`, "  \"90 days\""}, {"Silent, dropped", "Dropped"}} {
		if other := strings.Replace(text, same[0], same[1], 1); other == text || parse(t, other).Code() != code {
			t.Errorf("%q changed the code", same[1])
		}
	}
	for _, change := range [][2]string{{`"90 days"`, `"91 days"`}, {`"most_a_day": 1000`, `"most_a_day": 1001`}, {`["116000"]`, `["116001"]`},
		{`"stays": ["call_type", "channel"]`, `"stays": []`}, {`"stays": ["call_type", "channel"],`, ``}} {
		if other := strings.Replace(text, change[0], change[1], 1); other == text || parse(t, other).Code() == code {
			t.Errorf("%q did not change the code", change[1])
		}
	}
}

func TestAgeIsOfTheCalendar(t *testing.T) {
	for _, c := range []struct{ now, age, then string }{
		{"2026-11-26", "1 day", "2026-11-25"},
		{"2026-11-26", "90 days", "2026-08-28"},
		{"2026-11-26", "5 years", "2021-11-26"},
		{"2026-03-31", "1 month", "2026-02-28"},
		{"2028-02-29", "1 year", "2027-02-28"},
		{"2026-01-31", "18 months", "2024-07-31"},
	} {
		now, err := time.Parse(time.DateOnly, c.now)
		if err != nil {
			t.Fatal(err)
		}
		var age Age
		if err := age.UnmarshalText([]byte(c.age)); err != nil || age.String() != c.age {
			t.Errorf("%s is %v, %v", c.age, age, err)
		}
		if got := age.Before(now).Format(time.DateOnly); got != c.then {
			t.Errorf("%s before %s was %s, not %s", c.age, c.now, got, c.then)
		}
	}
}

// node is as much of JSON schema as ours uses.
type node struct {
	Type       string
	Ref        string `json:"$ref"`
	Enum       []string
	Properties map[string]node
	Required   []string
	Items      *node
	Defs       map[string]node `json:"$defs"`
}

// TestSchema keeps the schema in step with the types that read the file.
func TestSchema(t *testing.T) {
	var root node
	if err := json.Unmarshal([]byte(Schema()), &root); err != nil {
		t.Fatal(err)
	}
	compare(t, root, root, reflect.TypeFor[Rules]())
	rule := root.Defs["rule"].Properties
	if want := list(Classes()); strings.Join(rule["class"].Enum, ", ") != want {
		t.Errorf("the schema has the classes %v", rule["class"].Enum)
	}
	for class, deed := range deeds {
		if !slices.Contains(rule["then"].Enum, string(deed)) {
			t.Errorf("the schema does not have %s, which is done with %s", deed, class)
		}
	}
}

func compare(t *testing.T, root, s node, of reflect.Type) {
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		s = root.Defs[name]
	}
	switch {
	case of.Kind() == reflect.Pointer:
		compare(t, root, s, of.Elem())
	case of.Implements(reflect.TypeFor[encoding.TextMarshaler]()) || of.Kind() == reflect.String:
		if s.Type != "string" {
			t.Errorf("%s is %q in the schema", of, s.Type)
		}
	case of.Kind() == reflect.Slice:
		compare(t, root, *s.Items, of.Elem())
	case of.Kind() == reflect.Struct:
		compareFields(t, root, s, of)
	}
}

func compareFields(t *testing.T, root, s node, of reflect.Type) {
	if len(s.Properties) != of.NumField() {
		t.Errorf("%s has %d fields, and %d in the schema", of, of.NumField(), len(s.Properties))
	}
	for i := range of.NumField() {
		tag := of.Field(i).Tag.Get("json")
		name, rest, _ := strings.Cut(tag, ",")
		if slices.Contains(s.Required, name) == strings.HasPrefix(rest, "omit") {
			t.Errorf("the schema and %s do not agree whether %s may be left out", of, name)
		}
		compare(t, root, s.Properties[name], of.Field(i).Type)
	}
}
