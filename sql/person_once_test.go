package sql_test

import (
	"testing"

	"alo116/sql"
)

// TestAPasswordOfSomebodyElseRunsOut: one that was made for somebody opens nothing after three days; their own never runs out.
func TestAPasswordOfSomebodyElseRunsOut(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p, err := store.CreatePerson(t.Context(), sql.Person{Login: "mira", Name: "Mira", Role: "psychologist", PasswordHash: someHash, PasswordOnce: true})
	if err != nil || p.PasswordHash != someHash {
		t.Fatalf("%+v %v", p, err)
	}
	later := func(what, days, want string) {
		t.Helper()
		if err := store.Exec(t.Context(), `UPDATE person SET password_until = password_until - $1::interval`, days); err != nil {
			t.Fatal(err)
		}
		if p, err := store.PersonByLogin(t.Context(), "mira"); err != nil || p.PasswordHash != want {
			t.Errorf("%s: %q %v", what, p.PasswordHash, err)
		}
	}
	later("after two days", "2 days", someHash)
	later("after three", "1 day", "")
	again, once := someHash+"2", true
	if _, err := store.ChangePerson(t.Context(), p.ID, sql.PersonChange{PasswordHash: &again, PasswordOnce: &once}); err != nil {
		t.Fatal(err)
	}
	later("a new one", "2 days", again)
	name := "Mira H."
	if after, err := store.ChangePerson(t.Context(), p.ID, sql.PersonChange{Name: &name}); err != nil || !after.PasswordOnce {
		t.Errorf("another name: %+v %v", after, err)
	}
	later("another name gives no more time", "1 day", "")
	now, err := store.PersonByID(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.ChangePassword(t.Context(), p.ID, now.Era, someHash+"3", "token"); err != nil {
		t.Fatal(err)
	}
	later("their own", "1000 days", someHash+"3")
}
