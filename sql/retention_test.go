package sql_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/retention"
	"alo116/sql/sqltest"
)

// theRules let go of each class at an age of its own.
const theRules = `{"most_a_day": 100, "rules": [
	{"name": "missing", "class": "contact", "match": {"lines": ["116000"], "call_types": ["missing_child"]}, "after": "10 years", "then": "forget", "why": "x"},
	{"name": "thanks", "class": "contact", "match": {"call_types": ["thanks"]}, "then": "keep", "why": "x"},
	{"name": "quick", "class": "contact", "match": {"flags": ["quick"]}, "after": "30 days", "then": "forget", "stays": [], "why": "x"},
	{"name": "story", "class": "contact", "after": "5 years", "then": "forget", "stays": ["call_type"], "why": "x"},
	{"name": "cases", "class": "case", "after": "30 days", "then": "forget", "why": "x"},
	{"name": "number", "class": "contact_number", "after": "1 year", "then": "erase", "why": "x"},
	{"name": "history", "class": "contact_history", "after": "2 years", "then": "delete", "why": "x"},
	{"name": "lone", "class": "call_without_contact", "after": "60 days", "then": "unlink", "why": "x"},
	{"name": "caller", "class": "caller_key", "after": "4 years", "then": "unlink", "why": "x"},
	{"name": "words", "class": "audit_words", "after": "3 years", "then": "erase", "why": "x"},
	{"name": "refused", "class": "refused_record", "after": "20 days", "then": "delete", "why": "x"},
	{"name": "sessions", "class": "session", "after": "1 day", "then": "delete", "why": "x"}]}`

