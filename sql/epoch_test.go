package sql_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"alo116/sql"
	"alo116/sql/sqltest"
)

const year = 365 * 24 * time.Hour

// TestAnEpochGoesWhenNobodyIsKnownByIt, neither before nor while anything waits that may name callers; and from then on nobody can say who a
// hash of its time was of, though it may stand in an old backup.
func TestAnEpochGoesWhenNobodyIsKnownByIt(t *testing.T) {
	t.Parallel()
	_, load := keyFile(t)
	keys := load()
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	c := called(t, store, keys, "call-1", mira.ID, "+355690000001")
	var inBackups []byte
	if err := store.QueryRow(t.Context(), `SELECT caller_key FROM call WHERE id = 'call-1'`).Scan(&inBackups); err != nil {
		t.Fatal(err)
	}
	first := keys.Epochs()[0].ID
	tells := func() bool {
		return slices.ContainsFunc(keys.Recognise("+355690000001"), func(key []byte) bool { return bytes.Equal(key, inBackups) })
	}
	due := func(after time.Duration, begin bool, drop ...uint32) sql.Turn {
		t.Helper()
		turn, err := store.EpochTurn(t.Context(), time.Now().Add(after), year)
		if err != nil || turn.Begin != begin || !slices.Equal(turn.Drop, drop) || turn.Due() != (begin || drop != nil) {
			t.Errorf("%+v is due, %v", turn, err)
		}
		return turn
	}
	take := func(turn sql.Turn) {
		t.Helper()
		changed, err := store.TurnEpochs(t.Context(), turn, t.TempDir())
		if err == nil {
			err = changed.Replace()
		}
		if err == nil {
			err = store.AuditKeys(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	due(2*year, false) // nobody knows when it began
	if err := store.AuditKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	due(0, false)
	take(due(year+time.Hour, true))
	due(time.Hour*48, false) // it recognises somebody
	if err := store.Forget(t.Context(), c.ID, true); err != nil {
		t.Fatal(err)
	}
	due(time.Hour, false) // a call of its time may be under way
	turn := due(48*time.Hour, false, first)
	spool := t.TempDir()
	if err := os.WriteFile(filepath.Join(spool, "1.spool"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.TurnEpochs(t.Context(), turn, spool); err == nil {
		t.Error("it goes while records wait")
	}
	if !tells() {
		t.Fatal("the control does not tell whose hash it is")
	}
	take(turn)
	if tells() || len(keys.Epochs()) != 1 || keys.Epochs()[0].ID == first {
		t.Errorf("the hash still tells who called: %v", keys.Epochs())
	}
	due(48*time.Hour, false)
}

// TestEpochsOfAnotherDatabaseStay: a database that is not the right one has no call of theirs.
func TestEpochsOfAnotherDatabaseStay(t *testing.T) {
	t.Parallel()
	_, load := keyFile(t)
	change(t, load(), (*sql.Keys).NewEpoch)
	store := open(t, sqltest.URL(t), load())
	if turn, err := store.EpochTurn(t.Context(), time.Now().Add(2*year), year); err != nil || turn.Due() {
		t.Errorf("%+v is due, %v", turn, err)
	}
}
