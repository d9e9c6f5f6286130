package sql_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"alo116/queue"
	"alo116/sql"
)

// begin begins a session that lasts for a while.
func begin(t *testing.T, sessions *sql.Sessions, token string, who queue.AgentID) {
	t.Helper()
	if err := sessions.Begin(t.Context(), token, who, 0, "Firefox", time.Hour, time.Minute); err != nil {
		t.Fatal(err)
	}
}

// stands tells which of these sessions stand.
func stands(t *testing.T, sessions *sql.Sessions, tokens ...string) (standing []string) {
	t.Helper()
	found, err := sessions.Standing(t.Context(), tokens...)
	if err != nil {
		t.Fatal(err)
	}
	for token := range found {
		standing = append(standing, token)
	}
	slices.Sort(standing)
	return standing
}

func TestASessionStandsUntilItIsEnded(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	sessions, p := store.Sessions(), person(t, store, "mira")
	begin(t, sessions, "one", p.ID)
	begin(t, sessions, "two", p.ID)
	got, err := sessions.Standing(t.Context(), "one", "nonsense")
	if s := got["one"]; err != nil || len(got) != 1 || s.Person != p.ID || s.Locked || time.Since(s.ProvenAt) > time.Minute || s.ID == "" {
		t.Errorf("it stands as %+v, %v", got, err)
	}
	for range 2 { // ending nothing is no error
		if err := sessions.End(t.Context(), "one"); err != nil {
			t.Fatal(err)
		}
	}
	if left := stands(t, sessions, "one", "two"); !slices.Equal(left, []string{"two"}) {
		t.Errorf("left are %v", left)
	}
}

