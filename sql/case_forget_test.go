package sql_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/sql"
	"alo116/sql/casework"
	"alo116/sql/sqltest"
)

// sad begins a case with words in every place that takes some.
func sad(t *testing.T, store *sql.Store, owner sql.Person, contact string) sql.Case {
	t.Helper()
	c, err := store.Cases().Begin(t.Context(), owner.ID, owner.ID, contact)
	for _, change := range [][2]string{{"story", `"A canary sang."`}, {"risk_level", `"high"`}, {"place", `["al_01","al311"]`}, {"household_words", `[{"id":"h1","kin_name":"Korbi"}]`}} {
		if err == nil {
			c.Rev, err = store.Cases().Set(t.Context(), c.ID, owner.ID, change[0], raw(change[1]), c.Rev)
		}
	}
	if err == nil {
		_, err = store.Cases().Note(t.Context(), c.ID, owner.ID, "It sang again.")
	}
	if err == nil {
		call := form.PlaceCall{Call: "out-place-1", By: owner.ID, Place: "0042", Name: "Njësia, Bashkia Kanarina", Case: c.ID}
		err = store.CalledPlace(t.Context(), call, func(form.Whose) error { return nil })
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAForgottenCaseKeepsItsFiguresAndNothingElse(t *testing.T) {
	t.Parallel()
	keys, dir := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	cases, mira := store.Cases(), person(t, store, "mira")
	gone, kept := sad(t, store, mira, ""), sad(t, store, mira, "")
	for _, day := range []string{"2030-03-14", ""} { // set, and taken back
		if _, err := cases.FollowUp(t.Context(), gone.ID, mira.ID, day, 99); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := cases.Look(t.Context(), gone.ID, mira.ID, "court", "the canary's case", true); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := cases.Forget(t.Context(), gone.ID, "subject_request"); err != nil {
			t.Fatal(err)
		}
	}
	for what, query := range map[string]string{
		"something of the sheet": `SELECT count(*) FROM child_case WHERE id = $1 AND (values <> '{}' OR sealed <> '{}' OR place IS NOT NULL OR vault_key IS NOT NULL)`,
		"history":                `SELECT count(*) FROM case_event WHERE child_case = $1 AND (sealed IS NOT NULL OR kind IN ('field', 'follow_up') OR value::text LIKE '%2030-03-14%')`,
		"words of the audit":     `SELECT count(*) FROM audit WHERE object = 'case:' || $1 AND words IS NOT NULL`,
	} {
		if n := count(t, store, query, gone.ID); n != 0 {
			t.Errorf("%s is left", what)
		}
	}
	got := opened(t, store, gone.ID)
	if !got.Forgotten || got.Status != casework.Closed || got.Risk != "high" || len(got.Values) != 0 || got.Code != gone.Code {
		t.Errorf("got %+v", got)
	}
	if told := story(t, store, gone.ID); told != "" {
		t.Errorf("its timeline tells %s", told)
	}
	if kept := string(dump(t, store.URL())); strings.Contains(kept, "2030-03-14") || strings.Contains(kept, "Kanarina") {
		t.Error("the day on which somebody was to look again, or who was called about it, is in the dump")
	}
	if _, err := cases.Note(t.Context(), gone.ID, mira.ID, "x"); !errors.Is(err, sql.ErrForgotten) {
		t.Errorf("it is written on: %v", err)
	}
	if still := opened(t, store, kept.ID); string(still.Values["story"]) != `"A canary sang."` {
		t.Errorf("another case holds %v", still.Values)
	}
	if n := len(keyFiles(t, dir)); n != 1 {
		t.Errorf("%d keys are left", n)
	}
	for _, nobody := range []string{"17", "00000000-0000-4000-8000-000000000000"} {
		if err := cases.Forget(t.Context(), nobody, "subject_request"); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("nobody's: %v", err)
		}
	}
	if report := verified(t, store); len(report.Findings) > 0 {
		t.Errorf("the audit trail: %v", report.Findings)
	}
}

// The keyring's folder is away when a case is forgotten: it is finished afterwards.
func TestForgettingACaseIsFinished(t *testing.T) {
	t.Parallel()
	keys, main, mirror := sqltest.Keys(t), t.TempDir(), t.TempDir()
	if err := keys.UseKeyring(main, mirror); err != nil {
		t.Fatal(err)
	}
	store := open(t, sqltest.URL(t), keys)
	c := sad(t, store, person(t, store, "mira"), "")
	if err := os.Rename(mirror, mirror+".away"); err != nil {
		t.Fatal(err)
	}
	if err := store.Cases().Forget(t.Context(), c.ID, "subject_request"); err == nil {
		t.Error("it is taken for done while a key is there")
	}
	if err := os.Rename(mirror+".away", mirror); err != nil {
		t.Fatal(err)
	}
	if n, err := store.FinishForgetting(t.Context()); err != nil || n != 1 || len(keyFiles(t, mirror)) != 0 {
		t.Errorf("finished %d, %v; left are %v", n, err, keyFiles(t, mirror))
	}
}

func TestACaseWhoseKeyIsGoneIsToldToBe(t *testing.T) {
	t.Parallel()
	keys, dir := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	c := sad(t, store, person(t, store, "mira"), "")
	for _, file := range keyFiles(t, dir) {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Cases().Look(t.Context(), c.ID, "", "", "", false); !errors.Is(err, sql.ErrForgotten) {
		t.Errorf("it opens: %v", err)
	}
}

func TestACaseGoesAtItsAge(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	cases, mira := p.store.Cases(), p.mira
	contact := p.contact("116111", "silent", "of an open case", "", 400)
	running, over, held := sad(t, p.store, mira, contact.ID), sad(t, p.store, mira, ""), sad(t, p.store, mira, "")
	for _, c := range []sql.Case{over, held} {
		if _, err := cases.Move(t.Context(), c.ID, mira.ID, casework.Closed, "resolved", 99); err != nil {
			t.Fatal(err)
		}
	}
	p.exec(`UPDATE child_case SET opened_at = $1, closed_at = $2 WHERE closed_at IS NOT NULL`, ago(90), ago(40))
	if err := cases.Hold(t.Context(), held.ID, true, mira.ID, "court", "case 7"); err != nil {
		t.Fatal(err)
	}
	if err := cases.Hold(t.Context(), held.ID, true, mira.ID, "court", ""); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("held twice: %v", err)
	}
	r := p.store.Retention(rules(t, theRules))
	due, err := r.Due(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range due {
		if d.Rule.Name == "cases" && (d.Due != 1 || d.Kept != 2) {
			t.Errorf("the dry run: %+v", d)
		}
		if d.Rule.Name == "quick" && (d.Due != 0 || d.Held != 1) {
			t.Errorf("the contact of an open case, in the dry run: %+v", d)
		}
	}
	if gone := p.apply(r); gone["cases"] != 1 || gone["quick"] != 0 {
		t.Errorf("gone: %v", gone)
	}
	for _, c := range []sql.Case{running, held} {
		if got := opened(t, p.store, c.ID); string(got.Values["story"]) != `"A canary sang."` {
			t.Errorf("%s holds %v", c.Code, got.Values)
		}
	}
	if got := opened(t, p.store, over.ID); !got.Forgotten {
		t.Error("what was over long ago stays")
	}
	if err := cases.Hold(t.Context(), held.ID, false, mira.ID, "court", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := cases.Move(t.Context(), running.ID, mira.ID, casework.Closed, "resolved", 99); err != nil {
		t.Fatal(err)
	}
	if gone := p.apply(r); gone["cases"] != 1 || gone["quick"] != 1 {
		t.Errorf("released and closed, gone are %v", gone)
	}
}
