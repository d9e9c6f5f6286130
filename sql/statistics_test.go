package sql_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"alo116/agent/form"
	"alo116/sql"
)

func TestContactsAreCountedByLineChannelAndKind(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	contacts, yes := p.store.Contacts(), func(form.Whose) error { return nil }
	called := []form.Contact{p.contact("116111", "silent", "x", anna, 1), p.contact("116111", "silent", "x", "", 1), p.contact("116000", "missing_child", "x", anna, 1),
		p.contact("116111", "staff_test", "x", anna, 1), p.contact("116111", "silent", "long ago", anna, 40)}
	out := p.contact("116111", "silent", "called back", anna, 1)
	p.exec(`UPDATE call SET outgoing = true WHERE id = $1`, out.Call)
	yesterday := time.Now().AddDate(0, 0, -1)
	for _, at := range []string{yesterday.Format("2006-01-02T15:04"), yesterday.Format(time.DateOnly), yesterday.AddDate(0, -2, 0).Format(time.DateOnly)} {
		e := form.Entered{ID: uuid.NewString(), By: p.mira.ID, For: p.mira.ID, Channel: "walk_in", At: at}
		if _, err := contacts.Enter(t.Context(), e, yes); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := contacts.Open(t.Context(), "out-1", p.mira.ID, ""); err != nil { // somebody was called back
		t.Fatal(err)
	}
	y, m, d := time.Now().Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, time.Local)
	got, err := p.store.CountContacts(t.Context(), midnight.AddDate(0, 0, -7), midnight.AddDate(0, 0, 1), []string{"staff_test"})
	want := []sql.ContactCount{{"", "walk_in", "", 2}, {"116000", "phone_116000", "missing_child", 1}, {"116111", "phone_116111", "silent", 2}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	first := time.Date(y, m, 1, 0, 0, 0, 0, time.Local).AddDate(0, -2, 0) // the month of what was 40 days ago, and those around it
	before, err := p.store.CountContacts(t.Context(), first, midnight.AddDate(0, 0, 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(called, out) {
		if err := p.store.Forget(t.Context(), c.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	if after, err := p.store.CountContacts(t.Context(), first, midnight.AddDate(0, 0, 1), nil); err != nil || !slices.Equal(after, before) {
		t.Errorf("forgotten, they are %v instead of %v, %v", after, before, err)
	}
	if got, err := p.store.CountContacts(t.Context(), midnight.AddDate(1, 0, 0), midnight.AddDate(2, 0, 0), nil); err != nil || len(got) != 0 {
		t.Errorf("in a year to come: %v, %v", got, err)
	}
}
