package form

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

func TestReferenceDataIsComplete(t *testing.T) {
	d := second(t)
	in := map[string]int{}
	for _, o := range d.Lists["places"] {
		switch {
		case o.Has("county"):
			in[""]++
		case o.Has("municipality"):
			in[o.In]++
		}
		if (o.Has("county") || o.Has("municipality")) && o.Std == "" {
			t.Errorf("%s has no standard code", o.Code)
		}
	}
	want := map[string]int{"": 12, "al_01": 5, "al_09": 4, "al_02": 3, "al_03": 7, "al_04": 6, "al_05": 7, "al_06": 6, "al_07": 3, "al_08": 3, "al_10": 5, "al_11": 5, "al_12": 7}
	all := 0
	for place, n := range want {
		if in[place] != n {
			t.Errorf("%d places in %q, want %d", in[place], place, n)
		}
		if place != "" {
			all += n
		}
	}
	if all != 61 {
		t.Errorf("%d municipalities", all)
	}
	for name, options := range d.Lists {
		if len(options) == 0 {
			t.Errorf("list %s is empty", name)
		}
	}
	for _, n := range EmergencyNumbers() {
		if n.Number == "" || n.Label["sq"] == "" || n.Label["en"] == "" || n.Source == "" {
			t.Errorf("emergency number %+v lacks something", n)
		}
	}
	if len(EmergencyNumbers()) == 0 || EmergencyNumbers()[0].Number != "112" {
		t.Error("the general emergency number is not the first")
	}
}

// TestCHIHasAPlaceForEveryCategory, and what CHI asks and we do not is said.
func TestCHIHasAPlaceForEveryCategory(t *testing.T) {
	d := second(t)
	var file chiFile
	mustDecode("chi", &file)
	reached := map[CHILabel]bool{}
	for _, l := range file.Unasked {
		reached[l] = true
	}
	codes := append(choosable(d, d.Field("categories")), "silent")
	for _, o := range d.Field("call_type").Options {
		if o.Has("quick") && !o.Has("not_counted") {
			codes = append(codes, o.Code)
		}
	}
	for _, code := range codes {
		label, ok := CHI(code)
		if !ok {
			t.Errorf("CHI has no place for %s", code)
		}
		reached[label] = true
	}
	for _, r := range file.Rows {
		if !slices.Contains(codes, r.Code) {
			t.Errorf("%s is exported and does not exist", r.Code)
		}
	}
	groups := map[string]int{}
	for l := range reached {
		groups[l.Group]++
	}
	for group, n := range map[string]int{"Missing children": 4, "Violence": 14, "Mental Health": 12, "Physical Health": 8, "Accessibility": 8,
		"Discrimination and Exclusion": 7, "Family Relationships": 5, "Peer Relationships": 4, "Education and Occupation": 4, "Sexuality": 3, "Non-Counselling contacts": 6} {
		if groups[group] != n {
			t.Errorf("%d labels of %s are reached, CHI has %d", groups[group], group, n)
		}
		delete(groups, group)
	}
	if len(groups) > 0 {
		t.Errorf("groups that CHI does not have: %v", groups)
	}
}

func TestOldCategoriesLeadToNewOnes(t *testing.T) {
	codes := choosable(second(t), second(t).Field("categories"))
	seen := map[string]bool{}
	for _, old := range OldCategories() {
		if seen[old.Code] || len(old.New) == 0 || old.Label["sq"] == "" || old.Label["en"] == "" {
			t.Errorf("%s is there twice, or lacks something", old.Code)
		}
		seen[old.Code] = true
		for _, code := range old.New {
			if !slices.Contains(codes, code) {
				t.Errorf("%s leads to %s, which does not exist", old.Code, code)
			}
		}
	}
}

// TestTheCodeKnowsNoCountry: what belongs to one country or helpline is in the data.
func TestTheCodeKnowsNoCountry(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	local := regexp.MustCompile(`"(sq|en|it|al|AL|116\d*|11[0-9]|12[0-9])"|[ëçËÇ]|(?i:albania|shqip|bashki|qark)`)
	for _, name := range files {
		if matched, _ := filepath.Match("*_test.go", name); matched {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := local.Find(source); found != nil {
			t.Errorf("%s knows %s", name, found)
		}
	}
}

func TestListsGrowWithoutChangingTheOldForms(t *testing.T) {
	for _, c := range []struct {
		version, since, until string
		want                  bool
	}{
		{"2", "", "", true}, {"2", "2", "", true}, {"2", "3", "", false}, {"2", "", "2", true}, {"2", "", "1", false}, {"10", "9", "11", true}, {"10", "2", "9", false},
	} {
		if got := within(c.version, c.since, c.until); got != c.want {
			t.Errorf("version %s is from %q to %q: %v", c.version, c.since, c.until, got)
		}
	}
}

func TestPath(t *testing.T) {
	places := second(t).Lists["places"]
	if got, _ := json.Marshal(Path(places, "al224")); string(got) != `["al_11","al224"]` {
		t.Errorf("the way to al224 is %s", got)
	}
	if got := Path(places, "nowhere"); got != nil {
		t.Errorf("the way to nowhere is %v", got)
	}
}
