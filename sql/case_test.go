package sql_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/casework"
)

// told begins a contact and fills it in.
func told(t testing.TB, store *sql.Store, call queue.CallID, agent queue.AgentID, values map[string]string) form.Contact {
	t.Helper()
	c, err := store.Contacts().Open(t.Context(), call, agent, "")
	if err == nil {
		c, err = fillIn(t, store, c, values)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func fillIn(t testing.TB, store *sql.Store, c form.Contact, values map[string]string) (form.Contact, error) {
	var err error
	for _, field := range slices.Sorted(maps.Keys(values)) {
		if err == nil {
			c.Rev, err = store.Contacts().Set(t.Context(), c.ID, c.Agent, field, raw(values[field]), c.Rev)
		}
	}
	return c, err
}

// opened reads a case as its owner does.
func opened(t testing.TB, store *sql.Store, name string) sql.Case {
	t.Helper()
	c, err := store.Cases().Look(t.Context(), name, "", "", "", false)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// story tells a case's timeline, the oldest first.
func story(t testing.TB, store *sql.Store, id string) string {
	t.Helper()
	events, err := store.Cases().Timeline(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range slices.Backward(events) {
		kinds = append(kinds, strings.TrimSpace(string(e.Kind)+" "+e.Field+e.Words))
	}
	return strings.Join(kinds, ", ")
}

func TestACaseBeginsWithItsContact(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	cases, mira := store.Cases(), person(t, store, "mira")
	contact := told(t, store, "call-1", mira.ID, map[string]string{"call_type": `"child_self"`, "risk_level": `"high"`, "place": `["al_01","al311"]`,
		"categories": `["vio_bullying","fam_caregiver"]`, "child_name": `"Kanarina"`, "perpetrators": `[{"id":"p1","relation":"father"}]`,
		"perpetrator_words": `[{"id":"p1","name":"Korbi"}]`, "note": `"it stays in the contact"`})
	c, err := cases.Begin(t.Context(), mira.ID, mira.ID, contact.ID)
	if err != nil {
		t.Fatal(err)
	}
	if want := casework.Code(casework.Prefix, time.Now().Year(), 1); c.Code != want {
		t.Errorf("its code is %s, not %s", c.Code, want)
	}
	got := opened(t, store, strings.ToLower(c.Code))
	if got.ID != c.ID || got.Status != casework.Open || got.Risk != "high" || got.Place != "al311" || got.Category != "vio_bullying" || got.Owner != mira.ID || got.OwnerName != mira.Name {
		t.Errorf("got %+v", got)
	}
	if string(got.Values["child_name"]) != `"Kanarina"` || !strings.Contains(string(got.Values["perpetrator_words"]), "Korbi") || got.Values["note"] != nil || len(got.Values) != 6 {
		t.Errorf("it holds %v", got.Values)
	}
	if n := count(t, store, `SELECT count(*) FROM child_case WHERE child_case::text ~ 'Kanarina|Korbi'`); n != 0 {
		t.Error("a name lies there readable")
	}
	if of, err := cases.OfContact(t.Context(), contact.ID); err != nil || of.ID != c.ID {
		t.Errorf("the contact's case is %s, %v", of.Code, err)
	}
	if contacts, err := cases.Contacts(t.Context(), c.ID); err != nil || len(contacts) != 1 || contacts[0].ID != contact.ID || contacts[0].Values["child_name"] != nil {
		t.Errorf("its contacts are %+v, %v", contacts, err)
	}
	if told := story(t, store, c.ID); told != "begun, attached" {
		t.Errorf("its timeline tells %s", told)
	}
	if _, err := cases.Begin(t.Context(), mira.ID, mira.ID, contact.ID); !errors.Is(err, sql.ErrInCase) {
		t.Errorf("a second case of one contact: %v", err)
	}
	for _, nobody := range []string{"17", "00000000-0000-4000-8000-000000000000"} {
		if _, err := cases.Begin(t.Context(), mira.ID, mira.ID, nobody); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("from no contact: %v", err)
		}
		if _, err := cases.Head(t.Context(), nobody); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("no case: %v", err)
		}
	}
}

func TestNoTwoCasesHaveOneCode(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira := person(t, store, "mira")
	if err := store.Exec(t.Context(), `INSERT INTO case_number VALUES ($1, 9996)`, time.Now().Year()); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var group sync.WaitGroup
	codes := map[string]bool{}
	for range 8 {
		group.Go(func() {
			c, err := store.Cases().Begin(t.Context(), mira.ID, mira.ID, "")
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			codes[c.Code] = true
		})
	}
	group.Wait()
	if last := casework.Code(casework.Prefix, time.Now().Year(), 10_004); len(codes) != 8 || !codes[last] {
		t.Errorf("%d codes of 8, and past 9999: %v", len(codes), codes)
	}
	store.CodeCases("ALO")
	if c, err := store.Cases().Begin(t.Context(), mira.ID, mira.ID, ""); err != nil || !strings.HasPrefix(c.Code, "ALO-") {
		t.Errorf("of a house with a prefix of its own: %s, %v", c.Code, err)
	}
}

func TestACaseGoesItsWay(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	cases, mira, arben := store.Cases(), person(t, store, "mira"), person(t, store, "arben")
	c, err := cases.Begin(t.Context(), mira.ID, mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for _, step := range []struct {
		what string
		do   func() (int, error)
		want error
	}{
		{"an unknown step", func() (int, error) { return cases.Move(ctx, c.ID, mira.ID, casework.Reopened, "", 1) }, sql.ErrNoStep},
		{"work begins", func() (int, error) { return cases.Move(ctx, c.ID, mira.ID, casework.InProcess, "", 1) }, nil},
		{"a day to look again", func() (int, error) { return cases.FollowUp(ctx, c.ID, mira.ID, "2026-12-01", 1) }, nil},
		{"a note", func() (int, error) { return cases.Note(ctx, c.ID, mira.ID, "Kanarina këndoi.") }, nil},
		{"to somebody else", func() (int, error) { return cases.Assign(ctx, c.ID, mira.ID, arben.ID, 1) }, nil},
		{"to nobody", func() (int, error) {
			return cases.Assign(ctx, c.ID, mira.ID, "00000000-0000-4000-8000-000000000000", 9)
		}, sql.ErrNotFound},
		{"an end without an outcome", func() (int, error) { return cases.Move(ctx, c.ID, arben.ID, casework.Closed, "", 9) }, sql.ErrNoStep},
		{"an end of no kind", func() (int, error) { return cases.Move(ctx, c.ID, arben.ID, casework.Closed, "eaten", 9) }, sql.ErrNoStep},
		{"an outcome without an end", func() (int, error) { return cases.Move(ctx, c.ID, arben.ID, casework.FollowUp, "resolved", 9) }, sql.ErrNoStep},
		{"the end", func() (int, error) { return cases.Move(ctx, c.ID, arben.ID, casework.Closed, "resolved", 9) }, nil},
		{"a change after the end", func() (int, error) { return cases.Set(ctx, c.ID, arben.ID, "risk_level", raw(`"low"`), 9) }, sql.ErrCaseClosed},
		{"a note after the end", func() (int, error) { return cases.Note(ctx, c.ID, arben.ID, "Edhe më pas.") }, nil},
	} {
		if _, err := step.do(); !errors.Is(err, step.want) {
			t.Errorf("%s: %v, not %v", step.what, err, step.want)
		}
	}
	got := opened(t, store, c.ID)
	if got.Status != casework.Closed || got.Outcome != "resolved" || got.Owner != arben.ID || got.FollowUp != "" || got.ClosedAt.IsZero() || got.Rev != 7 {
		t.Errorf("got %+v", got)
	}
	if told := story(t, store, c.ID); told != "begun, status, follow_up, note Kanarina këndoi., owner, status, note Edhe më pas." {
		t.Errorf("its timeline tells %s", told)
	}
	if n := count(t, store, `SELECT count(*) FROM case_event WHERE case_event::text ~ 'Kanarina'`); n != 0 {
		t.Error("a note lies there readable")
	}
	for _, action := range []string{"case.begun", "case.moved", "case.assigned", "case.opened"} {
		if n := count(t, store, `SELECT count(*) FROM audit WHERE action = $1 AND object = $2`, action, "case:"+c.ID); n == 0 {
			t.Errorf("the audit trail does not tell %s", action)
		}
	}
}

// Two write in one case. What is not the same thing is in nobody's way; the same thing is refused to who did not see it.
func TestTwoWritersOfACase(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	cases, mira := store.Cases(), person(t, store, "mira")
	c, err := cases.Begin(t.Context(), mira.ID, mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	saw := c.Rev
	if _, err := cases.Set(t.Context(), c.ID, mira.ID, "story", raw(`"mine"`), saw); err != nil {
		t.Fatal(err)
	}
	if _, err := cases.Set(t.Context(), c.ID, mira.ID, "address", raw(`"another field"`), saw); err != nil {
		t.Errorf("another field: %v", err)
	}
	if _, err := cases.Set(t.Context(), c.ID, mira.ID, "story", raw(`"theirs"`), saw); !errors.Is(err, form.ErrConflict) {
		t.Errorf("the same field: %v", err)
	}
	if got := opened(t, store, c.ID); string(got.Values["story"]) != `"mine"` {
		t.Errorf("it holds %s", got.Values["story"])
	}
	rev, err := cases.Set(t.Context(), c.ID, mira.ID, "story", raw(`null`), saw+1)
	if err != nil || rev != saw+3 {
		t.Errorf("who saw it: revision %d, %v", rev, err)
	}
	if got := opened(t, store, c.ID); got.Values["story"] != nil || got.Rev != rev {
		t.Errorf("emptied, it holds %s", got.Values["story"])
	}
	if _, err := cases.FollowUp(t.Context(), c.ID, mira.ID, "2026-12-24", saw); err != nil {
		t.Error(err)
	}
	if _, err := cases.FollowUp(t.Context(), c.ID, mira.ID, "", saw); !errors.Is(err, form.ErrConflict) {
		t.Errorf("the same day: %v", err)
	}
	if _, err := cases.Set(t.Context(), c.ID, mira.ID, "risk_level", raw(`"none of it"`), rev); !errors.Is(err, form.ErrInvalid) {
		t.Errorf("a code that there is not: %v", err)
	}
	if _, err := cases.Note(t.Context(), "17", mira.ID, "x"); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("no case: %v", err)
	}
}

func TestWhatACaseIsFoundByFollowsItsSheet(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	cases, mira := store.Cases(), person(t, store, "mira")
	c, err := cases.Begin(t.Context(), mira.ID, mira.ID, "")
	for _, change := range [][2]string{{"risk_level", `"medium"`}, {"place", `["al_01"]`}, {"categories", `["mh_anxiety"]`}, {"place", `["al_01","al312"]`}, {"risk_level", `null`}} {
		if err == nil {
			c.Rev, err = cases.Set(t.Context(), c.ID, mira.ID, change[0], raw(change[1]), c.Rev)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := opened(t, store, c.ID); got.Risk != "" || got.Place != "al312" || got.Category != "mh_anxiety" {
		t.Errorf("got %+v", got)
	}
}
