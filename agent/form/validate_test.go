package form

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestValidateEveryType goes through the types that the first form does not have.
func TestValidateEveryType(t *testing.T) {
	for _, c := range []struct {
		field, value string
		want         Code
	}{
		{"online_related", `true`, ""},
		{"online_related", `"true"`, WrongType},
		{"online_related", `1`, WrongType},
		{"child_age", `0`, ""},
		{"child_age", `25`, ""},
		{"child_age", `26`, OutOfRange},
		{"child_age", `-1`, OutOfRange},
		{"child_age", `7.5`, WrongType},
		{"child_age", `1e1`, WrongType},
		{"child_age", `-0`, WrongType},
		{"child_age", `99999999999999999999`, WrongType},
		{"child_age", `"unborn"`, ""},
		{"child_age", `"over_25"`, ""},
		{"child_age", `"7"`, NoCode},
		{"birth_date", `{"at":"2016"}`, ""},
		{"birth_date", `{"at":"2016-02-29","approx":true}`, ""},
		{"birth_date", `{"at":"2015-02-29"}`, BadDate},
		{"birth_date", `{"at":"1016"}`, BadDate},
		{"birth_date", `{"at":"2016-03-14T21:30"}`, BadDate},
		{"birth_date", `{"at":"2016","ongoing":true}`, BadMark},
		{"birth_date", `{"approx":true}`, BadDate},
		{"birth_date", `{"at":"2016","approx":1}`, WrongType},
		{"birth_date", `{"at":"2016","zone":"CET"}`, WrongType},
		{"birth_date", `{"at":null}`, WrongType},
		{"birth_date", `{}`, WrongType},
		{"birth_date", `"unknown"`, ""},
		{"birth_date", `"2016"`, NoCode},
		{"last_seen_at", `{"at":"2026-03-14T21:30"}`, ""},
		{"last_seen_at", `{"at":"2026-03-14T24:30"}`, BadDate},
		{"last_seen_at", `{"at":"2026-03-14T21:30:07Z"}`, BadDate},
		{"place", `["al_11"]`, ""},
		{"place", `["al_11","al224"]`, ""},
		{"place", `["unknown"]`, ""},
		{"place", `[]`, ""},
		{"place", `["al224"]`, NotUnder},
		{"place", `["al_12","al224"]`, NotUnder},
		{"place", `["al_11","al_11"]`, NotUnder},
		{"place", `["al_99"]`, NoCode},
		{"place", `"al_11"`, WrongType},
		{"categories", `["vio_bullying","mh_anxiety","edu_academic"]`, ""},
		{"categories", `["vio_bullying","mh_anxiety","edu_academic","fam_other"]`, TooMany},
		{"categories", `["vio"]`, HeadingHas},
		{"categories", `["vio_bullying","vio_bullying"]`, Twice},
		{"suicide", `{"thoughts":"yes","plan":"unknown"}`, ""},
		{"suicide", `{"thoughts":"maybe"}`, NoCode},
		{"suicide", `{"weather":"yes"}`, NoCode},
		{"suicide", `{"thoughts":null}`, WrongType},
		{"suicide", `{"thoughts":true}`, WrongType},
		{"suicide", `["thoughts"]`, WrongType},
		{"case", `"C-2026-12"`, ""},
		{"case", `""`, BadID},
		{"case", `"a b"`, BadID},
		{"case", `"` + strings.Repeat("a", 65) + `"`, BadID},
		{"case", `12`, WrongType},
		{"incidents", `[]`, ""},
		{"incidents", `[{"id":"a"},{"id":"b","scene":"school","when":{"at":"2026","ongoing":true}}]`, ""},
		{"incidents", `[{"id":"a"},{"id":"a"}]`, Twice},
		{"incidents", `[{"scene":"school"}]`, BadID},
		{"incidents", `[null]`, BadID},
		{"incidents", `[{"id":7}]`, BadID},
		{"incidents", `[{"id":"a","scene":null}]`, WrongType},
		{"incidents", `[{"id":"a","scene":"moon"}]`, NoCode},
		{"incidents", `[{"id":"a","happened":"words"}]`, NoField},
		{"incidents", `[` + strings.Repeat(`{"id":"a"},`, 10) + `{"id":"a"}]`, TooMany},
		{"incidents", `{"id":"a"}`, WrongType},
		{"incident_words", `[{"id":"a","happened":"words"}]`, ""},
		{"incident_words", `[{"id":"a","happened":"` + strings.Repeat("a", 601) + `"}]`, TooLong},
		{"incident_words", `[{"id":"a","happened":"a\u0000b"}]`, BadText},
		{"incident_words", `[{"id":"a","happened":[[[[1]]]]}]`, TooBig},
	} {
		if got := codeOf(Validate("2", c.field, json.RawMessage(c.value))); got != c.want {
			t.Errorf("%s %.60s: %q, want %q", c.field, c.value, got, c.want)
		}
	}
}

func TestProblemsNameThePlace(t *testing.T) {
	err := Validate("2", "incidents", json.RawMessage(`[{"id":"a7","scene":"a secret"}]`))
	if err == nil || !strings.Contains(err.Error(), "incidents item a7 scene") || strings.Contains(err.Error(), "secret") {
		t.Errorf("the problem reads: %v", err)
	}
}

// FuzzValidateSecond: whatever is sent, the validator comes back, accepts only JSON, and closing can be checked with
// what it accepted.
func FuzzValidateSecond(f *testing.F) {
	d, _ := Version("2")
	for i := range d.Fields {
		f.Add(d.Fields[i].Key, string(example(d, &d.Fields[i])))
	}
	f.Add("incidents", `[{"id":"a","when":{"at":"2026-02","approx":true}}]`)
	f.Add("narrative", `"\ud800\u0000"`)
	f.Fuzz(func(t *testing.T, field, value string) {
		if Validate("2", field, json.RawMessage(value)) != nil {
			return
		}
		if !json.Valid([]byte(value)) || len(value) > maxValue {
			t.Errorf("%s: accepts what is not JSON, or too much of it", field)
		}
		d.Check(Values{"call_type": encode("child_self"), field: json.RawMessage(value)})
	})
}
