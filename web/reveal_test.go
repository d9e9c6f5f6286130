package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

const theirNumber = "+355690000042"

// vaulted opens a site on a database whose contacts keep numbers.
func vaulted(t *testing.T, change ...func(*Config)) (d *door, store *sql.Store, keys *sql.Keys, url string) {
	t.Helper()
	url, keys = sqltest.URL(t), sqltest.Keys(t)
	store, err := sql.Open(t.Context(), url, keys, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	d = on(t, store, change...)
	return d, store, keys, url
}

// contact begins one of somebody, whose caller presented theirNumber.
func contact(t *testing.T, store *sql.Store, keys *sql.Keys, call queue.CallID, of queue.AgentID) string {
	t.Helper()
	number, err := keys.SealNumber(call, theirNumber)
	if err != nil {
		t.Fatal(err)
	}
	c, err := store.Contacts().Open(t.Context(), call, of, number)
	if err == nil {
		_, err = store.Contacts().Set(t.Context(), c.ID, of, "note", json.RawMessage(`"the canary"`), c.Rev)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

// trail lists the newest entries about an object, the newest first.
func trail(t *testing.T, store *sql.Store, action, object string) []sql.AuditEntry {
	t.Helper()
	page, err := store.AuditEntries(t.Context(), sql.AuditFilter{Action: action, Object: object})
	if err != nil {
		t.Fatal(err)
	}
	return page.Entries
}

func TestAPurposeIsOneOfTheHousesAndMayNeedWords(t *testing.T) {
	d, store, keys, _ := vaulted(t)
	mira, b := d.hire(store, sql.Person{Role: queue.Psychologist})
	id := contact(t, store, keys, "call-1", mira.ID)
	status, _, said := b.ask("GET", "/api/purposes", "")
	if status != http.StatusOK || !strings.Contains(said, `{"code":"other","words":true}`) {
		t.Errorf("%d %s", status, said)
	}
	for body, want := range map[string]int{
		`{"purpose":"curiosity"}`: 422, `{"purpose":"other"}`: 422, `{"purpose":"other","words":"  "}`: 422, `{"words":"please"}`: 422,
		`{"purpose":"other","words":"` + strings.Repeat("x", maxWords+1) + `"}`: 422, `{"purpose":"other","words":"the grandmother canary asked"}`: 200,
	} {
		if status, _, said := b.ask("POST", "/api/contacts/"+id+"/number", body); status != want {
			t.Errorf("%s: %d %s", body, status, said)
		}
	}
	entries := trail(t, store, "number.revealed", "contact:"+id)
	if len(entries) != 1 || entries[0].Purpose != "other" || !entries[0].Readable || entries[0].Actor != mira.ID {
		t.Fatalf("got %+v", entries)
	}
	for path, want := range map[string]int{"8a1f7b5e-0000-4000-8000-000000000000": 404, "nonsense": 404} {
		if status, _, said := b.ask("POST", "/api/contacts/"+path+"/number", `{"purpose":"callback"}`); status != want {
			t.Errorf("%s: %d %s", path, status, said)
		}
	}
	if strings.Contains(d.log.String(), theirNumber) || strings.Contains(d.log.String(), "canary") {
		t.Error("the log tells what it must not")
	}
}

// Without the proof nothing is shown.
func TestWhatTheTrailDoesNotTakeIsNotShown(t *testing.T) {
	d, store, keys, url := vaulted(t)
	mira, b := d.hire(store, sql.Person{Role: queue.Psychologist})
	id := contact(t, store, keys, "call-1", mira.ID)
	sqltest.Exec(t, url, `ALTER TABLE audit ADD CHECK (n < 0) NOT VALID`)
	for _, door := range []string{"number", "open"} {
		status, _, said := b.ask("POST", "/api/contacts/"+id+"/"+door, `{"purpose":"callback"}`)
		if status != http.StatusServiceUnavailable || strings.Contains(said, theirNumber) || strings.Contains(said, "canary") {
			t.Errorf("%s: %d %s", door, status, said)
		}
	}
}

func TestABrokenGlassStandsUntilAnotherSupervisorLooked(t *testing.T) {
	d, store, keys, _ := vaulted(t)
	stranger, _ := d.hire(store, sql.Person{Login: "stranger", Role: queue.Psychologist, Team: "west"})
	one, b := d.hire(store, sql.Person{Login: "one", Role: queue.Supervisor, Team: "east"})
	id := contact(t, store, keys, "call-1", stranger.ID)
	if status, _, said := b.ask("POST", "/api/contacts/"+id+"/number", `{"purpose":"danger","words":"canary","break_glass":true}`); status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}
	_, later := d.hire(store, sql.Person{Login: "two", Role: queue.Supervisor, Team: "west"})
	_, _, said := later.ask("GET", "/api/alerts", "")
	var body struct{ Alerts []alertBody }
	if err := json.Unmarshal([]byte(said), &body); err != nil || len(body.Alerts) != 1 {
		t.Fatalf("%s, %v", said, err)
	}
	a := body.Alerts[0]
	if a.Actor != one.ID || a.Action != "number.revealed.glass" || a.Object != "contact:"+id || a.Purpose != "danger" || strings.Contains(said, "canary") {
		t.Errorf("got %s", said)
	}
	path := fmt.Sprintf("/api/alerts/%d/close", a.Entry)
	if status, _, said := b.ask("POST", path, `{}`); status != http.StatusConflict || !strings.Contains(said, "own_alert") {
		t.Errorf("who broke it looked at it: %d %s", status, said)
	}
	if status, _, said := later.ask("POST", path, `{}`); status != http.StatusNoContent {
		t.Errorf("%d %s", status, said)
	}
	if status, _, _ := later.ask("POST", path, `{}`); status != http.StatusNotFound {
		t.Errorf("it was closed twice: %d", status)
	}
	if _, _, said := later.ask("GET", "/api/alerts", ""); strings.Contains(said, id) {
		t.Errorf("it stands still: %s", said)
	}
	if entries := trail(t, store, "alert.closed", fmt.Sprintf("audit:%d", a.Entry)); len(entries) != 1 {
		t.Errorf("got %+v", entries)
	}
}

func TestTheAuditorReadsPageByPageAndVerifies(t *testing.T) {
	d, store, _, url := vaulted(t)
	_, b := d.hire(store, sql.Person{Role: roles.Auditor})
	for i := range 60 {
		if err := store.Audit(t.Context(), sql.Act{Action: "x.done", Object: fmt.Sprintf("contact:%d", i), Purpose: "quality", Words: "the canary"}); err != nil {
			t.Fatal(err)
		}
	}
	var seen []int64
	for before := int64(0); ; {
		_, _, said := b.ask("GET", fmt.Sprintf("/api/audit?action=x.done&before=%d", before), "")
		var page entriesBody
		if err := json.Unmarshal([]byte(said), &page); err != nil || strings.Contains(said, "canary") {
			t.Fatalf("%s, %v", said, err)
		}
		for _, e := range page.Entries {
			seen = append(seen, e.N)
		}
		if before = page.Before; before == 0 {
			break
		}
	}
	if len(seen) != 60 || !slices.IsSortedFunc(seen, func(a, b int64) int { return int(b - a) }) {
		t.Errorf("seen %v", seen)
	}
	if status, _, _ := b.ask("GET", "/api/audit?before=x", ""); status != http.StatusBadRequest {
		t.Errorf("nonsense: %d", status)
	}
	if _, _, said := b.ask("POST", fmt.Sprintf("/api/audit/%d/words", seen[0]), `{}`); !strings.Contains(said, "the canary") {
		t.Errorf("words: %s", said)
	}
	if entries := trail(t, store, "audit.words_read", fmt.Sprintf("audit:%d", seen[0])); len(entries) != 1 {
		t.Errorf("got %+v", entries)
	}
	if status, _, _ := b.ask("POST", "/api/audit/x/words", `{}`); status != http.StatusNotFound {
		t.Errorf("words of nonsense: %d", status)
	}
	if _, _, said := b.ask("POST", "/api/audit/verify", `{}`); !strings.Contains(said, `"whole":true`) {
		t.Errorf("verify: %s", said)
	}
	sqltest.Exec(t, url, fmt.Sprintf(`DELETE FROM audit WHERE n = %d`, seen[5]))
	if _, _, said := b.ask("POST", "/api/audit/verify", `{}`); !strings.Contains(said, fmt.Sprintf(`{"kind":"missing","from":%d,"to":%[1]d}`, seen[5])) {
		t.Errorf("verify: %s", said)
	}
}

// TestReadingTheTrailIsInTheTrail, once for each question of a session and not for each page; and nothing that was typed is.
func TestReadingTheTrailIsInTheTrail(t *testing.T) {
	d := open(t)
	reader, b := d.hire(d.store, sql.Person{Role: roles.Auditor})
	ask := func(b *browser, question string) {
		t.Helper()
		if status, _, said := b.ask("GET", "/api/audit"+question, ""); status != http.StatusOK {
			t.Errorf("%s: %d %s", question, status, said)
		}
	}
	for range 2 {
		for _, question := range []string{"", "?before=2", "?object=person:" + miraID, "?object=person:" + miraID + "&before=2", "?actor=" + miraID + "&action=account.signed_in", "?object=the+canary"} {
			ask(b, question)
		}
	}
	var read []string
	for _, e := range trail(t, d.store, "audit.read", "") {
		if e.Actor != reader.ID {
			t.Errorf("read by %q", e.Actor)
		}
		read = append(read, e.Object)
	}
	if want := []string{"", "person:" + miraID, "person:" + miraID, ""}; !slices.Equal(read, want) {
		t.Errorf("the trail tells of %q, want %q", read, want)
	}
	again := d.browser()
	again.signIn(reader.Login)
	ask(again, "")
	if n := len(trail(t, d.store, "audit.read", "")); n != 5 {
		t.Errorf("another session of hers: %d entries", n)
	}
}

// TestAFieldIsShownToWhomItIsFor opens one contact as its owner and as every other role that may open it.
func TestAFieldIsShownToWhomItIsFor(t *testing.T) {
	d, store, keys, url := vaulted(t)
	mine, own := d.hire(store, sql.Person{Login: "owner", Role: queue.Psychologist, Team: "east"})
	id := contact(t, store, keys, "call-1", mine.ID)
	sqltest.Exec(t, url, `UPDATE contact SET version = '2', "values" = '{"wellbeing": "debrief", "call_type": "silent"}'`)
	form2, _ := form.Version("2")
	look := func(b *browser, role queue.Role, owner bool) {
		status, _, said := b.ask("POST", "/api/contacts/"+id+"/open", `{"purpose":"danger","break_glass":true}`)
		if status == http.StatusForbidden {
			return
		}
		values := told[contactBody](t, said).Values
		if want := form2.Field("wellbeing").MaySee(role, owner); status != 200 || (values["wellbeing"] != nil) != want || values["call_type"] == nil {
			t.Errorf("a %s, owner %v: %d shows %v", role, owner, status, values)
		}
	}
	look(own, mine.Role, true)
	for _, role := range roles.All() {
		_, b := d.hire(store, sql.Person{Role: role, Team: "east"})
		look(b, role, false)
	}
}

// TestASocketShowsNoContactThatIsTooOld: what the route opens for a purpose only, the socket does not give without.
func TestASocketShowsNoContactThatIsTooOld(t *testing.T) {
	d, store, keys, url := vaulted(t)
	mira, b := d.hire(store, sql.Person{Role: queue.Psychologist})
	old := contact(t, store, keys, "call-1", mira.ID)
	sqltest.Exec(t, url, `UPDATE contact SET opened_at = now() - interval '100 days'`)
	young := contact(t, store, keys, "call-2", mira.ID)
	_, rw, _ := b.upgrade("/ws")
	line{t, rw}.say(`{"type":"hello","v":1,"tab":"t1"}`)
	if frame := hear(t, rw, young); strings.Contains(frame, old) {
		t.Errorf("the socket shows %s", frame)
	}
	if status, _, said := b.ask("POST", "/api/contacts/"+old+"/open", `{"purpose":"callback"}`); status != 200 || !strings.Contains(said, "canary") {
		t.Errorf("with a purpose: %d %s", status, said)
	}
}

func TestNobodyOpensAllThereIs(t *testing.T) {
	d, store, keys, _ := vaulted(t)
	mira, b := d.hire(store, sql.Person{Role: queue.Psychologist})
	id := contact(t, store, keys, "call-1", mira.ID)
	opened := 0
	for range 2 * openBurst {
		status, h, _ := b.ask("POST", "/api/contacts/"+id+"/open", `{"purpose":"callback"}`)
		if status == http.StatusTooManyRequests && h.Get("Retry-After") != "" {
			break
		}
		if status != http.StatusOK {
			t.Fatalf("opening %d answers %d", opened+1, status)
		}
		opened++
	}
	if opened < openBurst || opened > openBurst+2 {
		t.Errorf("%d are opened without a rest", opened)
	}
}