func rules(t *testing.T, text string) *retention.Rules {
	t.Helper()
	r, err := retention.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// past is a database in which things happened some days ago.
type past struct {
	t     *testing.T
	store *sql.Store
	keys  *sql.Keys
	mira  sql.Person
	n     uint64
}

func newPast(t *testing.T) *past {
	keys := sqltest.Keys(t)
	store := open(t, sqltest.URL(t), keys)
	return &past{t: t, store: store, keys: keys, mira: person(t, store, "mira")}
}

func ago(days int) time.Time { return time.Now().AddDate(0, 0, -days) }

// call is one that ended so many days ago.
func (p *past) call(line queue.LineID, number string, days int) queue.CallID {
	p.t.Helper()
	p.n += 2
	id := queue.CallID(fmt.Sprintf("call-%d", p.n))
	if err := p.store.WriteEvents([]queue.Record{
		{Epoch: 1, N: p.n - 1, At: ago(days), Kind: queue.RecArrived, Call: id, Line: line, Caller: p.keys.Identify(number, number == "")},
		{Epoch: 1, N: p.n, At: ago(days), Kind: queue.RecEnded, Call: id, Line: line, Reason: "answered", By: "caller"},
	}); err != nil {
		p.t.Fatal(err)
	}
	return id
}

// contact is one that was closed so many days ago, with a note of what was said and, if it was shown, the number.
func (p *past) contact(line queue.LineID, kind, note, number string, days int) form.Contact {
	p.t.Helper()
	ctx, contacts := p.t.Context(), p.store.Contacts()
	call := p.call(line, number, days)
	sealed, err := p.keys.SealNumber(call, number)
	if err != nil {
		p.t.Fatal(err)
	}
	c, err := contacts.Open(ctx, call, p.mira.ID, sealed)
	if err != nil {
		p.t.Fatal(err)
	}
	for rev, change := range [][2]string{{"call_type", kind}, {"note", note}} {
		if _, err := contacts.Set(ctx, c.ID, p.mira.ID, change[0], raw(`"`+change[1]+`"`), rev); err != nil {
			p.t.Fatal(err)
		}
	}
	if err := contacts.Close(ctx, c.ID, p.mira.ID, 2); err != nil {
		p.t.Fatal(err)
	}
	p.exec(`UPDATE contact SET opened_at = $2, closed_at = $2 WHERE id = $1`, c.ID, ago(days))
	if err := p.store.ExecUnruled(ctx, `UPDATE contact_change SET at = $2 WHERE contact = $1`, c.ID, ago(days)); err != nil {
		p.t.Fatal(err)
	}
	return c
}

func (p *past) exec(statement string, args ...any) {
	p.t.Helper()
	if err := p.store.Exec(p.t.Context(), statement, args...); err != nil {
		p.t.Fatal(err)
	}
}

// is asks the database a question to be answered with yes.
func (p *past) is(question string, args ...any) bool {
	p.t.Helper()
	var yes bool
	if err := p.store.QueryRow(p.t.Context(), "SELECT "+question, args...).Scan(&yes); err != nil {
		p.t.Fatal(err)
	}
	return yes
}

// values are a contact's fields as somebody sees them who may see all.
func (p *past) values(c form.Contact) form.Values {
	p.t.Helper()
	found, err := p.store.Contacts().ByID(p.t.Context(), c.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	return found.Values
}

func (p *past) apply(r sql.Retention) map[string]int {
	p.t.Helper()
	if err := r.Confirm(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	gone, err := r.Apply(p.t.Context(), time.Now())
	if err != nil {
		p.t.Fatal(err)
	}
	return gone
}

func TestEveryContactHasTheRuleThatFitsFirst(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	for _, c := range []struct {
		line            queue.LineID
		kind            string
		kept, forgotten int // days
	}{
		{"116000", "silent", 3600, 3700},
		{"116111", "missing_child", 3600, 3700},
		{"116111", "silent", 29, 31},
		{"116111", "child_self", 1800, 1900},
	} {
		p.contact(c.line, c.kind, "kept", "", c.kept)
		p.contact(c.line, c.kind, "forgotten", "", c.forgotten)
	}
	p.contact("116111", "thanks", "kept", "", 9000)
	due, err := p.store.Retention(rules(t, theRules)).Due(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range due[:4] {
		want := map[string][2]int{"missing": {2, 2}, "thanks": {0, 1}, "quick": {1, 1}, "story": {1, 1}}[d.Rule.Name]
		if d.Due != want[0] || d.Kept != want[1] || d.Oldest.IsZero() {
			t.Errorf("%s: %d due, %d kept, the oldest of %v", d.Rule.Name, d.Due, d.Kept, d.Oldest)
		}
	}
	p.apply(p.store.Retention(rules(t, theRules)))
	if !p.is(`count(*) = 4 AND bool_and(sealed = '{}' AND vault_key IS NULL) FROM contact WHERE forgotten_at IS NOT NULL`) {
		t.Error("not the four that were due are forgotten")
	}
	if !p.is(`count(*) = 5 AND bool_and(sealed <> '{}' AND vault_key IS NOT NULL) FROM contact WHERE forgotten_at IS NULL`) {
		t.Error("not the five that were not due are kept")
	}
}

func TestCodesThatStatisticsNeedStayOfAForgottenContact(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	story, quick := p.contact("116111", "child_self", "a canary", "", 2000), p.contact("116111", "silent", "a canary", "", 2000)
	p.exec(`UPDATE contact SET values = values || '{"directions": ["referral"]}'`)
	p.apply(p.store.Retention(rules(t, theRules)))
	if v := p.values(story); len(v) != 1 || string(v["call_type"]) != `"child_self"` {
		t.Errorf("of the story stays %s", v)
	}
	if v := p.values(quick); len(v) != 0 {
		t.Errorf("of the quick one stays %s", v)
	}
	if !p.is(`count(*) = 0 FROM contact_change`) {
		t.Error("the story of how they were filled in is still there")
	}
}

func TestEachClassGoesAtItsAge(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	old, young := p.contact("116111", "child_self", "old", "+355 69 000 0012", 1500), p.contact("116111", "child_self", "young", "+355 69 000 0013", 300)
	lone, recent := p.call("116111", "+355 69 000 0014", 70), p.call("116111", "+355 69 000 0015", 50)
	p.exec(`INSERT INTO call_event_refused (epoch, n, code, sealed, written_at) VALUES (1, 1, '22000', 'x', $1), (1, 2, '22000', 'x', now())`, ago(30))
	p.exec(`INSERT INTO session (token_hash, person, browser, expires_at, ends_at) VALUES (sha256('old'), $2, '', $1, $1), (sha256('new'), $2, '', now(), now())`,
		ago(2), p.mira.ID)
	gone := p.apply(p.store.Retention(rules(t, theRules)))
	want := map[string]int{"number": 1, "history": 1, "lone": 1, "caller": 1, "refused": 1, "sessions": 1}
	if !maps.Equal(gone, want) {
		t.Errorf("gone: %v, not %v", gone, want)
	}
	for call, linked := range map[queue.CallID]bool{old.Call: false, young.Call: true, lone: false, recent: true} {
		if !p.is(`(caller_key IS NOT NULL) = $2 FROM call WHERE id = $1`, call, linked) ||
			!p.is(`bool_or(caller_key IS NOT NULL) = $2 FROM call_event WHERE call = $1`, call, linked) {
			t.Errorf("%s is linked: not %v", call, linked)
		}
	}
	if _, err := p.store.Contacts().Number(t.Context(), old.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("the old number: %v", err)
	}
	if number, err := p.store.Contacts().Number(t.Context(), young.ID); err != nil || number != "+355690000013" {
		t.Errorf("the young number: %s, %v", number, err)
	}
	if string(p.values(old)["note"]) != `"old"` || string(p.values(young)["note"]) != `"young"` {
		t.Error("a story was lost with its number")
	}
	if again := p.apply(p.store.Retention(rules(t, theRules))); len(again) != 0 {
		t.Errorf("gone twice: %v", again)
	}
}

// A history that was written on lately is not old, however old its contact is. If the database's clock says that it is young, it stays too.
func TestAHistoryIsAsOldAsWhatWasWrittenLast(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	c := p.contact("116111", "child_self", "old", "", 1500)
	if err := p.store.ExecUnruled(t.Context(), `UPDATE contact_change SET at = now() WHERE contact = $1 AND rev = 2`, c.ID); err != nil {
		t.Fatal(err)
	}
	r := p.store.Retention(rules(t, theRules))
	if gone := p.apply(r); gone["history"] != 0 || !p.is(`count(*) = 2 FROM contact_change`) {
		t.Errorf("gone: %v", gone)
	}
	p.exec(`UPDATE contact SET values = '{"call_type": "thanks"}'`) // which no rule forgets
	if _, err := r.Apply(t.Context(), ago(-2000)); err == nil || !strings.Contains(err.Error(), "clocks") || !p.is(`count(*) = 2 FROM contact_change`) {
		t.Errorf("by a clock that is years ahead: %v", err)
	}
}

func TestNothingGoesByRulesThatNobodyConfirmed(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	p.contact("116111", "silent", "a canary", "", 40)
	confirmed, changed := p.store.Retention(rules(t, theRules)), p.store.Retention(rules(t, strings.Replace(theRules, "30 days", "3 days", 1)))
	for _, r := range []sql.Retention{confirmed, changed} {
		if _, err := r.Apply(t.Context(), time.Now()); !errors.Is(err, sql.ErrUnconfirmed) {
			t.Errorf("applied: %v", err)
		}
	}
	if _, err := p.store.LastRetentionRun(t.Context()); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("a run: %v", err)
	}
	if gone := p.apply(confirmed); gone["quick"] != 1 {
		t.Errorf("gone: %v", gone)
	}
	if _, err := changed.Apply(t.Context(), time.Now()); !errors.Is(err, sql.ErrUnconfirmed) {
		t.Errorf("changed rules were applied: %v", err)
	}
	if err := changed.Confirm(t.Context()); err != nil {
		t.Fatal(err)
	}
	if ok, err := confirmed.Confirmed(t.Context()); err != nil || ok {
		t.Errorf("the rules of before still hold: %v, %v", ok, err)
	}
	if run, err := p.store.LastRetentionRun(t.Context()); err != nil || run.Daily || run.Gone["quick"] != 1 {
		t.Errorf("the last run: %+v, %v", run, err)
	}
}

func TestItIsDoneOnceANight(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	r := p.store.Retention(rules(t, theRules))
	p.contact("116111", "silent", "a canary", "", 40)
	now := time.Now()
	noon := time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, time.Local)
	early := time.Date(now.Year(), now.Month(), now.Day(), 1, 0, 0, 0, time.Local)
	if _, _, err := r.Daily(t.Context(), noon); !errors.Is(err, sql.ErrUnconfirmed) {
		t.Errorf("unconfirmed: %v", err)
	}
	if err := r.Confirm(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at   time.Time
		done bool
	}{{early, false}, {noon, true}, {noon.Add(time.Hour), false}, {early.AddDate(0, 0, 1), false}, {noon.AddDate(0, 0, 1), true}} {
		_, done, err := r.Daily(t.Context(), c.at)
		if err != nil || done != c.done {
			t.Errorf("at %v: done %v, %v", c.at, done, err)
		}
		p.exec(`UPDATE retention_run SET began_at = $1, ended_at = $1 WHERE ended_at > now() - interval '1 minute'`, c.at)
	}
}

// A clock that is years ahead must not cost a helpline its memory.
func TestTheDailyJobStopsBeforeFarMoreThanUsual(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	r := p.store.Retention(rules(t, strings.Replace(theRules, `"most_a_day": 100`, `"most_a_day": 2`, 1)))
	if err := r.Confirm(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		p.contact("116111", "silent", "a canary", "", 1)
	}
	now := time.Now()
	future := time.Date(now.Year()+20, now.Month(), now.Day(), 12, 0, 0, 0, time.Local)
	if _, done, err := r.Daily(t.Context(), future); err == nil || done || !strings.Contains(err.Error(), "clock is right") {
		t.Errorf("done %v, %v", done, err)
	}
	if !p.is(`count(*) = 3 FROM contact WHERE forgotten_at IS NULL`) {
		t.Error("something went")
	}
}

func TestOneProcessAtATime(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	r := p.store.Retention(rules(t, theRules))
	if err := r.Confirm(t.Context()); err != nil {
		t.Fatal(err)
	}
	other := open(t, p.store.URL(), p.keys)
	err := other.AloneWithRetention(t.Context(), func() error {
		_, err := r.Apply(t.Context(), time.Now())
		return err
	})
	if !errors.Is(err, sql.ErrRetentionBusy) {
		t.Errorf("two at once: %v", err)
	}
	if _, err := r.Apply(t.Context(), time.Now()); err != nil {
		t.Error("afterwards:", err)
	}
}
