package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"alo116/queue"
)

func TestAChangedPolicyIsTakenAndABrokenOneIsNot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "policy.json")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer
	h := &house{log: zerolog.New(&log), policyFile: file, loop: newLoop(nil)}

	write(`{"lines":[{"id":"116111","number":"116-111","name":{"en":"x"},"steps":[{}]}]}`)
	h.usePolicy()
	good := h.policy.Load()
	if facts := h.loop.facts.take(nil); good == nil || len(facts) != 1 || facts[0] != (queue.PolicyChanged{Policy: good}) {
		t.Fatalf("the queue heard %v", facts)
	}

	write(`{"lines":[]}`)
	h.usePolicy()
	if h.policy.Load() != good || h.loop.facts.len() != 0 {
		t.Error("a policy that cannot work was taken")
	}
	if !strings.Contains(log.String(), "SIGHUP again") {
		t.Errorf("the log does not say what to do: %s", log.String())
	}
}
