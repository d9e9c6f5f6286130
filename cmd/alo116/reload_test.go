package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

const plain = `{"skills":["danger"],"lines":[{"id":"116111","number":"116-111","name":{"en":"x"},"steps":[{}]}]}`

// policyHouse is a house with a real database, a policy file and nobody in it yet.
func policyHouse(t *testing.T) (h *house, write func(string), log *bytes.Buffer) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "policy.json")
	write = func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	log = new(bytes.Buffer)
	store := openStore(t, sqltest.URL(t), sqltest.Keys(t))
	return &house{log: zerolog.New(log), policyFile: file, loop: newLoop(nil), store: store}, write, log
}

func addPerson(t *testing.T, store *sql.Store, login string, role queue.Role) queue.AgentID {
	t.Helper()
	p, err := store.CreatePerson(t.Context(), sql.Person{Login: login, Name: login, Role: role})
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

func TestAChangedPolicyIsTakenAndOneThatCannotWorkIsNot(t *testing.T) {
	if testing.Short() {
		t.Log("only the parts without a database: the rest is in make test")
		return
	}
	h, write, log := policyHouse(t)
	addPerson(t, h.store, "arta", queue.Psychologist)
	write(plain)
	h.usePolicy(t.Context())
	good := h.policy.Load()
	if facts := h.loop.facts.take(nil); good == nil || len(facts) != 1 || facts[0] != (queue.PolicyChanged{Policy: good}) {
		t.Fatalf("the queue heard %v", facts)
	}
	for _, bad := range []struct{ text, reason, says string }{
		{`{"lines":[]}`, "faulty", "there is no line"},
		{`{"lines":`, "malformed", "read policy"},
		{`{"lines":[{"id":"116111","steps":[{"roles":["supervisor"]}]}]}`, "team", "nobody of the team of 1"},
		{`{"reserve":[{"below_priority":1,"agents":1}],"lines":[{"id":"116111"}]}`, "team", "the reserve keeps 1"},
	} {
		log.Reset()
		write(bad.text)
		h.usePolicy(t.Context())
		if h.policy.Load() != good || h.loop.facts.len() != 0 {
			t.Errorf("%s was taken", bad.text)
		}
		for _, says := range []string{"SIGHUP again", bad.says, `"reason":"` + bad.reason + `"`} {
			if !strings.Contains(log.String(), says) {
				t.Errorf("the log does not say %q: %s", says, log.String())
			}
		}
		if last := h.unkept[len(h.unkept)-1]; last.Refused != bad.reason {
			t.Errorf("%s is refused as %q", bad.text, last.Refused)
		}
	}
	h.keepPolicies(t.Context())
	if kept, err := h.store.PolicyAt(t.Context(), time.Now()); err != nil || string(kept.Text) != plain || len(h.unkept) != 0 {
		t.Errorf("kept %s, %v; not kept %v", kept.Text, err, h.unkept)
	}
}

func TestTheFirstPolicy(t *testing.T) {
	if testing.Short() {
		t.Log("only the parts without a database: the rest is in make test")
		return
	}
	h, write, log := policyHouse(t)
	rules := `{"lines":[{"id":"116111","steps":[{"roles":["psychologist"]}]}]}`
	write(rules)
	begin := func() error { return h.begin(t.Context(), readPolicy(h.policyFile)) }
	if err := begin(); err != nil || !strings.Contains(log.String(), "nobody may sign in to take calls yet") {
		t.Errorf("a fresh install, with nobody in it, does not begin: %v %s", err, log)
	}
	id := addPerson(t, h.store, "arta", queue.Psychologist)
	addPerson(t, h.store, "besa", queue.SocialWorker)
	log.Reset()
	if err := begin(); err != nil || log.Len() > 0 {
		t.Errorf("a policy that works does not begin: %v %s", err, log)
	}
	if err := h.store.SetDisabled(t.Context(), id, true); err != nil {
		t.Fatal(err)
	}
	if err := begin(); err != nil || !strings.Contains(log.String(), "the team changed") {
		t.Errorf("a policy in force whose people left does not begin, or nobody is told: %v %s", err, log)
	}
	write(strings.Replace(rules, "psychologist", "supervisor", 1))
	if err := begin(); err == nil || !strings.Contains(err.Error(), "for want of supervisor") {
		t.Errorf("a new policy that cannot work begins: %v", err)
	}
}

// A service tells which keys it works with, so that whoever changes them waits for it, and says once in the log, and to whoever asks whether
// it is ready, when its keys are an old copy.
func TestTheServiceTellsItsKeysAndThatTheyAreOld(t *testing.T) {
	if testing.Short() {
		t.Log("only the parts without a database: the rest is in make test")
		return
	}
	url, keys, ring, log := sqltest.URL(t), sqltest.Keys(t), t.TempDir(), new(bytes.Buffer)
	newer, err := keys.Rotate()
	if err = errors.Join(err, keys.UseKeyring(ring, ""), newer.UseKeyring(ring, "")); err != nil {
		t.Fatal(err)
	}
	h := &house{log: zerolog.New(log), store: openStore(t, url, keys)}
	operator := openStore(t, url, newer)
	rewraps := func(want error) {
		t.Helper()
		if _, err := operator.Rewrap(t.Context()); !errors.Is(err, want) {
			t.Errorf("rewrap says %v, want %v", err, want)
		}
	}
	ready := func() error {
		for _, check := range h.checks() {
			if check.Name == "keys" {
				return check.Probe(t.Context())
			}
		}
		return errors.New("nobody asks")
	}
	h.holdKeys(t.Context())
	rewraps(sql.ErrKeysApart)
	if err := ready(); err != nil || log.Len() > 0 {
		t.Errorf("its keys are the newest that are used: %v %s", err, log)
	}
	h.letKeysGo(t.Context())
	rewraps(nil)
	for range 3 {
		h.holdKeys(t.Context())
	}
	if said := log.String(); strings.Count(said, "systemctl restart alo116") != 1 || !errors.Is(ready(), sql.ErrOldKeys) {
		t.Errorf("it does not say once what to do: %v %s", ready(), said)
	}
}
