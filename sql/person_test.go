package sql_test

import (
	"errors"
	"maps"
	"testing"

	"alo116/queue"
	"alo116/sql"
)

const someHash = "$argon2id$v=19$m=65536,t=1,p=1$c2FsdA$aGFzaA"

// person adds somebody to the database.
func person(t testing.TB, store *sql.Store, login string) sql.Person {
	t.Helper()
	p, err := store.CreatePerson(t.Context(), sql.Person{Login: login, Name: "Somebody", Role: queue.Psychologist, PasswordHash: someHash})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPersonIsKept(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	created, err := store.CreatePerson(t.Context(), sql.Person{Login: "Mira", Name: "Mira M.", Role: queue.SocialWorker,
		Team: "east", Skills: map[queue.Skill]queue.Level{"en": 3}, PasswordHash: someHash, PasswordOnce: true})
	if err != nil {
		t.Fatal(err)
	}
	for name, find := range map[string]func() (sql.Person, error){
		"by login":             func() (sql.Person, error) { return store.PersonByLogin(t.Context(), "Mira") },
		"by login in capitals": func() (sql.Person, error) { return store.PersonByLogin(t.Context(), "MIRA") },
		"by id":                func() (sql.Person, error) { return store.PersonByID(t.Context(), created.ID) },
	} {
		got, err := find()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got.ID != created.ID || got.Name != "Mira M." || got.Role != queue.SocialWorker || got.Skills["en"] != 3 ||
			got.Lang != "sq" || got.Team != "east" || got.PasswordHash != someHash || !got.PasswordOnce || got.Disabled || got.CreatedAt.IsZero() {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestNobodyIsFound(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	if _, err := store.PersonByLogin(t.Context(), "nobody"); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("by login: got %v", err)
	}
	for _, id := range []queue.AgentID{"", "nobody", "8a1f7b5e-0000-4000-8000-000000000000"} {
		if _, err := store.PersonByID(t.Context(), id); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("by id %q: got %v", id, err)
		}
		if err := store.SetPassword(t.Context(), id, someHash); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("password of %q: got %v", id, err)
		}
	}
}

func TestLoginIsTaken(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	person(t, store, "mira")
	_, err := store.CreatePerson(t.Context(), sql.Person{Login: "Mira", Name: "Another", Role: queue.Supervisor})
	if !errors.Is(err, sql.ErrLoginTaken) {
		t.Errorf("got %v", err)
	}
}

func TestSchemaRefusesImpossiblePeople(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	for name, p := range map[string]sql.Person{
		"no login":           {Name: "A", Role: queue.Supervisor},
		"login with a space": {Login: " a", Name: "A", Role: queue.Supervisor},
		"no name":            {Login: "a", Role: queue.Supervisor},
		"role":               {Login: "a", Name: "A", Role: "king"},
		"team with a space":  {Login: "a", Name: "A", Role: queue.Supervisor, Team: "east "},
		"skill level 0":      {Login: "a", Name: "A", Role: queue.Supervisor, Skills: map[queue.Skill]queue.Level{"en": 0}},
		"skill level 6":      {Login: "a", Name: "A", Role: queue.Supervisor, Skills: map[queue.Skill]queue.Level{"en": 6}},
		"plain password":     {Login: "a", Name: "A", Role: queue.Supervisor, PasswordHash: "secret"},
		"language":           {Login: "a", Name: "A", Role: queue.Supervisor, Lang: "Albanian"},
	} {
		if _, err := store.CreatePerson(t.Context(), p); !errors.Is(err, sql.ErrImpossible) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestPersonChanges(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p := person(t, store, "mira")
	person(t, store, "Agron")
	levels := map[queue.Skill]queue.Level{"missing": 5}
	for what, err := range map[string]error{
		"password": store.SetPassword(t.Context(), p.ID, someHash+"2"),
		"disabled": store.SetDisabled(t.Context(), p.ID, true),
		"skills":   store.SetSkills(t.Context(), p.ID, levels),
		"language": store.SetLang(t.Context(), p.ID, "en"),
	} {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	people, err := store.ListPeople(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(people) != 2 || people[0].Login != "Agron" {
		t.Fatalf("got %+v", people)
	}
	got := people[1]
	if got.PasswordHash != someHash+"2" || !got.Disabled || !maps.Equal(got.Skills, levels) || got.Lang != "en" {
		t.Errorf("got %+v", got)
	}
}