func TestASessionExpires(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	sessions, p := store.Sessions(), person(t, store, "mira")
	for token, last := range map[string][2]time.Duration{"spent": {-time.Second, time.Hour}, "idle": {time.Hour, -time.Second}} {
		if err := sessions.Begin(t.Context(), token, p.ID, p.Era, "", last[0], last[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := sessions.Touch(t.Context(), time.Hour, "spent", "idle", "never"); err != nil {
		t.Fatal(err)
	}
	if left := stands(t, sessions, "spent", "idle", "never"); left != nil {
		t.Errorf("expired ones stand: %v", left)
	}
	begin(t, sessions, "new", p.ID)
	if n := count(t, store, `SELECT count(*) FROM session`); n != 1 {
		t.Errorf("%d sessions are stored, the expired ones were to be swept away", n)
	}
}

func TestTouchingKeepsASessionUpToItsEnd(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	sessions, p := store.Sessions(), person(t, store, "mira")
	begin(t, sessions, "one", p.ID)
	if err := sessions.Touch(t.Context(), 50*time.Minute, "one"); err != nil {
		t.Fatal(err)
	}
	if n := count(t, store, `SELECT count(*) FROM session WHERE expires_at BETWEEN now() + interval '49 minutes' AND now() + interval '51 minutes'`); n != 1 {
		t.Error("touching did not keep it")
	}
	if err := sessions.Touch(t.Context(), 5*time.Hour, "one"); err != nil {
		t.Fatal(err)
	}
	if n := count(t, store, `SELECT count(*) FROM session WHERE expires_at = ends_at`); n != 1 {
		t.Error("touching moved its end")
	}
}

func TestTokenIsNotStored(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	begin(t, store.Sessions(), "canary-token", person(t, store, "mira").ID)
	if n := count(t, store, `SELECT count(*) FROM session WHERE strpos(session::text, 'canary') > 0
		OR strpos(session::text, encode('canary', 'hex')) > 0`); n != 0 {
		t.Error("the token lies in the database")
	}
}

func TestSessionsEndWithTheRightToSignIn(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	sessions := store.Sessions()
	other := person(t, store, "other")
	begin(t, sessions, "another", other.ID)
	for name, end := range map[string]func(context.Context, queue.AgentID) error{
		"disabled":  func(ctx context.Context, id queue.AgentID) error { return store.SetDisabled(ctx, id, true) },
		"password":  func(ctx context.Context, id queue.AgentID) error { return store.SetPassword(ctx, id, someHash) },
		"ended":     store.EndSessions,
		"forgotten": func(ctx context.Context, id queue.AgentID) error { return store.ForgetFactors(ctx, id, "id_seen") },
	} {
		p := person(t, store, name)
		begin(t, sessions, name+"1", p.ID)
		begin(t, sessions, name+"2", p.ID)
		if err := end(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
		if left := stands(t, sessions, name+"1", name+"2", "another"); !slices.Equal(left, []string{"another"}) {
			t.Errorf("%s: left are %v", name, left)
		}
	}
	disabled, err := store.PersonByLogin(t.Context(), "disabled")
	if err != nil {
		t.Fatal(err)
	}
	if err := sessions.Begin(t.Context(), "late", disabled.ID, disabled.Era, "", time.Hour, time.Hour); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("a disabled person signs in: %v", err)
	}
}

func TestAPersonEndsTheirOwnSessionsOnly(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	sessions := store.Sessions()
	p, other := person(t, store, "mira"), person(t, store, "other")
	for token, who := range map[string]queue.AgentID{"one": p.ID, "two": p.ID, "three": p.ID, "theirs": other.ID} {
		begin(t, sessions, token, who)
	}
	standing, err := sessions.Standing(t.Context(), "one", "theirs")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{standing["one"].ID, standing["theirs"].ID, "nonsense"} {
		if err := sessions.EndByID(t.Context(), p.ID, id); err != nil {
			t.Error(err)
		}
	}
	if list, err := sessions.Of(t.Context(), p.ID); err != nil || len(list) != 2 || list[0].Browser != "Firefox" || list[0].Locked {
		t.Errorf("the list is %+v, %v", list, err)
	}
	if err := sessions.EndOthers(t.Context(), p.ID, "two"); err != nil {
		t.Fatal(err)
	}
	if left := stands(t, sessions, "one", "two", "three", "theirs"); !slices.Equal(left, []string{"theirs", "two"}) {
		t.Errorf("left are %v", left)
	}
}

func TestALockedSessionIsUnlockedByProof(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	sessions, p := store.Sessions(), person(t, store, "mira")
	begin(t, sessions, "one", p.ID)
	begin(t, sessions, "two", p.ID)
	if err := sessions.Lock(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	before, err := sessions.Standing(t.Context(), "one", "two")
	if err != nil || !before["one"].Locked || before["two"].Locked {
		t.Errorf("locked: %+v, %v", before, err)
	}
	if err := sessions.Prove(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	after, err := sessions.Standing(t.Context(), "one")
	if err != nil || after["one"].Locked || !after["one"].ProvenAt.After(before["one"].ProvenAt) {
		t.Errorf("unlocked: %+v, %v", after, err)
	}
}

// count runs a query that gives one number.
func count(t testing.TB, store *sql.Store, query string, args ...any) (n int) {
	t.Helper()
	if err := store.QueryRow(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAnEraEndsWhatWasProvenInIt: whoever proved who they are before another password, being disabled, or an end of all
// sessions, begins again, even if their sign-in is at its last step just then.
func TestAnEraEndsWhatWasProvenInIt(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	sessions := store.Sessions()
	for name, end := range map[string]func(context.Context, queue.AgentID) error{
		"reset": func(ctx context.Context, id queue.AgentID) error { return store.SetPassword(ctx, id, someHash) },
		"disabled and let in again": func(ctx context.Context, id queue.AgentID) error {
			return errors.Join(store.SetDisabled(ctx, id, true), store.SetDisabled(ctx, id, false))
		},
		"their own change": func(ctx context.Context, id queue.AgentID) error {
			return store.ChangePassword(ctx, id, 0, someHash, "token")
		},
		"ended":     store.EndSessions,
		"forgotten": func(ctx context.Context, id queue.AgentID) error { return store.ForgetFactors(ctx, id, "id_seen") },
	} {
		p := person(t, store, name)
		if err := end(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
		if err := sessions.Begin(t.Context(), name, p.ID, p.Era, "", time.Hour, time.Hour); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("%s: a session of the era before: %v", name, err)
		}
		if err := store.ChangePassword(t.Context(), p.ID, p.Era, someHash, name); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("%s: a change of the era before: %v", name, err)
		}
		now, err := store.PersonByID(t.Context(), p.ID)
		if err != nil || sessions.Begin(t.Context(), name, p.ID, now.Era, "", time.Hour, time.Hour) != nil {
			t.Errorf("%s: a new session: %v", name, err)
		}
	}
}

// TestASessionThatBeginsDuringAResetIsOver, whichever comes first.
func TestASessionThatBeginsDuringAResetIsOver(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	sessions := store.Sessions()
	for n := range 20 {
		p := person(t, store, fmt.Sprint("mira", n))
		var both sync.WaitGroup
		both.Go(func() {
			if err := sessions.Begin(t.Context(), p.Login, p.ID, p.Era, "", time.Hour, time.Hour); err != nil && !errors.Is(err, sql.ErrNotFound) {
				t.Error(err)
			}
		})
		both.Go(func() {
			if err := store.SetPassword(t.Context(), p.ID, someHash); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		if left := stands(t, sessions, p.Login); left != nil {
			t.Errorf("it stands: %v", left)
		}
	}
}

// TestWhoIsThere: a supervisor is, whose screen is not covered and was open a moment ago.
func TestWhoIsThere(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	sessions := store.Sessions()
	vera, mira := person(t, store, "vera"), person(t, store, "mira")
	if _, err := store.ChangePerson(t.Context(), vera.ID, sql.PersonChange{Role: new(queue.Supervisor)}); err != nil {
		t.Fatal(err)
	}
	vera, err := store.PersonByID(t.Context(), vera.ID)
	if err != nil {
		t.Fatal(err)
	}
	there := func(want ...queue.AgentID) {
		t.Helper()
		if got, err := sessions.There(t.Context(), queue.Supervisor, time.Minute); err != nil || !slices.Equal(got, want) {
			t.Errorf("there are %v, %v; want %v", got, err, want)
		}
	}
	begin(t, sessions, "mira", mira.ID)
	there()
	for _, token := range []string{"one", "two"} {
		if err := sessions.Begin(t.Context(), token, vera.ID, vera.Era, "", time.Hour, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	there(vera.ID)
	if err := sessions.Lock(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	there(vera.ID)
	if err := store.Exec(t.Context(), `UPDATE session SET seen_at = now() - interval '2 minutes'`); err != nil {
		t.Fatal(err)
	}
	there()
	if err := sessions.Touch(t.Context(), time.Hour, "one"); err != nil { // which is locked
		t.Fatal(err)
	}
	there()
	if err := sessions.Touch(t.Context(), time.Hour, "two"); err != nil {
		t.Fatal(err)
	}
	there(vera.ID)
	if err := store.SetDisabled(t.Context(), vera.ID, true); err != nil {
		t.Fatal(err)
	}
	there()
}
