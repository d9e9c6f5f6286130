package sql_test

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// called writes a call of a caller, and the contact of it with a note and the number.
func called(t *testing.T, store *sql.Store, keys *sql.Keys, call queue.CallID, agent queue.AgentID, number string) form.Contact {
	t.Helper()
	epoch := uint64(count(t, store, `SELECT count(DISTINCT epoch) FROM call_event`) + 1)
	if err := store.WriteEvents(life(epoch, call, keys.Identify(number, false))); err != nil {
		t.Fatal(err)
	}
	sealed, err := keys.SealNumber(call, number)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Contacts().Open(t.Context(), call, agent, sealed); err != nil {
		t.Fatal(err)
	}
	return contactWithNote(t, store.Contacts(), call, agent)
}

func recognised(t *testing.T, store *sql.Store, keys *sql.Keys, number string) (calls, contacts int) {
	t.Helper()
	found, err := store.CallsOfCaller(t.Context(), keys.Recognise(number), 100)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Contacts().OfCaller(t.Context(), keys.Recognise(number), 100)
	if err != nil {
		t.Fatal(err)
	}
	return len(found), len(kept)
}

func TestForgetKeepsTheCodesAndNothingElse(t *testing.T) {
	t.Parallel()
	keys, dir := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	gone := called(t, store, keys, "call-1", mira.ID, "+355690000001")
	if _, err := contacts.Set(t.Context(), gone.ID, mira.ID, "call_type", raw(`"child_self"`), gone.Rev); err != nil {
		t.Fatal(err)
	}
	kept := called(t, store, keys, "call-2", mira.ID, "+355690000002")
	for range 2 {
		if err := store.Forget(t.Context(), gone.ID, false); err != nil {
			t.Fatal(err)
		}
	}
	got, err := contacts.ByID(t.Context(), gone.ID)
	if err != nil || !got.Closed || len(got.Values) != 1 || string(got.Values["call_type"]) != `"child_self"` {
		t.Errorf("got %+v, %v", got, err)
	}
	for what, query := range map[string]string{
		"sealed texts": `SELECT count(*) FROM contact WHERE id = $1 AND (sealed <> '{}' OR number_sealed IS NOT NULL OR vault_key IS NOT NULL)`,
		"history":      `SELECT count(*) FROM contact_change WHERE contact = $1`,
		"caller":       `SELECT count(*) FROM call_event WHERE call = 'call-1' AND caller_key IS NOT NULL AND $1::uuid IS NOT NULL`,
	} {
		if n := count(t, store, query, gone.ID); n != 0 {
			t.Errorf("%s are left", what)
		}
	}
	if calls, found := recognised(t, store, keys, "+355690000001"); calls+found != 0 {
		t.Errorf("the caller is still recognised by %d calls, %d contacts", calls, found)
	}
	if calls, found := recognised(t, store, keys, "+355690000002"); calls != 1 || found != 1 {
		t.Errorf("another caller has %d calls, %d contacts", calls, found)
	}
	if number, err := contacts.Number(t.Context(), kept.ID); err != nil || number != "+355690000002" {
		t.Errorf("got %q, %v", number, err)
	}
	if n := len(keyFiles(t, dir)); n != 1 {
		t.Errorf("%d keys are left", n)
	}
	// What the journal repeats does not bring the caller back.
	if err := store.WriteEvents(life(1, "call-1", keys.Identify("+355690000001", false))); err != nil {
		t.Fatal(err)
	}
	if calls, _ := recognised(t, store, keys, "+355690000001"); calls != 0 {
		t.Error("a repeated event brings the caller back")
	}
}

func TestACallerIsRecognisedAsLongAsAnythingOfThemIsKept(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		unlink bool
		want   int
	}{{"others are kept", false, 3}, {"it was asked for", true, 2}} {
		keys, _ := ringed(t)
		store := open(t, sqltest.URL(t), keys)
		mira := person(t, store, "mira")
		first := called(t, store, keys, "call-1", mira.ID, "+355690000001")
		second := called(t, store, keys, "call-2", mira.ID, "0690000001")
		if err := store.WriteEvents(life(9, "only-rang", keys.Identify("+355690000001", false))); err != nil {
			t.Fatal(err)
		}
		if err := store.Forget(t.Context(), first.ID, c.unlink); err != nil {
			t.Fatal(err)
		}
		if calls, _ := recognised(t, store, keys, "+355690000001"); calls != c.want {
			t.Errorf("%s: recognised by %d calls, want %d", c.name, calls, c.want)
		}
		if err := store.Forget(t.Context(), second.ID, false); err != nil {
			t.Fatal(err)
		}
		if calls, _ := recognised(t, store, keys, "+355690000001"); calls != 0 {
			t.Errorf("%s: after the last, recognised by %d calls", c.name, calls)
		}
	}
}

