package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/casework"
	"alo116/sql/sqltest"
)

// caseOf begins a case of somebody that tells of a canary.
func caseOf(t *testing.T, store *sql.Store, of queue.AgentID, contact string) sql.Case {
	t.Helper()
	c, err := store.Cases().Begin(t.Context(), of, of, contact)
	for _, change := range [][2]string{{"story", `"the canary"`}, {"place", `["al_01","al312"]`}} {
		if err == nil {
			c.Rev, err = store.Cases().Set(t.Context(), c.ID, of, change[0], json.RawMessage(change[1]), c.Rev)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestACaseSaysWhatMayBeDoneWithIt(t *testing.T) {
	d, store, _, _ := vaulted(t)
	mira, b := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist})
	c := caseOf(t, store, mira.ID, "")
	_, _, said := b.ask("POST", "/api/cases/"+c.ID+"/status", `{"status":"closed","outcome":"resolved","rev":9}`)
	for _, want := range []string{`"status":"closed"`, `"outcome":"resolved"`, `"next":[]`, `"may":["change","close","assign","attach"]`, `"kind":"status"`, `"form":"case-1"`} {
		if !strings.Contains(said, want) {
			t.Errorf("closed, it does not say %s: %s", want, said)
		}
	}
	_, chief := d.hire(store, sql.Person{Role: queue.Supervisor})
	if _, _, said := chief.ask("POST", "/api/cases/"+c.ID+"/open", `{"purpose":"quality"}`); !strings.Contains(said, `"next":["reopened"]`) || !strings.Contains(said, `"held":false`) {
		t.Errorf("to a supervisor it says %s", said)
	}
	for body, code := range map[string]string{
		`{"status":"in_process","rev":9}`: "no_step", `{"status":"reopened","rev":1}`: "conflict",
	} {
		if _, _, said := chief.ask("POST", "/api/cases/"+c.ID+"/status", body); !strings.Contains(said, `"`+code+`"`) {
			t.Errorf("%s: %s", body, said)
		}
	}
	for path, code := range map[string]string{"followup": "bad_day", "notes": "bad_request", "field": "bad_request"} {
		if _, _, said := chief.ask("POST", "/api/cases/"+c.ID+"/"+path, `{"day":"tomorrow","words":" "}`); !strings.Contains(said, `"`+code+`"`) {
			t.Errorf("%s: %s", path, said)
		}
	}
	if _, _, said := chief.ask("POST", "/api/cases/"+c.ID+"/followup", `{"day":"2026-12-01","rev":9}`); !strings.Contains(said, `"case_closed"`) {
		t.Errorf("a change of a closed case: %s", said)
	}
}

func TestTwoWritersOfACaseSeeEachOther(t *testing.T) {
	d, store, _, _ := vaulted(t)
	mira, b := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist})
	c := caseOf(t, store, mira.ID, "")
	save := func(value string, rev int) (int, string) {
		status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/field", fmt.Sprintf(`{"field":"story","value":%s,"rev":%d}`, value, rev))
		return status, said
	}
	if status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/open", `{}`); status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}
	if status, said := save(`"theirs"`, c.Rev); status != http.StatusOK || !strings.Contains(said, fmt.Sprintf(`"rev":%d`, c.Rev+1)) {
		t.Errorf("%d %s", status, said)
	}
	if status, said := save(`"mine"`, c.Rev); status != http.StatusConflict || !strings.Contains(said, `"value":"theirs"`) || !strings.Contains(said, fmt.Sprintf(`"rev":%d`, c.Rev+1)) {
		t.Errorf("%d %s", status, said)
	}
	if status, said := save(`17`, c.Rev+1); status != http.StatusUnprocessableEntity || !strings.Contains(said, `"wrong_type"`) {
		t.Errorf("%d %s", status, said)
	}
	if status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/field", `{"field":"appeal_published_at","value":{"at":"2026-03-14"},"rev":9}`); status != http.StatusForbidden {
		t.Errorf("what a supervisor decides: %d %s", status, said)
	}
}

