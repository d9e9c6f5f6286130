package sql_test

import (
	"errors"
	"testing"

	"alo116/agent/form"
	"alo116/sql"
	"alo116/sql/casework"
	"alo116/sql/referral"
)

// spoken is what a counsellor said during a talk of two referrals: one to an entry of the directory, in words too, and one to a school.
func (o *office) spoken(more map[string]string) map[string]string {
	values := map[string]string{"call_type": `"child_self"`, "directions": `["referral"]`, "consent_reason": `"the law of canaries"`,
		"supervisor_consulted": `"consulted"`, "supervisor": `"` + string(o.vera.ID) + `"`,
		"referrals": `[{"id":"r1","agency":"njmf","entry":"` + o.unit.ID + `","grounds":["neglect"],"consent":"overridden_by_duty","state":"sent","method":"phone",
			"shared":["name"],"due_at":{"at":"` + soon() + `"},"feedback_to_child":"no"},{"id":"r2","agency":"school","entry":"nobody"},{"id":"r3"}]`,
		"referral_words": `[{"id":"r1","recipient":"Agent Provë","agency_reference":"77/2","next_action":"ring the canary","outcome":"they go"}]`}
	for field, value := range more {
		values[field] = value
	}
	return values
}

// closed closes a contact that says such things.
func (o *office) closed(c form.Contact) form.Contact {
	o.t.Helper()
	if err := o.store.Contacts().Close(o.t.Context(), c.ID, c.Agent, c.Rev); err != nil {
		o.t.Fatal(err)
	}
	return c
}