// A carrier knows who called when: what stays of a forgotten contact says neither which call it was of nor when, but for the line and the month.
func TestAForgottenContactTellsNoCallAndNoTime(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	gone, kept := p.contact("116000", "child_self", "a canary", "+355690000001", 40), p.contact("116111", "child_self", "a canary", "+355690000002", 40)
	p.exec(`INSERT INTO called_back (call, contact, agent) SELECT 'out-' || call, id, agent FROM contact`)
	if err := p.store.Forget(t.Context(), gone.ID, false); err != nil {
		t.Fatal(err)
	}
	if !p.is(`call IS NULL AND line = '116000' AND opened_at = date_trunc('month', opened_at, 'UTC') AND closed_at = date_trunc('month', closed_at, 'UTC')
		AND closed_at > now() - interval '80 days' FROM contact WHERE id = $1`, gone.ID) {
		t.Error("it says more than the line and the month")
	}
	if !p.is(`count(*) = 1 AND bool_and(contact = $1) FROM called_back`, kept.ID) {
		t.Error("who was called back still leads to it, or no more to another")
	}
	if !p.is(`call IS NOT NULL AND line IS NULL AND opened_at <> date_trunc('month', opened_at, 'UTC') FROM contact WHERE id = $1`, kept.ID) {
		t.Error("another contact was loosened, too")
	}
	if got, err := p.store.Contacts().ByID(t.Context(), gone.ID); err != nil || got.Line != "116000" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestForgetOfNobody(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	for _, id := range []string{"8a1f7b5e-0000-4000-8000-000000000000", "nonsense"} {
		if err := store.Forget(t.Context(), id, false); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("%s: got %v", id, err)
		}
	}
}

// The keyring's mirror is away, or the process dies after any step: nothing of the contact is shown any more, it is not taken for
// done, and repeating finishes it.
func TestForgettingIsFinishedLater(t *testing.T) {
	t.Parallel()
	keys, main, mirror := sqltest.Keys(t), t.TempDir(), t.TempDir()
	if err := keys.UseKeyring(main, mirror); err != nil {
		t.Fatal(err)
	}
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	gone := contactWithNote(t, store.Contacts(), "call-1", mira.ID)
	if err := os.Rename(mirror, mirror+".away"); err != nil {
		t.Fatal(err)
	}
	if err := store.Forget(t.Context(), gone.ID, false); err == nil || !strings.Contains(err.Error(), "mount") {
		t.Errorf("got %v", err)
	}
	if got, err := store.Contacts().ByID(t.Context(), gone.ID); err != nil || len(got.Values) != 0 || got.Line != "" || got.Call != "" {
		t.Errorf("got %v, %v", got, err)
	}
	if n, err := store.FinishForgetting(t.Context()); err == nil || n != 0 {
		t.Errorf("%d finished, %v", n, err)
	}
	if err := os.Rename(mirror+".away", mirror); err != nil {
		t.Fatal(err)
	}
	if n, err := store.FinishForgetting(t.Context()); err != nil || n != 1 {
		t.Errorf("%d finished, %v", n, err)
	}
	if files := append(keyFiles(t, main), keyFiles(t, mirror)...); len(files) != 0 {
		t.Errorf("left are %v", files)
	}
	if n, err := store.FinishForgetting(t.Context()); err != nil || n != 0 {
		t.Errorf("%d finished again, %v", n, err)
	}
}

// Forget is broken off at every statement that it sends: whatever was done by then, doing it again finishes it.
func TestForgettingIsRepeatableFromAnywhere(t *testing.T) {
	t.Parallel()
	keys, dir := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	for step := 1; ; step++ {
		gone := called(t, store, keys, queue.CallID("call-"+strconv.Itoa(step)), mira.ID, "+355690000001")
		ctx, steps := store.BreakAt(t.Context(), step)
		err := store.Forget(ctx, gone.ID, false)
		if got := steps(); err == nil && got >= step {
			t.Errorf("step %d was broken off without an error", step)
		} else if err == nil {
			break // it has fewer steps
		}
		if err := store.Forget(t.Context(), gone.ID, false); err != nil {
			t.Errorf("step %d: %v", step, err)
		}
	}
	if n := len(keyFiles(t, dir)); n != 0 {
		t.Errorf("%d keys are left", n)
	}
	if n := count(t, store, `SELECT count(*) FROM contact WHERE forgotten_at IS NULL OR vault_key IS NOT NULL`); n != 0 {
		t.Errorf("%d contacts are left", n)
	}
	if calls, _ := recognised(t, store, keys, "+355690000001"); calls != 0 {
		t.Errorf("recognised by %d calls", calls)
	}
}

func TestHistoryOpensForTheVaultOnly(t *testing.T) {
	t.Parallel()
	keys, _ := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	called(t, store, keys, "call-1", mira.ID, "+355690000001")
	for _, change := range []string{`UPDATE contact_change SET sealed = NULL`, `UPDATE call_event SET caller_key = NULL`} {
		if err := store.Exec(t.Context(), change); err == nil {
			t.Errorf("%s: it was done", change)
		}
	}
	for _, change := range []string{`UPDATE contact_change SET agent = agent, rev = 9, sealed = NULL`, `UPDATE call_event SET caller_key = NULL, withheld = true`} {
		if err := store.InVault(t.Context(), change); err == nil {
			t.Errorf("%s: it was done, even inside the vault", change)
		}
	}
}
