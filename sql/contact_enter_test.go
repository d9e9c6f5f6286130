package sql_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
)

func TestAContactIsEnteredAfterwardsForAColleague(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	besa, err := p.store.CreatePerson(t.Context(), sql.Person{Login: "besa", Name: "Somebody", Role: queue.Psychologist, Team: "east"})
	if err != nil {
		t.Fatal(err)
	}
	contacts := p.store.Contacts()
	e := form.Entered{ID: uuid.NewString(), By: p.mira.ID, For: besa.ID, Channel: "walk_in", At: "2030-01-02T10:15"}
	no := errors.New("no")
	if _, err := contacts.Enter(t.Context(), e, func(w form.Whose) error {
		if w.Agent != besa.ID || w.Team != "east" {
			t.Errorf("it is told %+v", w)
		}
		return no
	}); !errors.Is(err, no) || !p.is(`NOT EXISTS (SELECT FROM contact)`) {
		t.Errorf("refused: %v", err)
	}
	yes := func(form.Whose) error { return nil }
	c, err := contacts.Enter(t.Context(), e, yes)
	if err != nil || c.ID != e.ID || c.Call != "" || c.Agent != p.mira.ID || c.Rev != 3 || string(c.Values["channel"]) != `"walk_in"` ||
		string(c.Values["taken_by"]) != `"`+string(besa.ID)+`"` {
		t.Fatalf("got %+v, %v", c, err)
	}
	if again, err := contacts.Enter(t.Context(), e, yes); err != nil || again.ID != c.ID || again.Rev != 3 || !p.is(`count(*) = 1 FROM contact`) {
		t.Errorf("entered again: %+v, %v", again, err)
	}
	rev := c.Rev
	for _, change := range [][2]string{{"call_type", `"child_self"`}, {"case_decision", `"new"`}, {"note", `"the canary"`}} {
		if rev, err = contacts.Set(t.Context(), c.ID, p.mira.ID, change[0], raw(change[1]), rev); err != nil {
			t.Fatal(err)
		}
	}
	if open, err := contacts.Current(t.Context(), p.mira.ID); err != nil || len(open) != 1 || open[0].Call != "" || string(open[0].Values["note"]) != `"the canary"` {
		t.Errorf("got %+v, %v", open, err)
	}
	if err := contacts.Close(t.Context(), c.ID, p.mira.ID, rev); err != nil {
		t.Fatal(err)
	}
	if o, err := contacts.Owner(t.Context(), c.ID); err != nil || o.Agent != besa.ID || !p.is(`EXISTS (SELECT FROM audit WHERE action = 'contact.entered_for' AND actor = $1)`, p.mira.ID) {
		t.Errorf("it is %+v's, %v", o, err)
	}
	if !p.is(`EXISTS (SELECT FROM child_case JOIN contact ON contact.child_case = child_case.id WHERE child_case.owner = $1::uuid AND contact.id = $2::uuid)`, string(besa.ID), c.ID) {
		t.Error("the case that was begun with it is not theirs who took it")
	}
	if !p.is(`count(*) = 1 FROM contact WHERE call IS NULL AND values ->> 'channel' = 'walk_in' AND entered_by = $1::uuid`, string(p.mira.ID)) {
		t.Error("statistics do not find it by its channel")
	}
}

func TestWhatCannotBeEntered(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	contacts, yes := p.store.Contacts(), func(form.Whose) error { return nil }
	good := form.Entered{ID: uuid.NewString(), By: p.mira.ID, For: p.mira.ID, Channel: "post", At: "2030-01-02"}
	for name, wrong := range map[string]func(*form.Entered){
		"no id":      func(e *form.Entered) { e.ID = "nonsense" },
		"no channel": func(e *form.Entered) { e.Channel = "pigeon" },
		"no time":    func(e *form.Entered) { e.At = "yesterday" },
	} {
		e := good
		wrong(&e)
		if _, err := contacts.Enter(t.Context(), e, yes); !errors.Is(err, form.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	nobody := good
	nobody.For = "8a1f7b5e-0000-4000-8000-000000000000"
	if _, err := contacts.Enter(t.Context(), nobody, yes); !errors.Is(err, form.ErrNotYours) {
		t.Errorf("for nobody: %v", err)
	}
	if _, err := contacts.BegunWith("1").Enter(t.Context(), good, yes); err == nil {
		t.Error("the first form has no channel")
	}
	if c, err := contacts.Enter(t.Context(), good, yes); err != nil || contacts.Close(t.Context(), c.ID, p.mira.ID, c.Rev) != nil {
		t.Errorf("one's own: %v", err)
	} else if o, err := contacts.Owner(t.Context(), c.ID); err != nil || o.Agent != p.mira.ID {
		t.Errorf("it is %+v's, %v", o, err)
	}
	if err := p.store.Exec(t.Context(), `UPDATE contact SET entered_by = NULL`); err == nil {
		t.Error("a contact of no call is nobody's entry")
	}
}
