package sql_test

import (
	"errors"
	"testing"

	"alo116/sql"
	"alo116/sql/sqltest"
)

// Who does not own the tables is told so: to PostgreSQL it would be a warning that nobody reads.
func TestOnlyTheOwnerWritesTheTablesAnew(t *testing.T) {
	t.Parallel()
	url := sqltest.URL(t)
	if err := owning(t, url).Rewrite(t.Context()); !errors.Is(err, sql.ErrNotOwner) {
		t.Errorf("the service does: %v", err)
	}
	if err := owning(t, sqltest.OwnerURL(t, url)).Rewrite(t.Context()); err != nil {
		t.Error(err)
	}
}

// Somebody is in a table when it is to be written anew: it is waited for, and whoever comes meanwhile is served.
func TestWritingATableAnewWaitsForWhoIsInIt(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira := person(t, store, "mira")
	c := contactWithNote(t, store.Contacts(), "call-1", mira.ID)
	file := func() (name string) {
		if err := store.QueryRow(t.Context(), `SELECT pg_relation_filepath('contact')`).Scan(&name); err != nil {
			t.Fatal(err)
		}
		return name
	}
	before, done, owner := file(), make(chan error), owning(t, sqltest.OwnerURL(t, store.URL()))
	err := store.Inside(t.Context(), `SELECT count(*) FROM contact`, func() {
		go func() { done <- owner.Rewrite(t.Context()) }()
		for !store.Waited(t.Context(), t, "VACUUM FULL") {
		}
		if _, err := store.Contacts().Set(t.Context(), c.ID, mira.ID, "call_type", raw(`"silent"`), c.Rev); err != nil {
			t.Errorf("whoever comes meanwhile: %v", err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil || file() == before {
		t.Errorf("written anew: %v, %s after %s", err, file(), before)
	}
}
