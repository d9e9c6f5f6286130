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
		"place": json.RawMessage(`["al_01","al311"]`), "child_name": encode("Zog"), "custody": encode("a code of another time")}}, CaseSheet)
	if len(got) != 3 || string(got["risk_level"]) != `"high"` || got["place"] == nil || got["child_name"] == nil {
		t.Errorf("it begins with %s", encode(got))
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
