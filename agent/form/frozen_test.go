package form

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"testing"
)

// frozen are the versions that contacts were begun with, each by the hash of all that gives their values a meaning.
// Such a line is added when a version is taken into use, and never changed: make a new version instead.
var frozen = map[string]string{
	"1":       "f51561dcfa0a8d21",
	"2":       "7fc0be7abec253fd",
	CaseSheet: "493204f0e28eafc9",
}

func TestWhatIsInUseDoesNotChange(t *testing.T) {
	for _, used := range []string{Latest, CaseSheet} {
		if frozen[used] == "" {
			t.Errorf("version %s is in use and not frozen", used)
		}
	}
	for version, want := range frozen {
		d, ok := Version(version)
		if !ok {
			t.Errorf("version %s is gone; its contacts cannot be read any more", version)
			continue
		}
		if got := meaning(t, d); got != want {
			t.Errorf("version %s means something else than it did: %s", version, got)
		}
	}
}

// meaning hashes a definition without its words, which may be corrected.
func meaning(t *testing.T, d *Definition) string {
	t.Helper()
	raw, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var read any
	if err := json.Unmarshal(raw, &read); err != nil {
		t.Fatal(err)
	}
	strip(read)
	if raw, err = json.Marshal(read); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

func strip(v any) {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "label")
		delete(v, "hint")
		delete(v, "aliases")
		for _, e := range v {
			strip(e)
		}
	case []any:
		for _, e := range v {
			strip(e)
		}
	}
}

// TestTheFirstFormIsServedAsItWasWritten: what old screens were built on.
func TestTheFirstFormIsServedAsItWasWritten(t *testing.T) {
	d, _ := Version("1")
	file, err := files.ReadFile("definitions/1.json")
	if err != nil {
		t.Fatal(err)
	}
	served, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if json.Unmarshal(file, &a) != nil || json.Unmarshal(served, &b) != nil {
		t.Fatal("not JSON")
	}
	if x, y := string(encode(a)), string(encode(b)); x != y {
		t.Errorf("the file says\n%s\nand screens get\n%s", x, y)
	}
}
