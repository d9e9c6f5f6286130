package sql_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"alo116/sql"
)

// A case is whose all its contacts are; one that others are in too is for a person to decide, who names it.
func TestACaseGoesWithTheOnlyOneItIsAbout(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	ctx := t.Context()
	own, between := p.contact("116111", "child_self", "a canary", "+355 69 000 0012", 9), p.contact("116111", "child_self", "a canary", "+355 69 000 0012", 8)
	other := p.contact("116111", "about_child", "a neighbour", "+355 69 000 0013", 7)
	mine, ours := sad(t, p.store, p.mira, own.ID), sad(t, p.store, p.mira, between.ID)
	if err := p.store.Cases().Attach(ctx, ours.ID, other.ID, p.mira.ID); err != nil {
		t.Fatal(err)
	}
	caller := sql.Whom{Number: "069 000 0012"}
	told, err := p.store.ExportSubject(ctx, caller, "en", "subject_request")
	if err != nil || len(told.Cases) != 1 || !slices.Equal(told.Shared, []string{ours.Code}) {
		t.Fatalf("told are %d cases, shared %v, %v", len(told.Cases), told.Shared, err)
	}
	c := told.Cases[0]
	words := ""
	for _, f := range c.Fields {
		words += f.Label + ": " + f.Text + "\n"
	}
	if c.Code != mine.Code || !c.AboutOthers || c.Erased || !strings.Contains(words, "A canary sang.") || !strings.Contains(words, "Korbi") || !strings.Contains(words, "3 · High") {
		t.Errorf("it tells %+v", c)
	}
	if len(c.Events) != 8 || c.Events[0].Words != "Njësia, Bashkia Kanarina" || c.Events[1].Words != "It sang again." || len(c.Seen) == 0 {
		t.Errorf("its timeline tells %+v; seen %+v", c.Events, c.Seen)
	}
	if would, err := p.store.FindErasure(ctx, caller); err != nil || !slices.Equal(would.Cases, []string{mine.Code}) || !slices.Equal(would.Shared, []string{ours.Code}) {
		t.Errorf("would go: %+v, %v", would, err)
	}
	if _, err := p.store.ForgetSubject(ctx, caller, "subject_request"); err != nil {
		t.Fatal(err)
	}
	if !opened(t, p.store, mine.ID).Forgotten || opened(t, p.store, ours.ID).Forgotten {
		t.Error("not the one of the two cases is forgotten")
	}
	named := sql.Whom{Cases: []string{strings.ToLower(ours.Code)}}
	if gone, err := p.store.ForgetSubject(ctx, named, "court_order"); err != nil || len(gone.Cases) != 1 || len(gone.Contacts) != 0 {
		t.Errorf("named: %+v, %v", gone, err)
	}
	if !opened(t, p.store, ours.ID).Forgotten || string(p.values(other)["note"]) != `"a neighbour"` {
		t.Error("named, it is not forgotten, or a contact with it that was not")
	}
	if told, err := p.store.ExportSubject(ctx, named, "en", "court_order"); err != nil || len(told.Cases) != 1 || !told.Cases[0].Erased || len(told.Cases[0].Fields) != 0 {
		t.Errorf("afterwards it tells %+v, %v", told.Cases, err)
	}
	if _, err := p.store.FindErasure(ctx, sql.Whom{Cases: []string{"R-1999-0001"}}); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("no case: %v", err)
	}
	if report := verified(t, p.store); len(report.Findings) > 0 {
		t.Errorf("the audit trail: %v", report.Findings)
	}
}
