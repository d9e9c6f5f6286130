package sql_test

import (
	"errors"
	"maps"
	"sync"
	"testing"

	"alo116/queue"
	"alo116/sql"
)

// admin adds an administrator.
func admin(t *testing.T, store *sql.Store, login string) sql.Person {
	t.Helper()
	p, err := store.CreatePerson(t.Context(), sql.Person{Login: login, Name: "Somebody", Role: "admin", PasswordHash: someHash})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOnlyWhatIsNamedChanges(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p := person(t, store, "mira")
	levels := map[queue.Skill]queue.Level{"missing": 5}
	after, err := store.ChangePerson(t.Context(), p.ID, sql.PersonChange{Name: new("Mira N."), Team: new("east"), Skills: levels})
	if err != nil {
		t.Fatal(err)
	}
	if after.Name != "Mira N." || after.Team != "east" || !maps.Equal(after.Skills, levels) || after.Role != p.Role || after.Lang != p.Lang ||
		after.PasswordHash != p.PasswordHash || after.Disabled || after.PasswordOnce {
		t.Errorf("got %+v", after)
	}
	hash := someHash + "2"
	after, err = store.ChangePerson(t.Context(), p.ID, sql.PersonChange{Role: new(queue.Supervisor), Lang: new("en"), Disabled: new(true),
		PasswordHash: &hash, PasswordOnce: new(true), Skills: map[queue.Skill]queue.Level{}})
	if err != nil || after.Role != queue.Supervisor || after.Lang != "en" || !after.Disabled || after.PasswordHash != hash || !after.PasswordOnce || len(after.Skills) != 0 {
		t.Errorf("got %+v, %v", after, err)
	}
	if err := store.SetPassword(t.Context(), p.ID, someHash); err != nil {
		t.Fatal(err)
	}
	if now, err := store.PersonByID(t.Context(), p.ID); err != nil || now.PasswordOnce {
		t.Errorf("their own password counts as somebody else's: %v", err)
	}
	for _, c := range []sql.PersonChange{{Role: new(queue.Role("king"))}, {Team: new(" east")}, {Name: new("")}} {
		if _, err := store.ChangePerson(t.Context(), p.ID, c); !errors.Is(err, sql.ErrImpossible) {
			t.Errorf("%+v: got %v", c, err)
		}
	}
	if _, err := store.ChangePerson(t.Context(), "nobody", sql.PersonChange{}); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("nobody: got %v", err)
	}
}

func TestTheLastAdminStays(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	one, two := admin(t, store, "one"), admin(t, store, "two")
	if err := store.SetDisabled(t.Context(), one.ID, true); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]sql.PersonChange{"disabled": {Disabled: new(true)}, "made a supervisor": {Role: new(queue.Supervisor)}} {
		if _, err := store.ChangePerson(t.Context(), two.ID, change); !errors.Is(err, sql.ErrLastAdmin) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if now, err := store.PersonByID(t.Context(), two.ID); err != nil || now.Disabled || now.Role != "admin" {
		t.Errorf("the last one is %+v, %v", now, err)
	}
	if _, err := store.ChangePerson(t.Context(), two.ID, sql.PersonChange{Name: new("Still here")}); err != nil {
		t.Errorf("the name of the last one: %v", err)
	}
}

func TestTwoAdminsCannotTakeEachOtherAway(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	ids := []queue.AgentID{admin(t, store, "one").ID, admin(t, store, "two").ID}
	errs := make([]error, len(ids))
	var both sync.WaitGroup
	for i, id := range ids {
		both.Go(func() { errs[i] = store.SetDisabled(t.Context(), id, true) })
	}
	both.Wait()
	if lost := errs[0] == nil && errs[1] == nil; lost || errs[0] != nil && errs[1] != nil {
		t.Errorf("got %v and %v", errs[0], errs[1])
	}
}
