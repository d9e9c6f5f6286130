package sql_test

import (
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

func TestASubjectIsToldEverythingInTheirLanguage(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	ctx := t.Context()
	call, number := p.call("116111", "+355 69 000 0012", 3), p.call("116111", "069 000 0012", 2)
	p.call("116111", "+355 69 000 0013", 1)
	contacts := p.store.Contacts().BegunWith("2")
	c, err := contacts.Open(ctx, call, p.mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	for rev, change := range [][2]string{{"call_type", `"child_self"`}, {"note", `"A canary sang."`}, {"online_related", `true`},
		{"perpetrators", `[{"id": "p1", "relation": "father"}]`}, {"perpetrator_words", `[{"id": "p1", "name": "Canary"}]`},
		{"suicide", `{"thoughts": "yes"}`}, {"happened_at", `{"at": "2026-03-14T21:30"}`},
		{"wellbeing", `"debrief"`}} {
		if _, err := contacts.Set(ctx, c.ID, p.mira.ID, change[0], raw(change[1]), rev); err != nil {
			t.Fatal(change[0], err)
		}
	}
	if err := p.store.Audit(ctx, sql.Act{Actor: p.mira.ID, Action: "contact.opened", Object: "contact:" + c.ID, Purpose: "supervision"}); err != nil {
		t.Fatal(err)
	}
	subject, err := p.store.ExportSubject(ctx, sql.Whom{Number: "00355 69 0000012"}, "en", "subject_request")
	if err != nil || len(subject.Contacts) != 1 || len(subject.Calls) != 2 || subject.Calls[0].ID != number || len(subject.Calls[0].Steps) != 2 {
		t.Fatalf("%+v, %v", subject, err)
	}
	found := subject.Contacts[0]
	if len(found.Seen) < 2 || found.Seen[len(found.Seen)-2].Purpose != "supervision" || found.Seen[len(found.Seen)-1].Action != "subject.exported" || !found.AboutOthers || found.Changes != 8 {
		t.Errorf("the contact is %+v", found)
	}
	for key, want := range map[string]struct {
		text   string
		others bool
	}{"call_type": {"Child about self", false}, "note": {"A canary sang.", true}, "online_related": {"true", false},
		"perpetrators": {"[Relation to the child: Father]", true}, "perpetrator_words": {"[Name: Canary]", true},
		"suicide": {"[Thoughts: Yes]", false}, "happened_at": {"[at: 2026-03-14T21:30]", false}} {
		for _, f := range found.Fields {
			if f.Key == key && (f.Text != want.text || f.AboutOthers != want.others || f.Label == key) {
				t.Errorf("%s (%s) says %q, about others: %v", key, f.Label, f.Text, f.AboutOthers)
			}
		}
	}
	if len(found.Fields) != 7 { // how the counsellor was is not about them
		t.Errorf("%d fields of 7: %+v", len(found.Fields), found.Fields)
	}
}

func TestASubjectIsForgottenByContactOrNumber(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	ctx := t.Context()
	first, second := p.contact("116111", "child_self", "a canary", "+355 69 000 0012", 9), p.contact("116111", "child_self", "a canary", "+355 69 000 0012", 8)
	other, lone := p.contact("116111", "child_self", "another", "+355 69 000 0013", 7), p.call("116111", "+355 69 000 0012", 6)
	found, err := p.store.FindErasure(ctx, sql.Whom{Contacts: []string{strings.ToUpper(first.ID)}})
	if err != nil || len(found.Contacts) != 1 || found.Calls != 1 || found.Forgotten != 0 {
		t.Fatalf("%+v, %v", found, err)
	}
	if _, err := p.store.ForgetSubject(ctx, sql.Whom{Contacts: []string{first.ID}}, "subject_request"); err != nil {
		t.Fatal(err)
	}
	if p.values(first)["note"] != nil || p.values(second)["note"] == nil {
		t.Error("not the one of the two contacts is forgotten")
	}
	gone, err := p.store.ForgetSubject(ctx, sql.Whom{Number: "069 000 0012"}, "subject_request")
	if err != nil || len(gone.Contacts) != 1 || gone.Contacts[0] != second.ID || gone.Calls != 2 {
		t.Errorf("by the number: %+v, %v", gone, err)
	}
	if !p.is(`count(*) = 1 FROM call WHERE caller_key IS NOT NULL`) || !p.is(`count(*) = 1 FROM call_event WHERE caller_key IS NOT NULL`) ||
		!p.is(`caller_key IS NULL FROM call WHERE id = $1`, lone) {
		t.Error("a call still tells who called, or one of somebody else does not")
	}
	if string(p.values(other)["note"]) != `"another"` {
		t.Error("somebody else was forgotten")
	}
	if again, err := p.store.FindErasure(ctx, sql.Whom{Contacts: []string{first.ID}}); err != nil || len(again.Contacts) != 0 || again.Forgotten != 1 {
		t.Errorf("afterwards: %+v, %v", again, err)
	}
	for _, wrong := range []sql.Whom{{Contacts: []string{"17"}}, {Contacts: []string{first.ID, "00000000-0000-4000-8000-000000000000"}}} {
		if _, err := p.store.FindErasure(ctx, wrong); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
	if _, err := p.store.FindErasure(ctx, sql.Whom{Number: "who"}); err == nil || strings.Contains(err.Error(), "who") {
		t.Errorf("no number: %v", err)
	}
	if report := verified(t, p.store); len(report.Findings) > 0 {
		t.Errorf("the audit trail: %v", report.Findings)
	}
}

// A number that no call showed, but a counsellor wrote down as the caller's, names them too: who came in person, or called from elsewhere.
func TestASubjectIsFoundByTheNumberThatWasWrittenDown(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	ctx, contacts := t.Context(), p.store.Contacts()
	called := p.contact("116111", "child_self", "a canary", "+355 69 000 0012", 9)
	written := func(c form.Contact, phone string) form.Contact {
		c, err := fillIn(t, p.store, c, map[string]string{"caller_phone": phone, "narrative": `"A canary sang."`})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	entered := func(phone string) form.Contact {
		c, err := contacts.Enter(ctx, form.Entered{ID: uuid.NewString(), By: p.mira.ID, For: p.mira.ID, Channel: "walk_in", At: "2026-01-02"}, func(form.Whose) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		return written(c, phone)
	}
	came, twice := entered(`"069 000 0012"`), entered(`"068 000 0013 (nëna), +355 69 000 0012"`)
	elsewhere, err := contacts.Open(ctx, p.call("116111", "+355 69 000 0014", 3), p.mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	written(elsewhere, `"00355690000012"`)
	other, nobody := entered(`"069 000 0015"`), entered(`"nuk e di"`)
	caller := sql.Whom{Number: "+355690000012"}
	told, err := p.store.ExportSubject(ctx, caller, "en", "subject_request")
	if err != nil || len(told.Contacts) != 4 || len(told.Calls) != 2 {
		t.Fatalf("%d contacts, %d calls, %v", len(told.Contacts), len(told.Calls), err)
	}
	if text, err := json.Marshal(told); err != nil || strings.Count(string(text), "A canary sang.") < 3 {
		t.Errorf("not all is told: %s, %v", text, err)
	}
	gone, err := p.store.ForgetSubject(ctx, caller, "subject_request")
	if err != nil || len(gone.Contacts) != 4 || gone.Calls != 2 {
		t.Errorf("gone: %+v, %v", gone, err)
	}
	for _, id := range []string{called.ID, came.ID, twice.ID, elsewhere.ID} {
		if !p.is(`forgotten_at IS NOT NULL AND sealed = '{}' AND vault_key IS NULL FROM contact WHERE id = $1`, id) {
			t.Errorf("%s is not forgotten", id)
		}
	}
	for _, id := range []string{other.ID, nobody.ID} {
		if !p.is(`forgotten_at IS NULL AND sealed ? 'narrative' FROM contact WHERE id = $1`, id) {
			t.Errorf("%s is forgotten", id)
		}
	}
	if !p.is(`count(*) = 0 FROM call WHERE caller_key IS NOT NULL`) {
		t.Error("a call still tells who called")
	}
	if again, err := p.store.FindErasure(ctx, caller); err != nil || len(again.Contacts)+again.Forgotten+again.Calls != 0 {
		t.Errorf("afterwards: %+v, %v", again, err)
	}
}

// A record that broke a rule of the journal lies sealed with the service's key, which outlives any child: it goes with them.
func TestASubjectsRefusedRecordsGoWithThem(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	call, other := p.call("116111", "+355 69 000 0012", 9), p.call("116111", "+355 69 000 0013", 9)
	for n, r := range []queue.Record{{Kind: queue.RecEnded, Call: call}, {Kind: queue.RecArrived, Call: "never-written", Caller: p.keys.Identify("069 000 0012", false)},
		{Kind: queue.RecEnded, Call: other}, {Kind: queue.RecArrived, Call: "neither", Caller: p.keys.Identify("069 000 0013", false)}} {
		r.Epoch, r.N, r.At = 9, uint64(n), noon
		if err := p.store.WriteRefused(r); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.store.ForgetSubject(t.Context(), sql.Whom{Number: "+355690000012"}, "subject_request"); err != nil {
		t.Fatal(err)
	}
	if !p.is(`array_agg(n::int ORDER BY n) = '{2,3}' FROM call_event_refused`) {
		t.Error("not the two that tell of them are gone")
	}
}

// The keyring's mirror is away while somebody is forgotten by their number. Nobody is found by it afterwards; it is finished all the same.
func TestForgettingByNumberIsFinishedByRepeatingIt(t *testing.T) {
	t.Parallel()
	keys, main, mirror := sqltest.Keys(t), t.TempDir(), t.TempDir()
	if err := keys.UseKeyring(main, mirror); err != nil {
		t.Fatal(err)
	}
	store, whom := open(t, sqltest.URL(t), keys), sql.Whom{Number: "+355690000001"}
	called(t, store, keys, "call-1", person(t, store, "mira").ID, whom.Number)
	if err := os.Rename(mirror, mirror+".away"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := store.ForgetSubject(t.Context(), whom, "subject_request"); err == nil || !strings.Contains(err.Error(), "mount") {
			t.Errorf("it is taken for done while a key is there: %v", err)
		}
	}
	if err := os.Rename(mirror+".away", mirror); err != nil {
		t.Fatal(err)
	}
	if found, err := store.FindErasure(t.Context(), whom); err != nil || found.Halfway != 1 {
		t.Errorf("what is left: %+v, %v", found, err)
	}
	if gone, err := store.ForgetSubject(t.Context(), whom, "subject_request"); err != nil || gone.Halfway != 1 {
		t.Errorf("again: %+v, %v", gone, err)
	}
	if files := append(keyFiles(t, main), keyFiles(t, mirror)...); len(files) != 0 {
		t.Errorf("left are %v", files)
	}
	if found, err := store.FindErasure(t.Context(), whom); err != nil || found.Halfway != 0 {
		t.Errorf("afterwards: %+v, %v", found, err)
	}
}

// ForgetSubject is broken off at every statement that it sends: whatever was done by then, doing it again by the same number leaves no key.
func TestForgettingByNumberIsRepeatableFromAnywhere(t *testing.T) {
	t.Parallel()
	keys, dir := ringed(t)
	store, whom := open(t, sqltest.URL(t), keys), sql.Whom{Number: "+355690000001"}
	mira := person(t, store, "mira")
	for step := 1; ; step++ {
		called(t, store, keys, queue.CallID("call-"+strconv.Itoa(step)), mira.ID, whom.Number)
		ctx, steps := store.BreakAt(t.Context(), step)
		_, err := store.ForgetSubject(ctx, whom, "subject_request")
		if got := steps(); err == nil && got >= step {
			t.Errorf("step %d was broken off without an error", step)
		} else if err == nil {
			break // it has fewer steps
		}
		if _, err := store.ForgetSubject(t.Context(), whom, "subject_request"); err != nil {
			t.Errorf("step %d: %v", step, err)
		}
		if files := keyFiles(t, dir); len(files) != 0 {
			t.Fatalf("step %d: %d keys are left", step, len(files))
		}
	}
	if n := count(t, store, `SELECT count(*) FROM contact WHERE forgotten_at IS NULL OR vault_key IS NOT NULL`); n != 0 {
		t.Errorf("%d contacts are left", n)
	}
	if calls, contacts := recognised(t, store, keys, whom.Number); calls+contacts != 0 {
		t.Errorf("recognised by %d calls, %d contacts", calls, contacts)
	}
}
