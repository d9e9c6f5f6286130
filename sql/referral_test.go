package sql_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/casework"
	"alo116/sql/referral"
	"alo116/sql/sqltest"
)

// office is a house with a case, an agency, its owner and a supervisor.
type office struct {
	t          *testing.T
	store      *sql.Store
	mira, vera sql.Person
	home       sql.Case
	unit       sql.Agency
}

func newOffice(t *testing.T, store *sql.Store) *office {
	t.Helper()
	o := &office{t: t, store: store, mira: person(t, store, "mira")}
	var err error
	if o.vera, err = store.CreatePerson(t.Context(), sql.Person{Login: "vera", Name: "Vera Provë", Role: queue.Supervisor}); err != nil {
		t.Fatal(err)
	}
	o.home = sad(t, store, o.mira, "")
	o.unit, err = store.Directory().Save(t.Context(), sql.Agency{Kind: "njmf", Name: "Njësia Provë", Places: []string{"al311"}, Active: true}, o.vera.ID)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func soon() string { return time.Now().AddDate(0, 0, 7).Format(time.DateOnly) }

// whole is a referral that may be sent: the case's risk is high, so a supervisor was consulted.
func (o *office) whole() sql.Referral {
	return sql.Referral{Agency: o.unit.ID, Grounds: []string{"neglect"}, Method: "phone", Shared: []string{"name", "story"}, Consent: "yes",
		Due: soon(), Asked: o.vera.ID, Words: sql.ReferralWords{Letter: "A canary needs help.", NextStep: "ring again"}}
}

func (o *office) drafted(r sql.Referral) sql.Referral {
	o.t.Helper()
	r, err := o.store.Referrals().Add(o.t.Context(), o.home.ID, r, o.mira.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func (o *office) moved(r sql.Referral, to ...referral.State) sql.Referral {
	o.t.Helper()
	for _, state := range to {
		var err error
		if r, err = o.store.Referrals().Move(o.t.Context(), r.ID, state, r.Rev, o.mira.ID); err != nil {
			o.t.Fatalf("to %s: %v", state, err)
		}
	}
	return r
}

func TestAReferralLives(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	r := o.drafted(o.whole())
	if r.State != referral.Drafted || r.Name != o.unit.Name || r.Kind != "njmf" || r.Words.Letter != "A canary needs help." || r.AskedAt.IsZero() || r.Code != o.home.Code {
		t.Fatalf("drafted: %+v", r)
	}
	r = o.moved(r, referral.Sent)
	if r.SentAt.IsZero() || r.SentBy != o.mira.Name {
		t.Errorf("sent: %+v", r)
	}
	r.Words.Reference, r.Words.Recipient, r.Words.Letter, r.Consent, r.Told = "77/2", "Agent Provë", "another letter", "no", "no"
	r, err := o.store.Referrals().Change(t.Context(), r, o.mira.ID)
	if err != nil || r.Words.Reference != "77/2" || r.Words.Letter != "A canary needs help." || r.Consent != "yes" || r.Told != "no" {
		t.Errorf("what it was sent with: %+v, %v", r, err)
	}
	r = o.moved(r, referral.Acknowledged, referral.InProcess, referral.OutcomeReceived)
	r.Words.Outcome, r.Told = "The child is safe.", "yes"
	if r, err = o.store.Referrals().Change(t.Context(), r, o.mira.ID); err != nil {
		t.Fatal(err)
	}
	r = o.moved(r, referral.Closed)
	all, err := o.store.Referrals().Of(t.Context(), o.home.ID, o.vera.ID, "quality", "for the review")
	if err != nil || len(all) != 1 || all[0].Words.Outcome != "The child is safe." || all[0].State != referral.Closed || all[0].Name != o.unit.Name {
		t.Errorf("read: %+v, %v", all, err)
	}
	if told := story(t, o.store, o.home.ID); strings.Count(told, "referral") != 8 || strings.Count(told, "referral_changed") != 2 {
		t.Errorf("the timeline tells %s", told)
	}
	var acts []string
	page, err := o.store.AuditEntries(t.Context(), sql.AuditFilter{Object: "case:" + o.home.ID})
	for _, e := range page.Entries {
		if strings.HasPrefix(e.Action, "referral") {
			acts = append(acts, e.Action)
		}
	}
	want := "referral.opened referral.closed referral.changed referral.outcome_received referral.in_process referral.acknowledged referral.changed referral.sent referral.drafted"
	if got := strings.Join(acts, " "); err != nil || got != want {
		t.Errorf("the trail: %s, %v", got, err)
	}
	if _, err := o.store.Referrals().Head(t.Context(), "no id"); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("no id: %v", err)
	}
	if head, err := o.store.Referrals().Head(t.Context(), r.ID); err != nil || head.Words != (sql.ReferralWords{}) || head.Owner != o.mira.ID {
		t.Errorf("its head: %+v, %v", head, err)
	}
}

// What is said of a referral is another: the timeline and the trail tell which things, and no word of them. What is the same is told by nobody.
func TestWhatIsSaidOfAReferralIsNotChangedUnseen(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	r := o.drafted(o.whole())
	steps := map[string]func(*sql.Referral){
		`[]`:                        func(*sql.Referral) {},
		`["letter"]`:                func(r *sql.Referral) { r.Words.Letter = "Another canary." },
		`["recipient","reference"]`: func(r *sql.Referral) { r.Words.Recipient, r.Words.Reference = "Agent Provë", "77/2" },
		`["grounds","method","shared","consent","reason","consulted","without","due","next_step","outcome","told"]`: func(r *sql.Referral) {
			r.Grounds, r.Method, r.Shared, r.Consent, r.Due, r.Told, r.Asked = nil, "", []string{"name"}, "overridden_by_duty", "", "no", ""
			r.Words.Reason, r.Words.Without, r.Words.NextStep, r.Words.Outcome = "a duty", "nobody was there", "wait", "none yet"
		},
		`["agency"]`: func(r *sql.Referral) { r.Agency = "" },
	}
	for _, want := range slices.Sorted(maps.Keys(steps)) {
		before := count(t, o.store, `SELECT count(*) FROM case_event`)
		steps[want](&r)
		var err error
		if r, err = o.store.Referrals().Change(t.Context(), r, o.vera.ID); err != nil {
			t.Fatal(err)
		}
		events, err := o.store.Cases().Timeline(t.Context(), o.home.ID)
		if err != nil || (len(events) == before) != (want == "[]") {
			t.Fatalf("%s: %d events after %d, %v", want, len(events), before, err)
		}
		if e := events[0]; want != "[]" && (e.Kind != casework.ReferralChanged || e.Actor != o.vera.ID || string(e.Value) != `{"id": "`+r.ID+`", "changed": `+strings.ReplaceAll(want, ",", ", ")+`}`) {
			t.Errorf("%s: it tells %s %s", want, e.Kind, e.Value)
		}
	}
	if n := count(t, o.store, `SELECT count(*) FROM audit WHERE action = 'referral.changed' AND actor = $1`, string(o.vera.ID)); n != len(steps)-1 {
		t.Errorf("the audit trail tells of %d changes", n)
	}
}

func TestAReferralStaysInTheHouseUntilItIsWhole(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	for want, spoil := range map[referral.Fault]func(*sql.Referral){
		"agency":     func(r *sql.Referral) { r.Agency = "" },
		"grounds":    func(r *sql.Referral) { r.Grounds = nil },
		"method":     func(r *sql.Referral) { r.Method = "" },
		"shared":     func(r *sql.Referral) { r.Shared = nil },
		"consent":    func(r *sql.Referral) { r.Consent = "not_asked" },
		"reason":     func(r *sql.Referral) { r.Consent = "overridden_by_duty" },
		"supervisor": func(r *sql.Referral) { r.Asked = "" },
		"due":        func(r *sql.Referral) { r.Due = "2020-01-01" },
	} {
		r := o.whole()
		spoil(&r)
		r = o.drafted(r)
		_, err := o.store.Referrals().Move(t.Context(), r.ID, referral.Sent, r.Rev, o.mira.ID)
		if fault, is := errors.AsType[referral.Fault](err); !is || fault != want {
			t.Errorf("%s: %v", want, err)
		}
		if err := o.store.Referrals().Discard(t.Context(), r.ID, r.Rev, o.mira.ID); err != nil {
			t.Error(err)
		}
	}
	for want, spoil := range map[referral.Fault]func(*sql.Referral){
		"code":       func(r *sql.Referral) { r.Grounds = []string{"whim"} },
		"long":       func(r *sql.Referral) { r.Words.Letter = strings.Repeat("ë", 4001) },
		"agency":     func(r *sql.Referral) { r.Agency = o.mira.Login },
		"supervisor": func(r *sql.Referral) { r.Asked = o.mira.ID },
		"due":        func(r *sql.Referral) { r.Due = "tomorrow" },
	} {
		r := o.whole()
		spoil(&r)
		if _, err := o.store.Referrals().Add(t.Context(), o.home.ID, r, o.mira.ID); err == nil || !strings.Contains(err.Error(), string(want)) {
			t.Errorf("%s is kept: %v", want, err)
		}
	}
	if all, err := o.store.Referrals().Of(t.Context(), o.home.ID, o.mira.ID, "", ""); err != nil || len(all) != 0 {
		t.Errorf("left are %+v, %v", all, err)
	}
}

// An agency that is no longer at work gets nothing; the letter of one that was goes on telling by which entry it was sent.
func TestAReferralKeepsTheEntryItWasSentBy(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	sent := o.moved(o.drafted(o.whole()), referral.Sent)
	draft := o.drafted(o.whole())
	o.unit.Name, o.unit.Active = "Njësia e re", false
	var err error
	if o.unit, err = o.store.Directory().Save(t.Context(), o.unit, o.vera.ID); err != nil {
		t.Fatal(err)
	}
	if now, err := o.store.Referrals().Head(t.Context(), sent.ID); err != nil || now.Name != "Njësia Provë" {
		t.Errorf("it was sent to %q, %v", now.Name, err)
	}
	if _, err := o.store.Referrals().Move(t.Context(), draft.ID, referral.Sent, draft.Rev, o.mira.ID); err == nil {
		t.Error("a referral goes to who is no longer at work")
	}
}

func TestTwoWhoChangeAReferralNoticeEachOther(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	r := o.drafted(o.whole())
	if _, err := o.store.Referrals().Change(t.Context(), r, o.vera.ID); err != nil {
		t.Fatal(err)
	}
	_, changed := o.store.Referrals().Change(t.Context(), r, o.mira.ID)
	_, moved := o.store.Referrals().Move(t.Context(), r.ID, referral.Sent, r.Rev, o.mira.ID)
	for _, err := range []error{changed, moved, o.store.Referrals().Discard(t.Context(), r.ID, r.Rev, o.mira.ID)} {
		if !errors.Is(err, form.ErrConflict) {
			t.Errorf("by who saw another version: %v", err)
		}
	}
	r = o.moved(o.drafted(o.whole()), referral.Sent)
	if _, err := o.store.Referrals().Move(t.Context(), r.ID, referral.Drafted, r.Rev, o.mira.ID); !errors.Is(err, sql.ErrNoStep) {
		t.Errorf("back to a draft: %v", err)
	}
	if err := o.store.Referrals().Discard(t.Context(), r.ID, r.Rev, o.mira.ID); !errors.Is(err, sql.ErrNoStep) {
		t.Errorf("what was sent is discarded: %v", err)
	}
}

func TestWhatWaitsForAnAnswerIsListed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	later := o.moved(o.drafted(o.whole()), referral.Sent)
	r := o.whole()
	r.Due = time.Now().Format(time.DateOnly)
	sooner := o.moved(o.drafted(r), referral.Sent, referral.Acknowledged)
	o.drafted(o.whole())
	o.moved(o.drafted(o.whole()), referral.Sent, referral.Refused)
	for whose, want := range map[queue.AgentID]int{o.mira.ID: 2, o.vera.ID: 0} {
		waiting, err := o.store.Referrals().Waiting(t.Context(), []queue.AgentID{whose}, false)
		if err != nil || len(waiting) != want {
			t.Errorf("%d wait, want %d: %v", len(waiting), want, err)
		}
	}
	waiting, err := o.store.Referrals().Waiting(t.Context(), nil, true)
	if err != nil || len(waiting) != 2 || waiting[0].ID != sooner.ID || waiting[1].ID != later.ID || waiting[0].Words.Letter != "" {
		t.Errorf("%+v, %v", waiting, err)
	}
}

func TestWhoAsksIsToldWhatAnAgencyWasTold(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	o.moved(o.drafted(o.whole()), referral.Sent)
	told, err := o.store.ExportSubject(t.Context(), sql.Whom{Cases: []string{o.home.Code}}, "sq", "subject_request")
	if err != nil || len(told.Cases) != 1 || len(told.Cases[0].Told) != 1 {
		t.Fatalf("%+v, %v", told, err)
	}
	if r := told.Cases[0].Told[0]; r.To != o.unit.Name || r.Words.Letter != "A canary needs help." || r.State != referral.Sent {
		t.Errorf("%+v", r)
	}
	if text, err := json.Marshal(told); err != nil || strings.Contains(string(text), o.vera.Name) || strings.Contains(string(text), string(o.vera.ID)) {
		t.Errorf("it names who was consulted: %v", err)
	}
}

func TestAForgottenCaseForgetsItsReferrals(t *testing.T) {
	t.Parallel()
	keys, _ := ringed(t)
	o := newOffice(t, open(t, sqltest.URL(t), keys))
	o.moved(o.drafted(o.whole()), referral.Sent)
	if err := o.store.Cases().Forget(t.Context(), o.home.ID, "subject_request"); err != nil {
		t.Fatal(err)
	}
	all, err := o.store.Referrals().Of(t.Context(), o.home.ID, o.vera.ID, "quality", "")
	if err != nil || len(all) != 1 || all[0].Words != (sql.ReferralWords{}) || all[0].Agency != "" || len(all[0].Shared) != 0 || all[0].Kind != "njmf" || all[0].State != referral.Sent {
		t.Errorf("left is %+v, %v", all, err)
	}
	if waiting, err := o.store.Referrals().Waiting(t.Context(), nil, true); err != nil || len(waiting) != 0 {
		t.Errorf("it waits on: %+v, %v", waiting, err)
	}
	if _, err := o.store.Referrals().Add(t.Context(), o.home.ID, o.whole(), o.mira.ID); !errors.Is(err, sql.ErrForgotten) {
		t.Errorf("a referral of what is forgotten: %v", err)
	}
}
