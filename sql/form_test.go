package sql_test

import (
	"testing"

	"alo116/agent/form"
)

// TestTheSecondFormIsSealedAndCounted keeps a contact of the second form: its words are sealed, its codes can be counted
// in the database, and all of it comes back as it was.
func TestTheSecondFormIsSealedAndCounted(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	contacts, mira := store.Contacts().BegunWith("2"), person(t, store, "mira")
	c, err := contacts.Open(t.Context(), "call-1", mira.ID, "")
	if err != nil || c.Version != "2" {
		t.Fatalf("got %+v, %v", c, err)
	}
	whole := []struct{ field, value string }{
		{"call_type", `"child_self"`},
		{"child_age", `11`},
		{"place", `["al_11", "al224"]`},
		{"perpetrators", `[{"id": "p1", "relation": "father"}, {"id": "p2", "relation": "stranger", "in_contact_now": "no"}]`},
		{"perpetrator_words", `[{"id": "p1", "about": "a canary"}]`},
		{"suicide", `{"plan": "unknown", "thoughts": "yes"}`},
		{"last_seen_at", `{"at": "2026-03-14T21:30", "approx": true}`},
		{"birth_date", `{"at": "2015"}`},
		{"narrative", `"a canary sang"`},
	}
	for rev, f := range whole {
		if _, err := contacts.Set(t.Context(), c.ID, mira.ID, f.field, raw(f.value), rev); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, store, `SELECT count(*) FROM contact c WHERE strpos(c::text, 'canary') > 0 OR strpos(c::text, '2015') > 0`); n != 0 {
		t.Error("what is personal lies open")
	}
	for what, n := range map[string]int{
		`SELECT count(*) FROM contact, jsonb_array_elements(values->'perpetrators') AS item WHERE item->>'relation' = 'father'`: 1,
		`SELECT count(*) FROM contact, jsonb_array_elements(values->'perpetrators') AS item`:                                    2,
		`SELECT count(*) FROM contact WHERE values->'place'->>1 = 'al224' AND (values->>'child_age')::int = 11`:                 1,
		`SELECT count(*) FROM contact, jsonb_object_keys(sealed) AS field`:                                                      3,
	} {
		if got := count(t, store, what); got != n {
			t.Errorf("%s: %d, want %d", what, got, n)
		}
	}
	again, err := contacts.Open(t.Context(), "call-1", mira.ID, "")
	if err != nil || len(again.Values) != len(whole) {
		t.Fatalf("got %v, %v", again.Values, err)
	}
	for _, f := range whole {
		if err := form.Validate("2", f.field, again.Values[f.field]); err != nil || string(again.Values[f.field]) != f.value {
			t.Errorf("%s came back as %s, %v", f.field, again.Values[f.field], err)
		}
	}
}
