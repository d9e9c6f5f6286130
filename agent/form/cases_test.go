package form

import (
	"encoding/json"
	"slices"
	"testing"
)

// What the case sheet takes from the contacts' form it asks in the same words, and demands nothing of it.
func TestTheCaseSheetAsksAsTheFormDoes(t *testing.T) {
	sheet, ok := Version(CaseSheet)
	if !ok || slices.Contains(Versions(), CaseSheet) || !slices.Contains(Sheets(), CaseSheet) {
		t.Fatalf("there: %v; among the contacts' forms: %v", ok, Versions())
	}
	shared := 0
	for i := range sheet.Fields {
		f := &sheet.Fields[i]
		if f.Required != nil || f.Since != "" {
			t.Errorf("%s is required, or says since when", f.Key)
		}
		if same := second(t).Field(f.Key); same != nil {
			shared++
			if string(encode(same.Label)) != string(encode(f.Label)) || same.PII != f.PII {
				t.Errorf("%s is not what a contact is asked", f.Key)
			}
		}
	}
	if shared < 50 {
		t.Errorf("only %d fields are shared", shared)
	}
	if problems := Check(CaseSheet, nil); problems != nil {
		t.Errorf("an empty case is refused: %v", problems)
	}
}

func TestACaseBeginsWithWhatItsContactTold(t *testing.T) {
	got := Shared(Contact{Version: "2", Values: Values{"risk_level": encode("high"), "note": encode("x"), "call_type": encode("child_self"),
		"language": encode("a code of another time"), "place": json.RawMessage(`["al_01","al311"]`), "child_name": encode("Zog"), "custody": encode("shared")}}, CaseSheet)
	if len(got) != 3 || string(got["risk_level"]) != `"high"` || got["place"] == nil || got["child_name"] == nil {
		t.Errorf("it begins with %s", encode(got))
	}
	missing := Shared(Contact{Version: "2", Values: Values{"call_type": encode("missing_child"), "custody": encode("shared")}}, CaseSheet)
	if len(missing) != 2 || string(missing["missing_child"]) != "true" || missing["custody"] == nil {
		t.Errorf("of a missing child it begins with %s", encode(missing))
	}
	if len(Shared(Contact{Version: "2", Values: Values{"risk_level": encode("high")}}, "case-0")) != 0 {
		t.Error("a sheet that there is not takes something")
	}
}

func TestTakingWhatIsNotThere(t *testing.T) {
	d := &Definition{Version: "case-9", Take: &Take{From: "2", Fields: []string{"plumage"}}}
	if err := d.take(files); err == nil {
		t.Error("a field that is nowhere was taken")
	}
	d = &Definition{Version: "case-9", Take: &Take{From: "none.json", Fields: []string{"note"}}}
	if err := d.take(files); err == nil {
		t.Error("a form that is nowhere was taken from")
	}
}

func TestWhatWasDecidedAboutACase(t *testing.T) {
	for _, c := range []struct {
		kind, decision, name string
		begin                bool
		attach               string
	}{
		{"child_self", "new", "", true, ""},
		{"child_self", "new", "R-2026-0017", true, ""}, // typed before, and not asked now
		{"child_self", "attach", "R-2026-0017", false, "R-2026-0017"},
		{"child_self", "no", "R-2026-0017", false, ""},
		{"followup", "", "R-2026-0017", false, "R-2026-0017"},
		{"silent", "new", "R-2026-0017", false, ""},
	} {
		values := Values{"call_type": encode(c.kind), "case_decision": encode(c.decision), "case": encode(c.name)}
		if begin, attach := CaseOf(Contact{Version: "2", Values: values}); begin != c.begin || attach != c.attach {
			t.Errorf("%+v: begins %v, belongs to %q", c, begin, attach)
		}
	}
	if begin, attach := CaseOf(Contact{Version: "1", Values: Values{"case": encode("R-2026-0017")}}); begin || attach != "" {
		t.Error("the first form knew no cases")
	}
	if begin, _ := CaseOf(Contact{Version: "none"}); begin {
		t.Error("of no form")
	}
}
