package sql_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rs/zerolog"

	"alo116/sql"
	"alo116/sql/audit"
	"alo116/sql/sqltest"
)

// Two services on one database, each with its own anchor file.
func TestTwoServicesWriteOneTrail(t *testing.T) {
	t.Parallel()
	url, keys, dir := sqltest.URL(t), sqltest.Keys(t), t.TempDir()
	stores := []*sql.Store{open(t, url, keys), open(t, url, keys)}
	stores[0].KeepAnchors(filepath.Join(dir, "a"))
	stores[1].KeepAnchors(filepath.Join(dir, "b"))
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 10 {
				act(t, stores[i%2], "")
			}
		})
	}
	group.Wait()
	var anchors []audit.Anchor
	for i, name := range []string{"a", "b"} {
		if err := stores[i].CheckAnchor(t.Context()); err != nil {
			t.Error(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		found, bad := stores[0].ReadAnchors(string(text))
		if len(found) != 1 || bad != 0 {
			t.Errorf("%s holds %d anchors, %d bad", name, len(found), bad)
		}
		anchors = append(anchors, found...)
	}
	if newest := max(anchors[0].Size, anchors[1].Size); newest != 80 {
		t.Errorf("the newest anchor is of %d entries", newest)
	}
	if report := verified(t, stores[1], anchors...); len(report.Findings) != 0 || report.Size != 80 || report.Anchors != 2 {
		t.Errorf("got %+v", report)
	}
}

// Whoever cuts the end off leaves the service's own anchor behind, and what is written afterwards does not cover it.
func TestACutEndIsFoundAlsoAfterNewEntries(t *testing.T) {
	t.Parallel()
	url, keys := sqltest.URL(t), sqltest.Keys(t)
	var log bytes.Buffer
	store, err := sql.Open(t.Context(), url, keys, zerolog.New(&log))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	file := filepath.Join(t.TempDir(), "anchor")
	store.KeepAnchors(file)
	for range 5 {
		act(t, store, "")
	}
	unguarded(t, store, `DELETE FROM audit WHERE n > 3`)
	if err := store.CheckAnchor(t.Context()); err == nil || !strings.Contains(err.Error(), "audit verify") {
		t.Errorf("got %v", err)
	}
	for range 4 {
		act(t, store, "")
	}
	if !strings.Contains(log.String(), "not the one that was anchored") {
		t.Errorf("the log says %q", log.String())
	}
	text, err := os.ReadFile(file + ".log")
	if err != nil {
		t.Fatal(err)
	}
	anchors, _ := store.ReadAnchors(string(text))
	report := verified(t, store, anchors...)
	if len(report.Findings) != 1 || report.Findings[0].Kind != audit.Rewritten || report.Findings[0].To != 5 {
		t.Errorf("got %v", report.Findings)
	}
	if err := store.CheckAnchor(t.Context()); err != nil {
		t.Error(err)
	}
}

// A service does not stop when somebody damaged the trail: a helpline must let its people in. Verify tells it for ever.
func TestADamagedTrailGoesOn(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	for range 4 {
		act(t, store, "")
	}
	unguarded(t, store, `DELETE FROM audit WHERE n = 4`)
	unguarded(t, store, `DELETE FROM audit WHERE n = 2`)
	if _, err := store.AuditAnchor(t.Context()); err == nil {
		t.Error("it was anchored")
	}
	act(t, store, "")
	report := verified(t, store)
	if len(report.Findings) == 0 || report.Findings[0].String() != "entry 2 missing: deleted afterwards" || report.Size != 4 {
		t.Errorf("got %v", report.Findings)
	}
}

// unguarded runs a statement as somebody who owns the database can: without the table's guards.
func unguarded(t testing.TB, store *sql.Store, statement string, args ...any) {
	t.Helper()
	for _, s := range []string{`ALTER TABLE audit DISABLE TRIGGER USER`, ``, `ALTER TABLE audit ENABLE TRIGGER USER`} {
		var err error
		if s == `` {
			err = store.Exec(t.Context(), statement, args...)
		} else {
			err = store.Exec(t.Context(), s)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
