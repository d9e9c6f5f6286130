package sql_test

import (
	"errors"
	"testing"

	"alo116/agent/form"
)

// TestContactGoesWithItsCall gives a call on, and back: what was written goes with it, and only who has it writes.
func TestContactGoesWithItsCall(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	contacts, mira, arben := store.Contacts(), person(t, store, "mira"), person(t, store, "arben")
	first, err := contacts.Open(t.Context(), "call-1", mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	rev, err := contacts.Set(t.Context(), first.ID, mira.ID, "note", raw(`"A canary sang."`), 0)
	if err != nil {
		t.Fatal(err)
	}
	next, err := contacts.Open(t.Context(), "call-1", arben.ID, "")
	if err != nil || next.ID != first.ID || next.Agent != arben.ID || next.Rev != rev+1 || string(next.Values["note"]) != `"A canary sang."` {
		t.Fatalf("got %+v, %v", next, err)
	}
	if _, err := contacts.Set(t.Context(), first.ID, mira.ID, "call_type", raw(`"silent"`), rev); !errors.Is(err, form.ErrNotYours) {
		t.Errorf("the former holder still writes: %v", err)
	}
	if open, err := contacts.Current(t.Context(), mira.ID); err != nil || len(open) != 0 {
		t.Errorf("the former holder still has %+v, %v", open, err)
	}
	if _, err := contacts.Set(t.Context(), first.ID, arben.ID, "call_type", raw(`"silent"`), next.Rev); err != nil {
		t.Error(err)
	}
	back, err := contacts.Open(t.Context(), "call-1", mira.ID, "")
	if err != nil || back.ID != first.ID || back.Agent != mira.ID || len(back.Values) != 2 {
		t.Errorf("it does not come back: %+v, %v", back, err)
	}
}

func TestClosedContactStaysWithWhoClosedIt(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	contacts, mira, arben := store.Contacts(), person(t, store, "mira"), person(t, store, "arben")
	first, err := contacts.Open(t.Context(), "call-1", mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := contacts.Close(t.Context(), first.ID, mira.ID, 0); err != nil {
		t.Fatal(err)
	}
	next, err := contacts.Open(t.Context(), "call-1", arben.ID, "")
	if err != nil || next.ID == first.ID || len(next.Values) != 0 {
		t.Errorf("got %+v, %v", next, err)
	}
	if _, err := contacts.Open(t.Context(), "call-1", "00000000-0000-4000-8000-000000000000", ""); !errors.Is(err, form.ErrNotYours) {
		t.Errorf("nobody took it over: %v", err)
	}
}

// TestWhatIsForItsOwnersEyesStaysBack hands over a contact in which its owner said how they are.
func TestWhatIsForItsOwnersEyesStaysBack(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	contacts, mira, arben := store.Contacts().BegunWith("2"), person(t, store, "mira"), person(t, store, "arben")
	c, err := contacts.Open(t.Context(), "call-1", mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	for field, value := range map[string]string{"wellbeing": `"debrief"`, "call_type": `"silent"`} {
		if c.Rev, err = contacts.Set(t.Context(), c.ID, mira.ID, field, raw(value), c.Rev); err != nil {
			t.Fatal(err)
		}
	}
	next, err := contacts.Open(t.Context(), "call-1", arben.ID, "")
	if err != nil || next.ID != c.ID || len(next.Values) != 1 || next.Values["call_type"] == nil {
		t.Fatalf("got %+v, %v", next, err)
	}
	if n := count(t, store, `SELECT count(*) FROM contact_change WHERE contact = $1 AND field = 'wellbeing'`, c.ID); n != 2 {
		t.Errorf("%d changes of it are kept", n)
	}
	if _, err := contacts.Set(t.Context(), c.ID, arben.ID, "wellbeing", raw(`"ok"`), next.Rev); err != nil {
		t.Errorf("the next one cannot say how they are: %v", err)
	}
}
