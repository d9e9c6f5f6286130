package sql_test

import (
	"errors"
	"testing"

	"alo116/agent/form"
	"alo116/sql"
	"alo116/sql/casework"
	"alo116/sql/sqltest"
)

func TestAContactBelongsToOneCaseAtMost(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	cases, mira := store.Cases(), person(t, store, "mira")
	first, err := cases.Begin(t.Context(), mira.ID, mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	second, err := cases.Begin(t.Context(), mira.ID, mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	contact := told(t, store, "call-1", mira.ID, nil)
	if err := cases.Attach(t.Context(), first.ID, contact.ID, mira.ID); err != nil {
		t.Fatal(err)
	}
	if err := cases.Attach(t.Context(), second.ID, contact.ID, mira.ID); !errors.Is(err, sql.ErrInCase) {
		t.Errorf("to a second one: %v", err)
	}
	if err := cases.Detach(t.Context(), second.ID, contact.ID, mira.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("from one that it is not of: %v", err)
	}
	if err := cases.Detach(t.Context(), first.ID, contact.ID, mira.ID); err != nil {
		t.Error(err)
	}
	if _, err := cases.OfContact(t.Context(), contact.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("detached, it is of a case: %v", err)
	}
	if err := cases.Detach(t.Context(), first.ID, "17", mira.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("no contact: %v", err)
	}
	if told := story(t, store, first.ID); told != "begun, attached, detached" {
		t.Errorf("the timeline tells %s", told)
	}
}

// What comes to a closed case waits until somebody who may reopen it did, which is told in its timeline and in the audit trail.
func TestNothingComesToAClosedCaseBeforeItIsReopened(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	cases, mira := store.Cases(), person(t, store, "mira")
	c, err := cases.Begin(t.Context(), mira.ID, mira.ID, "")
	if err == nil {
		c.Rev, err = cases.Move(t.Context(), c.ID, mira.ID, casework.Closed, "resolved", c.Rev)
	}
	if err != nil {
		t.Fatal(err)
	}
	free, named := told(t, store, "call-1", mira.ID, nil), told(t, store, "call-2", mira.ID, map[string]string{"call_type": `"followup"`, "case": `"` + c.Code + `"`})
	if err := cases.Attach(t.Context(), c.ID, free.ID, mira.ID); !errors.Is(err, sql.ErrCaseClosed) {
		t.Errorf("attached: %v", err)
	}
	if err := store.Contacts().Close(t.Context(), named.ID, mira.ID, named.Rev); !errors.Is(err, form.ErrCaseClosed) {
		t.Errorf("named by a contact that is closed: %v", err)
	}
	if got := opened(t, store, c.ID); got.Status != casework.Closed || story(t, store, c.ID) != "begun, status" {
		t.Errorf("it was touched: %+v, %s", got, story(t, store, c.ID))
	}
	if _, err := cases.Move(t.Context(), c.ID, mira.ID, casework.Reopened, "", c.Rev); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(cases.Attach(t.Context(), c.ID, free.ID, mira.ID), store.Contacts().Close(t.Context(), named.ID, mira.ID, named.Rev)); err != nil {
		t.Errorf("reopened: %v", err)
	}
	if n := count(t, store, `SELECT count(*) FROM audit WHERE action = 'case.moved' AND object = 'case:' || $1`, c.ID); n != 2 {
		t.Errorf("the audit trail tells of %d moves", n)
	}
}

// What the counsellor decided in the form is done when the contact is closed, or it is not closed.
func TestAContactThatIsClosedCarriesOutWhatWasDecided(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	contacts, cases, mira, arben := store.Contacts(), store.Cases(), person(t, store, "mira"), person(t, store, "arben")
	closes := func(c form.Contact) error { return contacts.Close(t.Context(), c.ID, c.Agent, c.Rev) }
	first := told(t, store, "call-1", mira.ID, map[string]string{"call_type": `"missing_child"`, "case_decision": `"new"`, "child_name": `"Kanarina"`})
	if err := closes(first); err != nil {
		t.Fatal(err)
	}
	c, err := cases.OfContact(t.Context(), first.ID)
	if err != nil || c.Owner != mira.ID {
		t.Fatalf("no case was begun: %+v, %v", c, err)
	}
	if got := opened(t, store, c.ID); string(got.Values["missing_child"]) != "true" || string(got.Values["child_name"]) != `"Kanarina"` {
		t.Errorf("it begins with %v", got.Values)
	}
	again, err := contacts.Reopen(t.Context(), first.ID, mira.ID, func(form.Whose) error { return nil })
	if err == nil {
		err = closes(again)
	}
	if n := count(t, store, `SELECT count(*) FROM child_case`); err != nil || n != 1 {
		t.Errorf("closed once more, there are %d cases, %v", n, err)
	}
	second := told(t, store, "call-2", arben.ID, map[string]string{"call_type": `"followup"`, "case": `"` + c.Code + `"`})
	if err := closes(second); err != nil {
		t.Errorf("a follow-up of it: %v", err)
	}
	if of, err := cases.OfContact(t.Context(), second.ID); err != nil || of.ID != c.ID {
		t.Errorf("the follow-up is of %q, %v", of.Code, err)
	}
	other, err := cases.Begin(t.Context(), mira.ID, mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if again, err = contacts.Reopen(t.Context(), second.ID, arben.ID, func(form.Whose) error { return nil }); err == nil {
		again, err = fillIn(t, store, again, map[string]string{"case": `"` + other.ID + `"`})
	}
	if err == nil {
		err = closes(again)
	}
	if of, oops := cases.OfContact(t.Context(), second.ID); err != nil || oops != nil || of.ID != other.ID {
		t.Errorf("decided otherwise, it is of %q, %v, %v", of.Code, err, oops)
	}
	lost := told(t, store, "call-3", mira.ID, map[string]string{"call_type": `"followup"`, "case": `"R-1999-0001"`})
	if err := closes(lost); !errors.Is(err, form.ErrNoCase) {
		t.Errorf("of no case: %v", err)
	}
	if still, err := contacts.OfCall(t.Context(), "call-3"); err != nil || still[0].Closed {
		t.Errorf("it is closed all the same: %v", err)
	}
}

func TestTheCasesOfACallerAreKnownByTheirNumber(t *testing.T) {
	t.Parallel()
	keys, _ := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	cases, mira := store.Cases(), person(t, store, "mira")
	contact := called(t, store, keys, "call-1", mira.ID, "+355690000001")
	other := called(t, store, keys, "call-2", mira.ID, "+355690000002")
	c, err := cases.Begin(t.Context(), mira.ID, mira.ID, contact.ID)
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[string]int{"0690000001": 1, "+355690000002": 0} {
		found, err := cases.OfCaller(t.Context(), keys.Recognise(number), 5)
		if err != nil || len(found) != want {
			t.Errorf("%s has %d cases, %v", number, len(found), err)
		}
		list, err := cases.ListFor(t.Context(), sql.CaseQuery{Caller: keys.Recognise(number), Everybody: true}, mira.ID, "", "")
		if err != nil || len(list.Cases) != want {
			t.Errorf("listed by %s are %d cases, %v", number, len(list.Cases), err)
		}
	}
	for of, want := range map[string]int{contact.ID: 1, other.ID: 0, "17": 0} {
		if found, err := cases.OfSameCaller(t.Context(), of, 5); err != nil || len(found) != want {
			t.Errorf("the caller of %s has %d cases, %v", of, len(found), err)
		}
	}
	if n := count(t, store, `SELECT count(*) FROM audit WHERE action = 'cases.searched_by_number'`); n != 2 {
		t.Errorf("the audit trail tells of %d searches", n)
	}
	if _, err := cases.Move(t.Context(), c.ID, mira.ID, casework.Closed, "found", c.Rev); err != nil {
		t.Fatal(err)
	}
	if found, err := cases.OfCaller(t.Context(), keys.Recognise("+355690000001"), 5); err != nil || len(found) != 0 {
		t.Errorf("a closed one is offered: %v, %v", found, err)
	}
}
