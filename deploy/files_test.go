package deploy

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"alo116/queue"
)

func policy(t *testing.T) *queue.Policy {
	t.Helper()
	text, err := os.ReadFile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	p, err := queue.ParsePolicy(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestDialplanHasTheLinesOfThePolicy(t *testing.T) {
	text, err := os.ReadFile("asterisk/lines.conf")
	if err != nil {
		t.Fatal(err)
	}
	var dialled, ruled []string
	for _, m := range regexp.MustCompile(`(?m)^exten => (\d+),1,Goto\(call,(\d+),1\)$`).FindAllStringSubmatch(string(text), -1) {
		if m[1] != m[2] {
			t.Errorf("%s leads to %s", m[1], m[2])
		}
		dialled = append(dialled, m[2])
	}
	for _, l := range policy(t).Lines {
		ruled = append(ruled, string(l.ID))
	}
	slices.Sort(dialled)
	slices.Sort(ruled)
	if !slices.Equal(dialled, ruled) {
		t.Errorf("the dialplan knows %v, the policy %v", dialled, ruled)
	}
}

func TestEveryPromptOfThePolicyIsSpokenInEveryLanguage(t *testing.T) {
	languages, err := filepath.Glob("prompts/*")
	if err != nil || len(languages) < 2 {
		t.Fatalf("languages: %v, %v", languages, err)
	}
	for _, dir := range languages {
		spoken := spoken(t, dir)
		for _, l := range policy(t).Lines {
			for _, name := range toldOn(l) {
				if !spoken[name] {
					t.Errorf("line %s: nobody says %s in %s", l.ID, name, dir)
				}
			}
		}
		for _, name := range openings() {
			if !spoken[name] {
				t.Errorf("nobody says %s in %s", name, dir)
			}
		}
	}
}

// spoken are the names of a language's prompts.
func spoken(t *testing.T, dir string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		names[strings.TrimSuffix(filepath.Base(f), ".txt")] = true
	}
	list, err := os.ReadFile(filepath.Join(dir, "numbers.list"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^([a-z0-9-]+): \S.*$`).FindAllStringSubmatch(string(list), -1) {
		if names[m[1]] {
			t.Errorf("%s: %s is there twice", dir, m[1])
		}
		names[m[1]] = true
	}
	return names
}

// toldOn are the prompts that a line may ask for. Minutes are told in steps, as queue has them.
func toldOn(l queue.Line) []string {
	names := []string{l.Greeting}
	if l.Menu != nil {
		names = append(names, l.Menu.Prompt)
	}
	for _, a := range l.Announce {
		switch a.Say {
		case queue.TellComfort:
			names = append(names, a.Prompt)
		case queue.TellPosition:
			for n := 1; n <= a.Most; n++ {
				names = append(names, fmt.Sprintf("%s-%d", a.Prompt, n))
			}
		case queue.TellWait:
			for _, n := range queue.ToldMinutes() {
				if a.Most == 0 || n <= a.Most {
					names = append(names, fmt.Sprintf("%s-%d", a.Prompt, n))
				}
			}
		}
	}
	return names
}

// openings are the prompts of which ari makes when a line opens.
func openings() []string {
	names := []string{"opens-today", "opens-tomorrow"}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		names = append(names, "opens-"+day)
	}
	for n := 1; n <= 31; n++ {
		names = append(names, fmt.Sprintf("opens-day-%d", n))
	}
	for n := 1; n <= 12; n++ {
		names = append(names, fmt.Sprintf("month-%d", n))
	}
	for n := range 48 {
		names = append(names, fmt.Sprintf("at-%02d%02d", n/2, n%2*30))
	}
	return names
}