// TestNoChangeReadsACaseUnheard: who changes somebody else's case that they have not opened for a purpose is shown nothing of it. Who has is
// shown it as long as a session lasts, and asked no more.
func TestNoChangeReadsACaseUnheard(t *testing.T) {
	d, store, _, _ := vaulted(t)
	mira, _ := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist, Team: "east"})
	_, b := d.hire(store, sql.Person{Role: roles.CaseManager, Team: "west"})
	c := caseOf(t, store, mira.ID, "")
	stale := func(want bool, opened int) {
		t.Helper()
		status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/field", `{"field":"story","value":"mine","rev":0}`)
		if status != http.StatusConflict || !strings.Contains(said, `"conflict"`) || strings.Contains(said, "canary") != want {
			t.Errorf("a stale field, shown %v: %d %s", want, status, said)
		}
		if told := trail(t, store, "case.opened", "case:"+c.ID); len(told) != opened {
			t.Errorf("%d openings in the trail, want %d", len(told), opened)
		}
	}
	stale(false, 0)
	note := func(want int) {
		t.Helper()
		if status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/notes", `{"words":"seen"}`); status != want || strings.Contains(said, "canary") != (want == http.StatusOK) {
			t.Errorf("a note: %d %s", status, said)
		}
	}
	note(http.StatusNoContent)
	stale(false, 0)
	if status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/open", `{"purpose":"quality"}`); status != http.StatusOK || !strings.Contains(said, "canary") {
		t.Fatalf("%d %s", status, said)
	}
	note(http.StatusOK)
	note(http.StatusOK)
	stale(true, 1)
}

// TestWhoGivesTheirCaseAwaySeesItNoMore: they opened it as their own, and said nothing of what for.
func TestWhoGivesTheirCaseAwaySeesItNoMore(t *testing.T) {
	d, store, _, _ := vaulted(t)
	mira, b := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist})
	besa, _ := d.hire(store, sql.Person{Login: "besa", Role: queue.Psychologist})
	c := caseOf(t, store, mira.ID, "")
	for door, body := range map[string]string{"open": `{}`, "notes": `{"words":"seen"}`} {
		if status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/"+door, body); status != http.StatusOK || !strings.Contains(said, "canary") {
			t.Fatalf("%s: %d %s", door, status, said)
		}
	}
	now, err := store.Cases().Head(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/owner", fmt.Sprintf(`{"owner":%q,"rev":%d}`, besa.ID, now.Rev)); status != http.StatusNoContent {
		t.Errorf("given away: %d %s", status, said)
	}
	if status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/open", `{}`); status != http.StatusUnprocessableEntity {
		t.Errorf("opened then: %d %s", status, said)
	}
}

// TestWhoHasNoLooksLeftChangesNothing: the answer to a change shows the case, and whoever may not look any more hears so before it.
func TestWhoHasNoLooksLeftChangesNothing(t *testing.T) {
	d, store, _, _ := vaulted(t)
	mira, b := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist})
	opened, other := caseOf(t, store, mira.ID, ""), caseOf(t, store, mira.ID, "")
	if status, _, said := b.ask("POST", "/api/cases/"+opened.ID+"/open", `{}`); status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}
	for range openBurst {
		d.site.limits.looks.take(time.Now(), string(mira.ID))
	}
	changes := map[string]string{"notes": `{"words":"one more"}`, "status": `{"status":"in_process","rev":9}`, "followup": `{"day":"2026-12-01","rev":9}`}
	for door, body := range changes {
		if status, head, said := b.ask("POST", "/api/cases/"+other.ID+"/"+door, body); status != http.StatusTooManyRequests || head.Get("Retry-After") == "" {
			t.Errorf("%s of one that was never opened: %d %s", door, status, said)
		}
		if status, _, said := b.ask("POST", "/api/cases/"+opened.ID+"/"+door, body); status != http.StatusOK || !strings.Contains(said, "canary") {
			t.Errorf("%s of one that is open: %d %s", door, status, said)
		}
	}
	for id, want := range map[string]int{other.ID: 0, opened.ID: len(changes)} {
		events, err := store.Cases().Timeline(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		changed := slices.DeleteFunc(events, func(e sql.CaseEvent) bool { return e.Kind == casework.Filled || e.Kind == casework.Begun })
		if len(changed) != want {
			t.Errorf("%d changes were kept, want %d: %v", len(changed), want, changed)
		}
	}
}

