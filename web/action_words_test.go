package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"alo116/agent/roles"
	"alo116/sql/referral"
	"alo116/sql/retention"
)

// An action in the audit trail is written as a text in the program: what is done to, and what is done.
var actionText = regexp.MustCompile(`"((?:account|agency|alert|approach|audit|cases?|contacts?|directory|history|keys|number|person|place|policy|referral|retention|service|subject)\.[a-z_]*)"`)

// TestEveryActionOfTheTrailHasWords looks for every action in the program, and for its words in each language of the auditor's page.
func TestEveryActionOfTheTrailHasWords(t *testing.T) {
	actions := map[string]bool{"number.revealed.glass": true, "contact.opened.glass": true, "case.opened.glass": true, "contact.exported.glass": true}
	for _, room := range []string{"../sql", "../web", "../cmd"} {
		err := filepath.WalkDir(room, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "node_modules") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, found := range actionText.FindAllSubmatch(text, -1) {
				actions[string(found[1])] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if !actions["account.signed_in"] || !actions["person.made_"] || !actions["retention."] {
		t.Fatalf("actions are not written as they were: %v", actions)
	}
	for _, role := range roles.All() {
		actions["person.made_"+string(role)] = true
	}
	for _, deed := range []retention.Deed{retention.Forget, retention.Erase, retention.Unlink, retention.Delete} {
		actions["retention."+string(deed)] = true
	}
	for _, state := range referral.States() {
		if state != referral.Drafted {
			actions["referral."+string(state)] = true
		}
	}
	for _, none := range []string{"person.made_", "retention.", "audit.anchor", "referral."} { // beginnings, and the name of a file
		delete(actions, none)
	}
	for _, lang := range []string{"en", "sq"} {
		words := screenWords(t, lang)
		for action := range actions {
			if !strings.Contains(words, "'action."+action+"': '") {
				t.Errorf("%s has no words in %s", action, lang)
			}
		}
	}
}

// screenWords are all words of the screens in a language, as they are written.
func screenWords(t *testing.T, lang string) string {
	t.Helper()
	rooms, err := filepath.Glob("ui/src/i18n/" + lang + "/*.ts")
	if err != nil || len(rooms) == 0 {
		t.Fatalf("no words in %s: %v", lang, err)
	}
	var all strings.Builder
	for _, room := range rooms {
		text, err := os.ReadFile(room)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}
