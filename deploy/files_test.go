package deploy

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
	for _, l := range policy(t).Lines {
		prompts := []string{l.Greeting}
		for _, a := range l.Announce {
			prompts = append(prompts, a.Prompt)
		}
		for _, dir := range languages {
			for _, p := range prompts {
				if _, err := os.Stat(filepath.Join(dir, p+".txt")); err != nil {
					t.Errorf("line %s: %v", l.ID, err)
				}
			}
		}
	}
}
