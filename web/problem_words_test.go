package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	// A page says what went wrong by its own group of words: of answers of this service, of a socket's, or of a form's field.
	shownProblem = regexp.MustCompile(`tCode\('((?:[a-z]+\.)?problem)'`)
	// Screens are tested beside a service of the tests' own, which answers in these two ways.
	fakedProblem = regexp.MustCompile(`(?:fault\(\d+, |\berror: \{ code: )'([a-z_]+)'`)
)

// What any route may answer, whatever it is for, and `away`, which pages call no answer at all.
var anyRoute = []string{"unavailable", "bad_request", "forbidden", "not_found", "locked", "signed_out", "too_many_tries", "away"}

// TestEveryProblemOfAPageHasWords holds that a page never shows a bare code: there are words for what any route may answer, in the
// group of each page or among those that every page falls back to.
func TestEveryProblemOfAPageHasWords(t *testing.T) {
	groups := inScreens(t, "ui/src", shownProblem)
	for _, group := range []string{"case.problem", "note.problem", "reveal.problem", "referral.problem", "people.problem", "document.problem", "directory.problem"} {
		if !groups[group] {
			t.Errorf("no page says %s: are problems not written as they were?", group)
		}
	}
	for _, lang := range []string{"en", "sq"} {
		words := screenWords(t, lang)
		say := func(key string) bool { return strings.Contains(words, "'"+key+"': '") }
		if !say("failure.other") {
			t.Errorf("a code that nobody thought of has no words in %s", lang)
		}
		for group := range groups {
			for _, code := range anyRoute {
				if !say(group+"."+code) && !say("failure."+code) {
					t.Errorf("%s.%s has no words in %s", group, code, lang)
				}
			}
		}
	}
}

// TestScreensAreTestedWithWhatTheServiceSays holds that the tests' own service answers with no code that this one never sends.
func TestScreensAreTestedWithWhatTheServiceSays(t *testing.T) {
	sent := map[string]bool{"unavailable": true, "too_many_tries": true, "second_factor": true}
	for _, p := range problems {
		sent[p.code] = true
	}
	for part := range agencyFaults {
		sent["agency_"+string(part)] = true
	}
	for part := range referralFaults {
		sent["referral_"+string(part)] = true
	}
	faked := inScreens(t, "ui/test/screens", fakedProblem)
	if !faked["unavailable"] || !faked["conflict"] {
		t.Fatalf("answers are not faked as they were: %v", faked)
	}
	for code := range faked {
		if !sent[code] {
			t.Errorf("a test answers %q, which the service never does", code)
		}
	}
}

// inScreens is all that the pattern's first part finds in the files of the screens.
func inScreens(t *testing.T, room string, pattern *regexp.Regexp) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := filepath.WalkDir(room, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".ts" && filepath.Ext(path) != ".svelte" {
			return err
		}
		text, err := os.ReadFile(path)
		for _, hit := range pattern.FindAllSubmatch(text, -1) {
			all[string(hit[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
