package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

const quickRules = `{"most_a_day": 10, "rules": [
	{"name": "quick", "class": "contact", "after": "1 day", "then": "forget", "stays": ["call_type"], "why": "x"}]}`

// helpline is a database with one contact that is two days old, and how a command finds it.
type helpline struct {
	store             *sql.Store
	keys              *sql.Keys
	contact           string
	settings          []string
	rulesFile, folder string
}

func newHelpline(t *testing.T, number string) *helpline {
	t.Helper()
	dir := t.TempDir()
	h := &helpline{folder: dir, rulesFile: filepath.Join(dir, "retention.json")}
	keyFile, ring := filepath.Join(dir, "keys.json"), filepath.Join(dir, "keyring")
	var err error
	if err = os.Mkdir(ring, 0o700); err != nil {
		t.Fatal(err)
	}
	if h.keys, err = sql.NewKeys("AL"); err != nil {
		t.Fatal(err)
	}
	if err := h.keys.Save(keyFile); err != nil {
		t.Fatal(err)
	}
	if err := h.keys.UseKeyring(ring, ""); err != nil {
		t.Fatal(err)
	}
	url := sqltest.URL(t)
	h.store = openStore(t, url, h.keys)
	h.settings = []string{"--database-url", url, "--key-file", keyFile, "--keyring-dir", ring}
	h.rules(t, quickRules)
	h.contact = h.talk(t, "call-1", number)
	return h
}

