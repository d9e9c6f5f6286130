package sql_test

import (
	"errors"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
)

func TestAClosedContactIsReopened(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira, err := store.CreatePerson(t.Context(), sql.Person{Login: "mira", Name: "Somebody", Role: queue.Psychologist, Team: "east"})
	if err != nil {
		t.Fatal(err)
	}
	contacts := store.Contacts()
	c, err := contacts.Open(t.Context(), "call-1", mira.ID, "")
	if err != nil || contacts.Close(t.Context(), c.ID, mira.ID, c.Rev) != nil {
		t.Fatal(err)
	}
	if err := store.Exec(t.Context(), `UPDATE contact SET opened_at = opened_at - interval '1 hour', closed_at = closed_at - interval '15 minutes'`); err != nil {
		t.Fatal(err)
	}
	for within, want := range map[time.Duration]int{14 * time.Minute: 0, 16 * time.Minute: 1} {
		found, err := contacts.Finished(t.Context(), mira.ID, within)
		if err != nil || len(found) != want || want == 1 && (found[0].ID != c.ID || time.Since(found[0].ClosedAt) < 14*time.Minute) {
			t.Errorf("closed within %s: %+v, %v", within, found, err)
		}
	}
	if others, err := contacts.Finished(t.Context(), "8a1f7b5e-0000-4000-8000-000000000000", time.Hour); err != nil || len(others) != 0 {
		t.Errorf("somebody else's: %+v, %v", others, err)
	}
	no := errors.New("no")
	_, err = contacts.Reopen(t.Context(), c.ID, mira.ID, func(w form.Whose) error {
		if w.Agent != mira.ID || w.Team != "east" || w.Age < 15*time.Minute || w.Age > 16*time.Minute {
			t.Errorf("it is told %+v", w)
		}
		return no
	})
	if _, still := contacts.Set(t.Context(), c.ID, mira.ID, "call_type", []byte(`"silent"`), c.Rev); !errors.Is(err, no) || !errors.Is(still, form.ErrClosed) {
		t.Errorf("refused: %v, and then %v", err, still)
	}
	again, err := contacts.Reopen(t.Context(), c.ID, mira.ID, func(form.Whose) error { return nil })
	if err != nil || again.Closed || again.ID != c.ID || again.Agent != mira.ID {
		t.Fatalf("got %+v, %v", again, err)
	}
	if found, err := contacts.Finished(t.Context(), mira.ID, time.Hour); err != nil || len(found) != 0 {
		t.Errorf("it is open, and told as closed: %+v, %v", found, err)
	}
	if _, err := contacts.Set(t.Context(), c.ID, mira.ID, "call_type", []byte(`"silent"`), again.Rev); err != nil {
		t.Errorf("it is open, and cannot be written: %v", err)
	}
	for _, id := range []string{"", "nothing", "8a1f7b5e-0000-4000-8000-000000000000"} {
		if _, err := contacts.Reopen(t.Context(), id, mira.ID, func(form.Whose) error { return nil }); !errors.Is(err, form.ErrNotYours) {
			t.Errorf("%q: %v", id, err)
		}
	}
}
