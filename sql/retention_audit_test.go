package sql_test

import (
	"fmt"
	"testing"
	"time"

	"alo116/sql"
)

func TestWhatWentStandsInTheAuditTrail(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	c := p.contact("116111", "silent", "a canary", "", 40)
	about := sql.Act{Actor: p.mira.ID, Action: "contact.opened", Object: "contact:" + c.ID, Purpose: "supervision", Words: "a canary was named"}
	if err := p.store.Audit(t.Context(), about); err != nil {
		t.Fatal(err)
	}
	before := anchor(t, p.store)
	p.apply(p.store.Retention(rules(t, theRules)))
	page, err := p.store.AuditEntries(t.Context(), sql.AuditFilter{Action: "retention.forget"})
	if err != nil || len(page.Entries) != 1 || page.Entries[0].Object != "retention_rule:quick" || page.Entries[0].Purpose != "retention" {
		t.Fatalf("%+v, %v", page, err)
	}
	if words, err := p.store.AuditWords(t.Context(), page.Entries[0].N, p.mira.ID); err != nil || words != "1 of contact: "+c.ID {
		t.Errorf("it says %q, %v", words, err)
	}
	page, err = p.store.AuditEntries(t.Context(), sql.AuditFilter{Action: "contact.opened", Object: "contact:" + c.ID})
	if err != nil || len(page.Entries) != 1 || page.Entries[0].Readable {
		t.Errorf("what was said about the forgotten contact: %+v, %v", page, err)
	}
	if report := verified(t, p.store, before); len(report.Findings) > 0 {
		t.Errorf("the proof does not hold: %v", report.Findings)
	}
}

func TestFreeWordsOfTheAuditTrailGoAtTheirAge(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	for i := range 60 { // more than a batch
		if err := p.store.Audit(t.Context(), sql.Act{Action: "x.done", Object: fmt.Sprintf("contact:%d", i), Words: "a canary"}); err != nil {
			t.Fatal(err)
		}
	}
	r := p.store.Retention(rules(t, theRules))
	if gone := p.apply(r); gone["words"] != 0 {
		t.Errorf("gone: %v", gone)
	}
	before := anchor(t, p.store)
	if gone, err := r.Apply(t.Context(), time.Now().AddDate(3, 0, 1)); err != nil || gone["words"] != 60 {
		t.Errorf("gone: %v, %v", gone, err)
	}
	if !p.is(`count(*) = 0 FROM audit WHERE words IS NOT NULL`) {
		t.Error("words are left")
	}
	if report := verified(t, p.store, before); len(report.Findings) > 0 {
		t.Errorf("the proof does not hold: %v", report.Findings)
	}
}
