package sql_test

import (
	"context"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"alo116/queue"
	"alo116/sql"
)

func commit(t *testing.T, sessions *sql.Sessions, token string, who queue.AgentID, expires time.Time) {
	t.Helper()
	values := map[string]any{}
	if who != "" {
		values[sql.SessionPerson] = string(who)
	}
	data, err := scs.GobCodec{}.Encode(expires, values)
	if err != nil {
		t.Fatal(err)
	}
	if err := sessions.Commit(token, data, expires); err != nil {
		t.Fatal(err)
	}
}

func has(t *testing.T, sessions *sql.Sessions, token string) bool {
	t.Helper()
	_, found, err := sessions.Find(token)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestSessionIsKeptAndDeleted(t *testing.T) {
	t.Parallel()
	sessions := fresh(t).Sessions()
	later := time.Now().Add(time.Hour)
	commit(t, sessions, "one", "", later)
	commit(t, sessions, "one", "", later)
	if !has(t, sessions, "one") || has(t, sessions, "two") {
		t.Error("a session is missing, or one too many")
	}
	if err := sessions.Delete("one"); err != nil {
		t.Fatal(err)
	}
	if has(t, sessions, "one") {
		t.Error("it is still there")
	}
	if err := sessions.Delete("one"); err != nil {
		t.Error("deleting nothing:", err)
	}
}

func TestSessionExpires(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	sessions := store.Sessions()
	commit(t, sessions, "old", "", time.Now().Add(-time.Second))
	if has(t, sessions, "old") {
		t.Error("an expired session counts")
	}
	commit(t, sessions, "new", "", time.Now().Add(time.Hour))
	if n := count(t, store, `SELECT count(*) FROM session`); n != 1 {
		t.Errorf("%d sessions are stored, the expired one was to be swept away", n)
	}
}

func TestTokenIsNotStored(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	commit(t, store.Sessions(), "canary-token", "", time.Now().Add(time.Hour))
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
	for name, end := range map[string]func(context.Context, queue.AgentID) error{
		"disabled": func(ctx context.Context, id queue.AgentID) error { return store.SetDisabled(ctx, id, true) },
		"password": func(ctx context.Context, id queue.AgentID) error { return store.SetPassword(ctx, id, someHash) },
		"ended":    store.EndSessions,
	} {
		p := person(t, store, name)
		later := time.Now().Add(time.Hour)
		commit(t, sessions, name+"1", p.ID, later)
		commit(t, sessions, name+"2", p.ID, later)
		commit(t, sessions, "another", other.ID, later)
		if err := end(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
		if has(t, sessions, name+"1") || has(t, sessions, name+"2") {
			t.Errorf("%s: still signed in", name)
		}
		if !has(t, sessions, "another") {
			t.Errorf("%s: somebody else was signed out", name)
		}
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