// TestEveryRoleListsCases tries the table's rows for searching, and what bounds a list.
func TestEveryRoleListsCases(t *testing.T) {
	d, store, _, _ := vaulted(t)
	near, _ := d.hire(store, sql.Person{Login: "near", Role: queue.Psychologist, Team: "east"})
	far, _ := d.hire(store, sql.Person{Login: "far", Role: queue.Psychologist, Team: "west"})
	cases := map[string]sql.Person{caseOf(t, store, near.ID, "").Code: near, caseOf(t, store, far.ID, "").Code: far}
	for _, role := range roles.All() {
		me, b := d.hire(store, sql.Person{Role: role, Team: "east"})
		cases[caseOf(t, store, me.ID, "").Code] = me
		for body, over := range map[string]roles.Object{`{}`: roles.Case, `{"purpose":"callback","text":"CANARY"}`: roles.Narrative, `{"text":"canary"}`: ""} {
			status, _, said := b.ask("POST", "/api/cases/search", body)
			if over == "" {
				if status == http.StatusOK || strings.Contains(said, "R-") {
					t.Errorf("%s looks for words without a purpose: %d %s", role, status, said)
				}
				continue
			}
			if strings.Contains(said, "canary") {
				t.Errorf("%s is told the words: %s", role, said)
			}
			for code, owns := range cases {
				want := roles.May(role, roles.Search, over, roles.Between(owner(me), owner(owns), 0)) != roles.No
				if strings.Contains(said, code) != want {
					t.Errorf("%s lists %s of %s with %s: %s, the table says %v", role, code, owns.Login, body, said, want)
				}
			}
		}
	}
}

func TestCasesAreListedByWhatTheyAre(t *testing.T) {
	d, store, keys, url := vaulted(t)
	mira, b := d.hire(store, sql.Person{Login: "mira", Role: roles.CaseManager})
	c := caseOf(t, store, mira.ID, contact(t, store, keys, "call", mira.ID))
	sqltest.Exec(t, url, fmt.Sprintf(`INSERT INTO call (id, line, withheld, arrived_at, offers, declined, missed, failed, withdrawn, talks, waited_us, rang_us, talked_us, wrapped_us, caller_key)
		VALUES ('call', '116111', false, now(), 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, '\x%x')`, keys.Recognise(theirNumber)[0]))
	for body, want := range map[string]bool{
		`{"code":"` + strings.ToLower(c.Code) + `"}`: true, `{"code":"R-1999-0001"}`: false, `{"status":"active"}`: true, `{"status":"closed"}`: false,
		`{"place":"al_01"}`: true, `{"place":"al312"}`: true, `{"place":"al_02"}`: false, `{"category":"vio"}`: false, `{"due":true}`: false,
		`{"owner":"` + string(mira.ID) + `"}`: true, `{"number":"` + theirNumber + `"}`: true, `{"number":"+355690000043"}`: false, `{"skip":1}`: false,
	} {
		status, _, said := b.ask("POST", "/api/cases/search", body)
		if status != http.StatusOK || strings.Contains(said, c.ID) != want || !strings.Contains(said, `"today":"`) {
			t.Errorf("%s: %d %s", body, status, said)
		}
	}
	for _, bad := range []string{`{"number":"who"}`, `{"skip":-1}`, `{"text":"ab","purpose":"callback"}`, `{"from":9000000000000}`} {
		if status, _, said := b.ask("POST", "/api/cases/search", bad); status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", bad, status, said)
		}
	}
}