func (h *helpline) rules(t *testing.T, text string) {
	t.Helper()
	if err := os.WriteFile(h.rulesFile, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// talk leaves a closed contact of a call.
func (h *helpline) talk(t *testing.T, call queue.CallID, number string) (contact string) {
	t.Helper()
	ctx := t.Context()
	mira, err := h.store.CreatePerson(ctx, sql.Person{Login: string(call), Name: "Mira", Role: "psychologist"})
	if err != nil {
		t.Fatal(err)
	}
	journal, err := h.store.Journal(sql.JournalConfig{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	runJournal(t, journal, []queue.Record{{Epoch: 1, N: uint64(len(h.contact) + 1), At: time.Now().Add(-time.Hour), Kind: queue.RecArrived,
		Call: call, Line: "116111", Caller: h.keys.Identify(number, number == "")}})
	sealed, err := h.keys.SealNumber(call, number)
	if err != nil {
		t.Fatal(err)
	}
	c, err := h.store.Contacts().Open(ctx, call, mira.ID, sealed)
	if err != nil {
		t.Fatal(err)
	}
	for rev, change := range [][2]string{{"call_type", `"child_self"`}, {"note", `"A canary sang of its neighbour."`}} {
		if _, err := h.store.Contacts().Set(ctx, c.ID, mira.ID, change[0], []byte(change[1]), rev); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.store.Contacts().Close(ctx, c.ID, mira.ID, 2); err != nil {
		t.Fatal(err)
	}
	return c.ID
}

func (h *helpline) typed(t *testing.T, input string, args ...string) (code int, out, errs string) {
	t.Helper()
	return typed(t, input, append(args, h.settings...)...)
}

func TestRetentionIsShownThenConfirmedThenApplied(t *testing.T) {
	if testing.Short() {
		t.Log("it needs a database: make test has one")
		return
	}
	h := newHelpline(t, "+355 69 000 0012")
	h.rules(t, strings.Replace(quickRules, `"1 day"`, `"1 year"`, 1))
	code, out, errs := h.typed(t, "", "retention", "--retention-file", h.rulesFile)
	match := regexp.MustCompile(`--confirm ([0-9a-f]{8})\n`).FindStringSubmatch(out)
	if code != 0 || match == nil || !strings.Contains(out, "WHAT STAYS") || !strings.Contains(out, "(no rule)") {
		t.Fatalf("exit %d, %s%s", code, out, errs)
	}
	if code, _, errs := h.typed(t, "", "retention", "--retention-file", h.rulesFile, "--apply"); code != 1 || !strings.Contains(errs, "--confirm") {
		t.Errorf("applied unconfirmed: exit %d, %s", code, errs)
	}
	if code, _, errs := h.typed(t, "", "retention", "--retention-file", h.rulesFile, "--confirm", "00000000"); code != 1 || !strings.Contains(errs, "is not the code") {
		t.Errorf("a wrong code: exit %d, %s", code, errs)
	}
	if code, out, errs := h.typed(t, "", "retention", "--retention-file", h.rulesFile, "--confirm", match[1]); code != 0 || !strings.Contains(out, "are confirmed") {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
	if code, out, errs := h.typed(t, "", "retention", "--retention-file", h.rulesFile, "--apply"); code != 0 || !strings.Contains(out, "Nothing was due") {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
	if code, _, errs := h.typed(t, "", "retention", "--retention-file", h.rulesFile, "--apply", "--dry-run"); code != 2 || !strings.Contains(errs, "--help") {
		t.Errorf("both at once: exit %d, %s", code, errs)
	}
}

// said collects what the service logs.
type said struct{ strings.Builder }

func TestTheServicePurgesByItself(t *testing.T) {
	if testing.Short() {
		t.Log("it needs a database: make test has one")
		return
	}
	hp := newHelpline(t, "")
	var log said
	h := &house{log: zerolog.New(&log), store: hp.store, retention: retentionSettings{hp.rulesFile}}
	y, m, d := time.Now().Date()
	noon := time.Date(y, m, d, 12, 0, 0, 0, time.Local)
	hindrance := h.purgeOnce(t.Context(), noon, "")
	if !strings.Contains(hindrance, "until they are confirmed") || !strings.Contains(log.String(), "alo116 retention") {
		t.Errorf("unconfirmed: %q, %s", hindrance, log.String())
	}
	rules, err := h.retention.rules()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.Retention(rules).Confirm(t.Context()); err != nil {
		t.Fatal(err)
	}
	if hindrance = h.purgeOnce(t.Context(), noon.AddDate(0, 0, 3), hindrance); hindrance != "" || !strings.Contains(log.String(), `"gone":{"quick":1}`) {
		t.Errorf("confirmed: %q, %s", hindrance, log.String())
	}
	h.retention.RetentionFile = filepath.Join(hp.folder, "none.json")
	hindrance = h.purgeOnce(t.Context(), noon, "")
	if again := h.purgeOnce(t.Context(), noon, hindrance); again != hindrance || strings.Count(log.String(), "none.json") != 1 {
		t.Errorf("it says %q, %s", again, log.String())
	}
	h.retention.RetentionFile = ""
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := h.purge(ctx); err != nil || !strings.Contains(log.String(), "nothing is ever purged") {
		t.Errorf("without rules: %v, %s", err, log.String())
	}
}

// An erasure is cut off because the keyring is away: the service finishes it by itself, though nobody gave it rules, and tells until then.
func TestTheServiceFinishesAnErasureThatWasCutOff(t *testing.T) {
	if testing.Short() {
		t.Log("it needs a database: make test has one")
		return
	}
	hp := newHelpline(t, "+355 69 000 0012")
	ring := filepath.Join(hp.folder, "keyring")
	if err := os.Rename(ring, ring+".away"); err != nil {
		t.Fatal(err)
	}
	if err := hp.store.Forget(t.Context(), hp.contact, true); err == nil {
		t.Fatal("it was not cut off")
	}
	var log said
	h := &house{log: zerolog.New(&log), store: hp.store}
	if hindrance := h.purgeOnce(t.Context(), time.Now(), ""); hindrance == "" || !strings.Contains(log.String(), "is not all gone") {
		t.Errorf("away: %q, %s", hindrance, log.String())
	}
	if err := os.Rename(ring+".away", ring); err != nil {
		t.Fatal(err)
	}
	if hindrance := h.purgeOnce(t.Context(), time.Now(), ""); hindrance != "" || !strings.Contains(log.String(), `"contacts":1`) {
		t.Errorf("there again: %q, %s", hindrance, log.String())
	}
	if keys, err := filepath.Glob(filepath.Join(ring, "*", "*.key")); err != nil || len(keys) != 0 {
		t.Errorf("left are %v, %v", keys, err)
	}
}

func TestDoctorSaysWhetherWhatHadItsTimeGoes(t *testing.T) {
	if testing.Short() {
		t.Log("it needs a database: make test has one")
		return
	}
	h := newHelpline(t, "")
	policy := filepath.Join(h.folder, "policy.json")
	if err := os.WriteFile(policy, []byte(`{"lines":[{"id":"116111","number":"116-111","name":{"en":"x"},"steps":[{}]}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	finds := func(says string) {
		t.Helper()
		_, out, _ := h.typed(t, "", "doctor", "--policy-file", policy, "--retention-file", h.rulesFile, "--ari-url", "http://127.0.0.1:1/ari", "--ari-password", "x")
		for line := range strings.Lines(out) {
			if strings.HasPrefix(line, "retention") && strings.Contains(line, says) {
				return
			}
		}
		t.Errorf("the doctor does not say %q: %s", says, out)
	}
	finds("do nothing yet")
	rules, err := retentionSettings{h.rulesFile}.rules()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.Retention(rules).Confirm(t.Context()); err != nil {
		t.Fatal(err)
	}
	finds("well")
	h.rules(t, strings.Replace(quickRules, `"after"`, `"match": {"lines": ["116999"]}, "after"`, 1))
	finds("which the policy does not have")
	h.rulesFile = ""
	finds("nothing is ever purged")
}
