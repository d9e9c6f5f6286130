package sql_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

func raw(text string) json.RawMessage { return json.RawMessage(text) }

func TestContactIsOpenedOnce(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	if err := store.WriteEvents([]queue.Record{{Epoch: 1, N: 1, At: noon, Kind: queue.RecArrived, Call: "call-1", Line: "116111",
		Caller: queue.Caller{Withheld: true}}, {Epoch: 1, N: 2, At: noon, Kind: queue.RecChose, Call: "call-1", Line: "116111", Reason: "child"}}); err != nil {
		t.Fatal(err)
	}
	first, err := contacts.Open(t.Context(), "call-1", mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	again, err := contacts.Open(t.Context(), "call-1", mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if first.ID == "" || first.ID != again.ID || first.Call != "call-1" || first.Line != "116111" || first.Choice != "child" || first.Agent != mira.ID ||
		first.Version != form.Latest || first.Rev != 0 || first.Values == nil || len(first.Values) != 0 || first.Closed || first.OpenedAt.IsZero() {
		t.Errorf("got %+v, then %+v", first, again)
	}
	unknown, err := contacts.Open(t.Context(), "ahead-of-the-journal", mira.ID, "")
	if err != nil || unknown.Line != "" {
		t.Errorf("got %+v, %v", unknown, err)
	}
}

func TestContactIsOpenedOnceByMany(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira := person(t, store, "mira")
	ids := make(chan string, 8)
	var group sync.WaitGroup
	for range cap(ids) {
		group.Go(func() {
			c, err := store.Contacts().Open(t.Context(), "call-1", mira.ID, "")
			if err != nil {
				t.Error(err)
			}
			ids <- c.ID
		})
	}
	group.Wait()
	close(ids)
	first := <-ids
	for id := range ids {
		if id != first {
			t.Errorf("two contacts for one call: %s, %s", first, id)
		}
	}
}

func TestContactIsSavedFieldByField(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	c, err := contacts.Open(t.Context(), "call-1", mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	for rev, change := range []struct{ field, value string }{
		{"call_type", `"child_self"`}, {"note", `"A canary sang."`}, {"directions", `["referral"]`},
		{"note", `"A canary \"sang\" to Ëmira."`}, {"directions", ` null `},
	} {
		got, err := contacts.Set(t.Context(), c.ID, mira.ID, change.field, raw(change.value), rev)
		if err != nil || got != rev+1 {
			t.Fatalf("%s: revision %d, %v", change.field, got, err)
		}
	}
	open, err := contacts.Current(t.Context(), mira.ID)
	if err != nil || len(open) != 1 {
		t.Fatalf("got %v, %v", open, err)
	}
	values := open[0].Values
	if len(values) != 2 || string(values["call_type"]) != `"child_self"` || string(values["note"]) != `"A canary \"sang\" to Ëmira."` || open[0].Rev != 5 {
		t.Errorf("got %s at %d", values, open[0].Rev)
	}
	if n := count(t, store, `SELECT count(*) FROM contact_change WHERE contact = $1 AND agent = $2`, c.ID, mira.ID); n != 5 {
		t.Errorf("%d changes are remembered", n)
	}
}

func TestNoteIsSealedAndBoundToItsPlace(t *testing.T) {
	t.Parallel()
	url, keys := sqltest.URL(t), sqltest.Keys(t)
	store := open(t, url, keys)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	one := contactWithNote(t, contacts, "call-1", mira.ID)
	two := contactWithNote(t, contacts, "call-2", mira.ID)
	for _, table := range []string{"contact", "contact_change"} {
		if n := count(t, store, `SELECT count(*) FROM `+table+` x WHERE strpos(x::text, 'canary') > 0`); n != 0 {
			t.Errorf("%s holds the note in the clear", table)
		}
	}
	other := open(t, url, sqltest.Keys(t))
	if _, err := other.Contacts().OfCall(t.Context(), "call-1"); err == nil || bytes.Contains([]byte(err.Error()), []byte("canary")) {
		t.Errorf("another key opens it: %v", err)
	}
	if err := store.Exec(t.Context(), `UPDATE contact SET sealed = (SELECT sealed FROM contact WHERE id = $1) WHERE id = $2`, one.ID, two.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := contacts.OfCall(t.Context(), "call-2"); err == nil {
		t.Error("a note moved to another contact opens there")
	}
}

func contactWithNote(t *testing.T, contacts sql.Contacts, call queue.CallID, agent queue.AgentID) form.Contact {
	t.Helper()
	c, err := contacts.Open(t.Context(), call, agent, "")
	if err == nil {
		_, err = contacts.Set(t.Context(), c.ID, agent, "note", raw(`"canary"`), 0)
	}
	if err == nil {
		c, err = contacts.Open(t.Context(), call, agent, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOldSealsOpenAfterRotation(t *testing.T) {
	t.Parallel()
	url, keys := sqltest.URL(t), sqltest.Keys(t)
	store := open(t, url, keys)
	mira := person(t, store, "mira")
	contactWithNote(t, store.Contacts(), "call-1", mira.ID)
	rotated, err := keys.Rotate()
	if err != nil {
		t.Fatal(err)
	}
	c, err := open(t, url, rotated).Contacts().Open(t.Context(), "call-1", mira.ID, "")
	if err != nil || string(c.Values["note"]) != `"canary"` {
		t.Errorf("got %s, %v", c.Values, err)
	}
	contactWithNote(t, open(t, url, rotated).Contacts(), "call-2", mira.ID)
	if _, err := store.Contacts().OfCall(t.Context(), "call-2"); err == nil {
		t.Error("the new key is not used")
	}
}

func TestContactBelongsToOne(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	contacts, mira, agron := store.Contacts(), person(t, store, "mira"), person(t, store, "agron")
	c := contactWithNote(t, contacts, "call-1", mira.ID)
	_, stranger := contacts.Open(t.Context(), "call-2", "8a1f7b5e-0000-4000-8000-000000000000", "")
	_, set := contacts.Set(t.Context(), c.ID, agron.ID, "note", raw(`"x"`), c.Rev)
	_, unknown := contacts.Set(t.Context(), "8a1f7b5e-0000-4000-8000-000000000000", mira.ID, "note", raw(`"x"`), 0)
	_, nonsense := contacts.Set(t.Context(), "nonsense", mira.ID, "note", raw(`"x"`), 0)
	for what, err := range map[string]error{"open by nobody": stranger, "set": set, "set unknown": unknown, "set nonsense": nonsense,
		"close": contacts.Close(t.Context(), c.ID, agron.ID, c.Rev)} {
		if !errors.Is(err, form.ErrNotYours) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	if open, err := contacts.Current(t.Context(), agron.ID); err != nil || len(open) != 0 {
		t.Errorf("got %v, %v", open, err)
	}
}

func TestContactRefusesWhatIsStaleOrInvalid(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	c := contactWithNote(t, contacts, "call-1", mira.ID)
	if _, err := contacts.Set(t.Context(), c.ID, mira.ID, "note", raw(`"x"`), c.Rev-1); !errors.Is(err, form.ErrConflict) {
		t.Errorf("stale set: got %v", err)
	}
	if err := contacts.Close(t.Context(), c.ID, mira.ID, c.Rev-1); !errors.Is(err, form.ErrConflict) {
		t.Errorf("stale close: got %v", err)
	}
	if _, err := contacts.Set(t.Context(), c.ID, mira.ID, "call_type", raw(`"nonsense"`), c.Rev); !errors.Is(err, form.ErrInvalid) {
		t.Errorf("invalid: got %v", err)
	}
	if err := contacts.Close(t.Context(), c.ID, mira.ID, c.Rev); err != nil {
		t.Fatal(err)
	}
	if _, err := contacts.Set(t.Context(), c.ID, mira.ID, "note", raw(`"x"`), c.Rev); !errors.Is(err, form.ErrClosed) {
		t.Errorf("set closed: got %v", err)
	}
	if err := contacts.Close(t.Context(), c.ID, mira.ID, c.Rev); !errors.Is(err, form.ErrClosed) {
		t.Errorf("close closed: got %v", err)
	}
	if open, err := contacts.Current(t.Context(), mira.ID); err != nil || len(open) != 0 {
		t.Errorf("got %v, %v", open, err)
	}
	if got, err := contacts.Open(t.Context(), "call-1", mira.ID, ""); err != nil || !got.Closed || string(got.Values["note"]) != `"canary"` {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestOneOfTwoWritersWins(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	c := contactWithNote(t, contacts, "call-1", mira.ID)
	results := make(chan error, 8)
	var group sync.WaitGroup
	for range cap(results) {
		group.Go(func() {
			_, err := contacts.Set(t.Context(), c.ID, mira.ID, "note", raw(`"x"`), c.Rev)
			results <- err
		})
	}
	group.Wait()
	close(results)
	won := 0
	for err := range results {
		if err == nil {
			won++
		} else if !errors.Is(err, form.ErrConflict) {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d writers won", won)
	}
}

func TestHistoryIsAppendOnly(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira := person(t, store, "mira")
	contactWithNote(t, store.Contacts(), "call-1", mira.ID)
	if err := store.WriteEvents([]queue.Record{{Epoch: 1, N: 1, At: noon, Kind: queue.RecLink, Reason: "up"}}); err != nil {
		t.Fatal(err)
	}
	for _, change := range []string{`UPDATE contact_change SET rev = 9`, `UPDATE call_event SET reason = 'down'`} {
		if err := store.Exec(t.Context(), change); err == nil {
			t.Errorf("%s: it was done", change)
		}
	}
}
