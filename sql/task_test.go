package sql_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
)

// waits lists what is to be done by somebody, and by the supervisor of these.
func (o *office) waits(me queue.AgentID, owners ...queue.AgentID) string {
	o.t.Helper()
	left, err := o.store.Tasks().Of(o.t.Context(), me, owners)
	if err != nil {
		o.t.Fatal(err)
	}
	kinds := []string{}
	for _, task := range left {
		kinds = append(kinds, string(task.Kind))
	}
	return strings.Join(kinds, " ")
}

func dayIn(days int) string { return time.Now().AddDate(0, 0, days).Format(time.DateOnly) }

func dated(day string) string { return `{"at":"` + day + `"}` }

func TestWhatAContactLeavesWaitsForWhoseItIs(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	c := o.closed(told(t, o.store, "call-9", o.mira.ID, map[string]string{"call_type": `"child_self"`, "directions": `["counselling"]`,
		"follow_up_date": dated(dayIn(3)), "next_session_at": dated(dayIn(1) + "T15:30")}))
	if got := o.waits(o.mira.ID); got != "next_talk follow_up" {
		t.Errorf("for its owner waits %q", got)
	}
	if got := o.waits(o.vera.ID, o.mira.ID); got != "" {
		t.Errorf("for a supervisor waits %q", got)
	}
	left, err := o.store.Tasks().Of(t.Context(), o.mira.ID, nil)
	if err != nil || left[0].ID != c.ID || left[0].Due.Format("2006-01-02T15:04") != dayIn(1)+"T15:30" {
		t.Errorf("%+v, %v", left, err)
	}
	if err := o.store.Tasks().Done(t.Context(), c.ID, form.NextTalkTask, o.mira.ID); err != nil {
		t.Fatal(err)
	}
	if err := o.store.Tasks().Done(t.Context(), c.ID, form.NextTalkTask, o.mira.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("done twice: %v", err)
	}
	c = o.closed(o.reopened(c, nil))
	if got := o.waits(o.mira.ID); got != "follow_up" {
		t.Errorf("closed once more, what was done waits again: %q", got)
	}
	c = o.closed(o.reopened(c, map[string]string{"next_session_at": dated(dayIn(2) + "T09:00"), "follow_up_date": "null"}))
	if got := o.waits(o.mira.ID); got != "next_talk" {
		t.Errorf("at another time, and no follow-up: %q", got)
	}
	if err := o.store.Forget(t.Context(), c.ID, true); err != nil || count(t, o.store, `SELECT count(*) FROM task`) != 0 {
		t.Errorf("forgotten, it leaves something: %v", err)
	}
}

func TestAFollowUpOfAContactInACaseIsTheCases(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	talk := func(call queue.CallID, day string) form.Contact {
		return o.closed(told(t, o.store, call, o.mira.ID, map[string]string{"call_type": `"followup"`, "case": `"` + o.home.Code + `"`, "follow_up_date": dated(day)}))
	}
	is := func(want string) {
		t.Helper()
		if got := opened(t, o.store, o.home.ID).FollowUp; got != want {
			t.Errorf("the case is followed up on %s, not %s", got, want)
		}
	}
	first := talk("call-7", dayIn(9))
	is(dayIn(9))
	talk("call-8", dayIn(20))
	is(dayIn(9))
	talk("call-9", dayIn(2))
	is(dayIn(2))
	if _, err := o.store.Cases().FollowUp(t.Context(), o.home.ID, o.mira.ID, "", opened(t, o.store, o.home.ID).Rev); err != nil {
		t.Fatal(err)
	}
	o.closed(o.reopened(first, nil))
	is("")
	if got := o.waits(o.mira.ID); got != "" {
		t.Errorf("beside the case's waits %q", got)
	}
}

func TestASupervisorReadsAComplaintAndDecidesOnAWarning(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	complaint := o.closed(told(t, o.store, "call-8", o.mira.ID, map[string]string{"call_type": `"complaint"`}))
	rude := o.closed(told(t, o.store, "call-9", o.mira.ID, map[string]string{"call_type": `"abusive"`, "propose_warning": `true`}))
	o.closed(told(t, o.store, "call-10", o.mira.ID, map[string]string{"call_type": `"silent"`, "propose_warning": `true`}))
	if got := o.waits(o.vera.ID, o.mira.ID); got != "complaint warning" {
		t.Errorf("for the supervisor waits %q", got)
	}
	if got := o.waits(o.mira.ID); got != "" {
		t.Errorf("for who talked waits %q", got)
	}
	if err := o.store.Tasks().Done(t.Context(), complaint.ID, form.ComplaintTask, o.vera.ID); err != nil {
		t.Error(err)
	}
	warned := func() int { return count(t, o.store, `SELECT count(*) FROM approach WHERE kind = 'abusive'`) }
	if warned() != 0 {
		t.Error("a proposed warning is one already")
	}
	a := form.Approach{Contact: rude.ID, Kind: "abusive", Words: "shouts at canaries", Agent: o.vera.ID, Until: time.Now().AddDate(0, 1, 0)}
	if err := o.store.Tasks().Confirm(t.Context(), a); err != nil || warned() != 1 {
		t.Errorf("confirmed, there are %d, %v", warned(), err)
	}
	if err := o.store.Tasks().Confirm(t.Context(), a); !errors.Is(err, sql.ErrNotFound) || warned() != 1 {
		t.Errorf("confirmed twice: %d, %v", warned(), err)
	}
	if err := o.store.Tasks().Done(t.Context(), "17", form.WarningTask, o.vera.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("of no contact: %v", err)
	}
	o.closed(o.reopened(rude, nil))
	o.closed(o.reopened(complaint, nil))
	if got := o.waits(o.vera.ID, o.mira.ID); got != "" {
		t.Errorf("closed once more, waits %q", got)
	}
	again := o.closed(told(t, o.store, "call-11", o.mira.ID, map[string]string{"call_type": `"abusive"`, "propose_warning": `true`}))
	if err := o.store.Tasks().Done(t.Context(), again.ID, form.WarningTask, o.vera.ID); err != nil || warned() != 1 {
		t.Errorf("refused: %d, %v", warned(), err)
	}
	for action, want := range map[string]int{"contact.complaint_seen": 1, "contact.warning_confirmed": 1, "contact.warning_refused": 1, "approach.left": 1} {
		if n := count(t, o.store, `SELECT count(*) FROM audit WHERE action = $1`, action); n != want {
			t.Errorf("the audit trail tells %d times %s", n, action)
		}
	}
}