func (o *office) reopened(c form.Contact, values map[string]string) form.Contact {
	o.t.Helper()
	again, err := o.store.Contacts().Reopen(o.t.Context(), c.ID, o.mira.ID, func(form.Whose) error { return nil })
	if err == nil {
		again, err = fillIn(o.t, o.store, again, values)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return again
}

func (o *office) referrals(of string) []sql.Referral {
	o.t.Helper()
	all, err := o.store.Referrals().Of(o.t.Context(), of, o.mira.ID, "", "")
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}

func TestWhatTheFormSaysOfAReferralBecomesOneOfTheCase(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	c := o.closed(told(t, o.store, "call-9", o.mira.ID, o.spoken(map[string]string{"case_decision": `"new"`})))
	of, err := o.store.Cases().OfContact(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	all := o.referrals(of.ID)
	if len(all) != 2 {
		t.Fatalf("two rows say to whom, and there are %+v", all)
	}
	school, unit := all[0], all[1]
	if school.Agency != "" || school.Kind != "school" || school.State != referral.Drafted || school.From == nil || school.From.Said != "drafted" {
		t.Errorf("the school: %+v", school)
	}
	if unit.Agency != o.unit.ID || unit.Kind != "njmf" || unit.State != referral.Drafted || unit.Grounds[0] != "neglect" || unit.Method != "phone" || unit.Shared[0] != "name" ||
		unit.Consent != "overridden_by_duty" || unit.Due != soon() || unit.Told != "no" || unit.Asked != o.vera.ID {
		t.Errorf("the unit: %+v", unit)
	}
	if want := (sql.ReferralWords{Reason: "the law of canaries", Recipient: "Agent Provë", Reference: "77/2", NextStep: "ring the canary", Outcome: "they go"}); unit.Words != want {
		t.Errorf("its words: %+v", unit.Words)
	}
	if from := unit.From; from == nil || from.Contact != c.ID || from.Said != "sent" || !from.At.Equal(c.OpenedAt) {
		t.Errorf("it comes from %+v", from)
	}
	if told := story(t, o.store, of.ID); told != "begun, attached, referral, referral" {
		t.Errorf("the timeline tells %s", told)
	}
	if n := count(t, o.store, `SELECT count(*) FROM audit WHERE action = 'referral.drafted'`); n != 2 {
		t.Errorf("the audit trail tells of %d", n)
	}
	if n := count(t, o.store, `SELECT count(*) FROM referral WHERE referral::text ~ 'canar'`); n != 0 {
		t.Error("its words lie there readable")
	}
}

func TestNoRowBecomesAReferralTwice(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	c := o.closed(told(t, o.store, "call-9", o.mira.ID, o.spoken(map[string]string{"case_decision": `"attach"`, "case": `"` + o.home.Code + `"`})))
	before := o.referrals(o.home.ID)
	if len(before) != 2 {
		t.Fatalf("there are %+v", before)
	}
	if err := o.store.Referrals().Discard(t.Context(), before[0].ID, before[0].Rev, o.mira.ID); err != nil {
		t.Fatal(err)
	}
	c = o.closed(o.reopened(c, map[string]string{"referrals": `[{"id":"r1","agency":"ngo"},{"id":"r2","agency":"school"},{"id":"r4","agency":"shelter"}]`}))
	after := o.referrals(o.home.ID)
	if len(after) != 2 || after[0].Kind != "shelter" || after[1].ID != before[1].ID || after[1].Rev != before[1].Rev || after[1].Kind != "njmf" {
		t.Errorf("only the new row is drafted, and nothing changed silently: %+v", after)
	}
	if of, err := o.store.Cases().OfContact(t.Context(), c.ID); err != nil || of.ID != o.home.ID {
		t.Errorf("it is of %s, %v", of.Code, err)
	}
}

// A contact that was closed without a case brings its referrals when it comes to one; open, it brings them when it closes.
func TestAContactBringsItsReferralsToACase(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	cases := o.store.Cases()
	early := told(t, o.store, "call-8", o.mira.ID, o.spoken(nil))
	if err := cases.Attach(t.Context(), o.home.ID, early.ID, o.mira.ID); err != nil || len(o.referrals(o.home.ID)) != 0 {
		t.Errorf("an open contact brought %+v, %v", o.referrals(o.home.ID), err)
	}
	o.closed(early)
	if all := o.referrals(o.home.ID); len(all) != 2 {
		t.Errorf("closed, it brought %+v", all)
	}
	late := o.closed(told(t, o.store, "call-9", o.mira.ID, o.spoken(nil)))
	c, err := cases.Begin(t.Context(), o.mira.ID, o.mira.ID, late.ID)
	if err != nil {
		t.Fatal(err)
	}
	if all := o.referrals(c.ID); len(all) != 2 {
		t.Errorf("a closed one begins with %+v", all)
	}
	if _, err = cases.Move(t.Context(), o.home.ID, o.mira.ID, casework.Closed, "resolved", opened(t, o.store, o.home.ID).Rev); err != nil {
		t.Fatal(err)
	}
	o.closed(o.reopened(early, nil))
	more := o.reopened(early, map[string]string{"referrals": `[{"id":"r9","agency":"legal_aid"}]`})
	if err := o.store.Contacts().Close(t.Context(), more.ID, more.Agent, more.Rev); !errors.Is(err, form.ErrCaseClosed) || len(o.referrals(o.home.ID)) != 2 {
		t.Errorf("something new for a closed case: %v", err)
	}
}

// Taken from a case, a contact takes the drafts along that nobody worked on.
func TestDraftsGoWithTheirContactUnlessSomebodyWorkedOnThem(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	cases := o.store.Cases()
	c := o.closed(told(t, o.store, "call-9", o.mira.ID, o.spoken(nil)))
	if err := cases.Attach(t.Context(), o.home.ID, c.ID, o.mira.ID); err != nil {
		t.Fatal(err)
	}
	worked := o.referrals(o.home.ID)[1]
	worked.Words.Letter = "Dear canaries"
	if _, err := o.store.Referrals().Change(t.Context(), worked, o.mira.ID); err != nil {
		t.Fatal(err)
	}
	if err := cases.Detach(t.Context(), o.home.ID, c.ID, o.mira.ID); err != nil {
		t.Fatal(err)
	}
	if left := o.referrals(o.home.ID); len(left) != 1 || left[0].ID != worked.ID {
		t.Errorf("left is %+v", left)
	}
	other, err := cases.Begin(t.Context(), o.mira.ID, o.mira.ID, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if all := o.referrals(other.ID); len(all) != 1 || all[0].Kind != "school" {
		t.Errorf("to another case it brings %+v", all)
	}
}
