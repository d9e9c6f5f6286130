package sql_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"alo116/sql"
)

func TestWhatIsHeldOutlivesItsRules(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	held, gone := p.contact("116111", "child_self", "held", "+355690000001", 9*365), p.contact("116111", "child_self", "gone", "+355690000002", 9*365)
	contacts, r := p.store.Contacts(), p.store.Retention(rules(t, theRules))
	if err := contacts.Hold(t.Context(), held.ID, true, p.mira.ID, "court", "case 7"); err != nil {
		t.Fatal(err)
	}
	if err := contacts.Hold(t.Context(), held.ID, true, p.mira.ID, "court", ""); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("held twice: %v", err)
	}
	due, err := r.Due(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range due {
		if d.Rule.Name == "story" && (d.Due != 1 || d.Kept != 1 || d.Held != 1 || d.Oldest.IsZero()) {
			t.Errorf("the dry run: %+v", d)
		}
	}
	p.apply(r)
	if note := string(p.values(held)["note"]); note != `"held"` {
		t.Errorf("the held contact's note is %s", note)
	}
	if number, err := contacts.Number(t.Context(), held.ID); err != nil || number != "+355690000001" {
		t.Errorf("the held contact's number: %q, %v", number, err)
	}
	if !p.is(`EXISTS (SELECT FROM contact_change WHERE contact = $1)`, held.ID) || !p.is(`EXISTS (SELECT FROM call WHERE id = $1 AND caller_key IS NOT NULL)`, held.Call) {
		t.Error("something around the held contact went")
	}
	if _, err := r.Apply(t.Context(), time.Now().AddDate(4, 0, 0)); err != nil || !p.is(`EXISTS (SELECT FROM audit WHERE object = $1 AND words IS NOT NULL)`, "contact:"+held.ID) {
		t.Errorf("why it is held was erased before it was released: %v", err)
	}
	forgotten := `EXISTS (SELECT FROM contact WHERE id = $1 AND forgotten_at IS NOT NULL)`
	if !p.is(forgotten, gone.ID) {
		t.Error("what nobody holds stays")
	}
	if err := contacts.Hold(t.Context(), held.ID, false, p.mira.ID, "court", ""); err != nil {
		t.Fatal(err)
	}
	p.apply(r)
	if !p.is(forgotten, held.ID) || !p.is(`EXISTS (SELECT FROM call WHERE id = $1 AND caller_key IS NULL)`, held.Call) {
		t.Error("what was released stays")
	}
}

// What the law needs is not erased at a request either, by whatever it is named; the hold is released first, which the trail tells.
func TestWhatIsHeldIsNotErasedAtARequest(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	held, beside := p.contact("116111", "child_self", "a canary", "+355690000001", 9), p.contact("116111", "child_self", "a canary", "+355690000001", 8)
	home := sad(t, p.store, p.mira, beside.ID)
	caller, named := sql.Whom{Number: "+355690000001"}, sql.Whom{Contacts: []string{beside.ID}}
	hold := func(on bool, contact, of string) {
		t.Helper()
		var err error
		if contact != "" {
			err = p.store.Contacts().Hold(t.Context(), contact, on, p.mira.ID, "court", "")
		} else {
			err = p.store.Cases().Hold(t.Context(), of, on, p.mira.ID, "court", "")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	refused := func(whom sql.Whom, want ...string) {
		t.Helper()
		if found, err := p.store.FindErasure(t.Context(), whom); err != nil || !slices.Equal(found.Held, want) {
			t.Errorf("held are %q, not %q, %v", found.Held, want, err)
		}
		if _, err := p.store.ForgetSubject(t.Context(), whom, "subject_request"); !errors.Is(err, sql.ErrHeld) || !strings.Contains(err.Error(), want[0]) {
			t.Errorf("erased: %v", err)
		}
		if !p.is(`count(*) = 0 FROM contact WHERE forgotten_at IS NOT NULL`) || !p.is(`count(*) = 2 FROM call WHERE caller_key IS NOT NULL`) {
			t.Fatal("something went")
		}
	}
	hold(true, held.ID, "")
	refused(caller, "contact "+held.ID)
	hold(true, "", home.ID)
	refused(named, "case "+home.Code, "contact "+beside.ID)
	hold(false, held.ID, "")
	refused(caller, "case "+home.Code, "contact "+beside.ID)
	hold(false, "", home.ID)
	if gone, err := p.store.ForgetSubject(t.Context(), caller, "subject_request"); err != nil || len(gone.Contacts) != 2 || len(gone.Cases) != 1 {
		t.Errorf("released: %+v, %v", gone, err)
	}
}
