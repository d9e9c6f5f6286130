package sql_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"alo116/sql"
	"alo116/sql/sqltest"
)

func TestRevealingIsProvenAndABrokenGlassStands(t *testing.T) {
	t.Parallel()
	url, keys := sqltest.URL(t), sqltest.Keys(t)
	store := open(t, url, keys)
	store.KeepAnchors(filepath.Join(t.TempDir(), "anchor"))
	contacts, mira, agron := store.Contacts(), person(t, store, "mira"), person(t, store, "agron")
	number, err := keys.SealNumber("call-1", "+355690000042")
	if err != nil {
		t.Fatal(err)
	}
	c, err := contacts.Open(t.Context(), "call-1", mira.ID, number)
	if err == nil {
		_, err = contacts.Set(t.Context(), c.ID, mira.ID, "note", raw(`"canary"`), 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	if o, err := contacts.Owner(t.Context(), c.ID); err != nil || o.Agent != mira.ID || time.Since(o.Since) > time.Minute {
		t.Errorf("got %+v, %v", o, err)
	}
	if got, err := contacts.Reveal(t.Context(), c.ID, agron.ID, "danger", "because", true); err != nil || got != "+355690000042" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := contacts.Look(t.Context(), c.ID, agron.ID, "quality", "", false); err != nil || string(got.Values["note"]) != `"canary"` {
		t.Errorf("got %+v, %v", got, err)
	}
	alerts, err := store.Alerts(t.Context())
	if err != nil || len(alerts) != 1 || alerts[0].Action != "number.revealed.glass" || alerts[0].Actor != agron.ID || alerts[0].ActorName == "" {
		t.Fatalf("got %+v, %v", alerts, err)
	}
	if err := store.CloseAlert(t.Context(), alerts[0].Entry, agron.ID); !errors.Is(err, sql.ErrOwnAlert) {
		t.Errorf("who broke it looked at it: %v", err)
	}
	if err := store.CloseAlert(t.Context(), alerts[0].Entry, mira.ID); err != nil {
		t.Error(err)
	}
	if err := store.CloseAlert(t.Context(), alerts[0].Entry, mira.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("it was closed twice: %v", err)
	}
	if report, err := store.VerifyOwnAudit(t.Context()); err != nil || len(report.Findings) != 0 || report.Anchors == 0 {
		t.Errorf("got %+v, %v", report, err)
	}
}

func TestNothingIsRevealedOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	c, err := contacts.Open(t.Context(), "call-1", mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	before := verified(t, store).Size
	for _, id := range []string{c.ID, "nonsense", "8a1f7b5e-0000-4000-8000-000000000000"} {
		if _, err := contacts.Reveal(t.Context(), id, mira.ID, "callback", "", false); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("%s: %v", id, err)
		}
	}
	for _, id := range []string{"nonsense", "8a1f7b5e-0000-4000-8000-000000000000"} {
		if _, err := contacts.Owner(t.Context(), id); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("%s: %v", id, err)
		}
	}
	if after := verified(t, store).Size; after != before {
		t.Errorf("%d acts of nothing", after-before)
	}
}

func TestWordsAboutAContactGoWithItsKey(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	c, err := contacts.Open(t.Context(), "call-1", mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := contacts.Look(t.Context(), c.ID, mira.ID, "other", "a canary asked", false); err != nil {
		t.Fatal(err)
	}
	var n int64
	if err := store.QueryRow(t.Context(), `SELECT n FROM audit WHERE words IS NOT NULL`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if words, err := store.AuditWords(t.Context(), n, mira.ID); err != nil || words != "a canary asked" {
		t.Errorf("got %q, %v", words, err)
	}
	var key string
	if err := store.QueryRow(t.Context(), `SELECT vault_key::text FROM contact WHERE id = $1`, c.ID).Scan(&key); err != nil {
		t.Fatal(err)
	}
	if err := store.Forget(t.Context(), c.ID, true); err != nil { // the entry keeps its words, as in a backup of before
		t.Fatal(err)
	}
	if words, err := store.AuditWords(t.Context(), n, mira.ID); err != nil || words != "" {
		t.Errorf("the words of a forgotten contact are %q, %v", words, err)
	}
	restore := `UPDATE contact SET vault_key = '` + key + `' WHERE id = '` + c.ID + `'`
	if err := store.Exec(t.Context(), restore); err != nil {
		t.Fatal(err)
	}
	if words, err := store.AuditWords(t.Context(), n, mira.ID); err != nil || words != "" {
		t.Errorf("an old row opens them again: %q, %v", words, err)
	}
}
