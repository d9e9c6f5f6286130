package sql_test

import (
	"errors"
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
