package sql_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"alo116/sql"
	"alo116/sql/audit"
	"alo116/sql/sqltest"
)

// act writes one act, as revealing a number is.
func act(t testing.TB, store *sql.Store, words string) {
	t.Helper()
	err := store.Audit(t.Context(), sql.Act{Actor: "8a1f7b5e-0000-4000-8000-000000000000", Action: "number.revealed",
		Object: "contact:1", Purpose: "callback", Words: words})
	if err != nil {
		t.Fatal(err)
	}
}

func verified(t testing.TB, store *sql.Store, anchors ...audit.Anchor) audit.Report {
	t.Helper()
	report, err := store.VerifyAudit(t.Context(), anchors)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func anchor(t testing.TB, store *sql.Store) audit.Anchor {
	t.Helper()
	a, err := store.AuditAnchor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAuditKeepsWhatWasDone(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira := person(t, store, "mira")
	before := verified(t, store).Size
	ctx := sql.ActingAs(t.Context(), mira.ID)
	for _, a := range []sql.Act{{Action: "session.begun"}, {Actor: "somebody-else", Action: "policy.changed", Object: "policy:1"},
		{Action: "number.revealed", Object: "contact:1", Purpose: "callback", Words: "the canary asked for it"}} {
		if err := store.Audit(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
	page, err := store.AuditEntries(t.Context(), sql.AuditFilter{Limit: 2})
	if err != nil || len(page.Entries) != 2 || page.Before != before+2 {
		t.Fatalf("got %+v, %v", page, err)
	}
	newest := page.Entries[0]
	if newest.N != before+3 || newest.Actor != mira.ID || newest.ActorName != mira.Name || newest.Action != "number.revealed" ||
		newest.Object != "contact:1" || newest.Purpose != "callback" || !newest.Worded || !newest.Readable || time.Since(newest.At) > time.Minute {
		t.Errorf("got %+v", newest)
	}
	page, err = store.AuditEntries(t.Context(), sql.AuditFilter{Before: page.Before, Limit: int(before) + 1})
	if err != nil || len(page.Entries) != int(before)+1 || page.Before != 0 || page.Entries[0].Action != "session.begun" || page.Entries[0].Worded {
		t.Errorf("got %+v, %v", page, err)
	}
	if n := count(t, store, `SELECT count(*) FROM audit x WHERE strpos(x::text, 'canary') > 0`); n != 0 {
		t.Error("free words are there in the clear")
	}
	if report := verified(t, store, anchor(t, store)); len(report.Findings) != 0 || report.Size != before+3 || report.Anchors != 1 {
		t.Errorf("got %+v", report)
	}
}

func TestAuditEntriesAreChosen(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	for _, a := range []sql.Act{{Actor: "a", Action: "x.done", Object: "contact:1"}, {Actor: "b", Action: "x.done", Object: "contact:2"},
		{Actor: "a", Action: "y.done", Object: "contact:2"}} {
		if err := store.Audit(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		filter sql.AuditFilter
		want   []int64
	}{
		{sql.AuditFilter{}, []int64{3, 2, 1}}, {sql.AuditFilter{Actor: "a"}, []int64{3, 1}}, {sql.AuditFilter{Action: "x.done"}, []int64{2, 1}},
		{sql.AuditFilter{Object: "contact:2"}, []int64{3, 2}}, {sql.AuditFilter{Actor: "a", Object: "contact:2"}, []int64{3}},
		{sql.AuditFilter{From: time.Now().Add(time.Hour)}, nil}, {sql.AuditFilter{Until: time.Now().Add(time.Hour), Before: 2}, []int64{1}},
		{sql.AuditFilter{Until: time.Now().Add(-time.Hour)}, nil},
	} {
		page, err := store.AuditEntries(t.Context(), c.filter)
		var got []int64
		for _, e := range page.Entries {
			got = append(got, e.N)
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%+v: got %v, %v", c.filter, got, err)
		}
	}
}

func TestReadingWordsIsAnActItself(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	act(t, store, "because")
	words, err := store.AuditWords(t.Context(), 1, "auditor")
	if err != nil || words != "because" {
		t.Errorf("got %q, %v", words, err)
	}
	page, err := store.AuditEntries(t.Context(), sql.AuditFilter{Action: "audit.words_read"})
	if err != nil || len(page.Entries) != 1 || page.Entries[0].Actor != "auditor" || page.Entries[0].Object != "audit:1" {
		t.Errorf("got %+v, %v", page, err)
	}
	if _, err := store.AuditWords(t.Context(), 99, "auditor"); err == nil {
		t.Error("an entry that is not there has words")
	}
	if words, err := store.AuditWords(t.Context(), 2, "auditor"); err != nil || words != "" {
		t.Errorf("got %q, %v", words, err)
	}
}

// Without the proof there is no deed.
func TestWhatCannotBeAuditedIsNotDone(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira := person(t, store, "mira")
	if err := store.Exec(t.Context(), `ALTER TABLE audit ADD CHECK (n < 0) NOT VALID`); err != nil {
		t.Fatal(err)
	}
	if err := store.SetDisabled(t.Context(), mira.ID, true); err == nil {
		t.Error("it was done")
	}
	if p, err := store.PersonByID(t.Context(), mira.ID); err != nil || p.Disabled {
		t.Errorf("got %+v, %v", p, err)
	}
	for _, bad := range []sql.Act{{Action: "nonsense"}, {Action: "x.y", Purpose: "Free words!"}, {Action: "x.y", Object: strings.Repeat("x", 201)},
		{Action: "x.y", Words: "\xff"}} {
		if err := fresh(t).Audit(t.Context(), bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

func TestAuditTableTakesNoChange(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	act(t, store, "because")
	for _, change := range []string{`UPDATE audit SET actor = 'x'`, `DELETE FROM audit`, `TRUNCATE audit`, `UPDATE audit SET salt = NULL`,
		`UPDATE audit SET salt = NULL, words = NULL, object = 'x'`, `UPDATE audit SET salt = decode(repeat('00', 32), 'hex')`} {
		if err := store.Exec(t.Context(), change); err == nil {
			t.Errorf("%s was done", change)
		}
	}
	if report := verified(t, store); len(report.Findings) != 0 || report.Size != 1 {
		t.Errorf("got %+v", report)
	}
}

func TestErasedWordsLeaveTheProof(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	act(t, store, "the canary")
	if err := store.Audit(t.Context(), sql.Act{Action: "x.done", Object: "contact:2", Words: "another"}); err != nil {
		t.Fatal(err)
	}
	before := anchor(t, store)
	if err := store.EraseAuditWords(t.Context(), "contact:1", "subject_request"); err != nil {
		t.Fatal(err)
	}
	after := anchor(t, store)
	if n := count(t, store, `SELECT count(*) FROM audit WHERE words IS NOT NULL OR salt IS NOT NULL`); n != 1 {
		t.Errorf("%d have words still", n)
	}
	if report := verified(t, store, before, after); len(report.Findings) != 0 || report.Anchors != 2 || report.Size != 3 {
		t.Errorf("got %+v", report)
	}
	e, proof, err := store.AuditInclusion(t.Context(), 1, after)
	if err != nil {
		t.Fatal(err)
	}
	if err := audit.Includes(after.Size, after.Root, e, proof); err != nil {
		t.Error(err)
	}
	growth, err := store.AuditConsistency(t.Context(), before, after)
	if err != nil {
		t.Fatal(err)
	}
	if err := audit.Extends(before, after, growth); err != nil {
		t.Error(err)
	}
	if words, err := store.AuditWords(t.Context(), 1, "auditor"); err != nil || words != "" {
		t.Errorf("got %q, %v", words, err)
	}
	// The same without telling it is found.
	if err := store.Exec(t.Context(), `UPDATE audit SET salt = NULL, words = NULL WHERE n = 2`); err != nil {
		t.Fatal(err)
	}
	if report := verified(t, store); len(report.Findings) != 1 || report.Findings[0].Kind != audit.WordsGone || report.Findings[0].From != 2 {
		t.Errorf("got %v", report.Findings)
	}
}

func TestWordsCanBeSealedAnew(t *testing.T) {
	t.Parallel()
	url, keys := sqltest.URL(t), sqltest.Keys(t)
	store := open(t, url, keys)
	act(t, store, "because")
	rotated, err := keys.Rotate()
	if err != nil {
		t.Fatal(err)
	}
	newer := open(t, url, rotated)
	if err := newer.ResealAuditWords(t.Context()); err != nil {
		t.Fatal(err)
	}
	if words, err := newer.AuditWords(t.Context(), 1, "auditor"); err != nil || words != "because" {
		t.Errorf("got %q, %v", words, err)
	}
	if _, err := store.AuditWords(t.Context(), 1, "auditor"); err == nil {
		t.Error("the old key opens what was sealed anew")
	}
	if report := verified(t, newer); len(report.Findings) != 0 {
		t.Errorf("got %v", report.Findings)
	}
}

func BenchmarkAudit(b *testing.B) {
	store := fresh(b)
	store.KeepAnchors(filepath.Join(b.TempDir(), "anchor"))
	for b.Loop() {
		act(b, store, "")
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
}
