package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// looking is a search for so much, for a purpose, back to a day ago.
func looking(what string) string {
	return fmt.Sprintf(`{"purpose":"callback","from":%d,%s}`, time.Now().Add(-24*time.Hour).UnixMilli(), what)
}

// TestEveryRoleSearches tries the table's row for searching: what one finds of one's own, the team's and another's contacts.
func TestEveryRoleSearches(t *testing.T) {
	d, store, keys, _ := vaulted(t)
	near, _ := d.hire(store, sql.Person{Login: "near", Role: queue.Psychologist, Team: "east"})
	far, _ := d.hire(store, sql.Person{Login: "far", Role: queue.Psychologist, Team: "west"})
	whose := map[string]sql.Person{contact(t, store, keys, "near", near.ID): near, contact(t, store, keys, "far", far.ID): far}
	for _, role := range roles.All() {
		me, b := d.hire(store, sql.Person{Role: role, Team: "east"})
		may := roles.Could(role, roles.Search, roles.Narrative)
		if status, _, said := b.ask("POST", "/api/contacts/search", `{"text":"canary"}`); (status == http.StatusUnprocessableEntity) != (may == roles.ForReason) || strings.Contains(said, "contacts") {
			t.Errorf("%s without a purpose: %d %s, the table says %s", role, status, said, may)
		}
		status, head, said := b.ask("POST", "/api/contacts/search", looking(`"text":"CANARY"`))
		if (status == http.StatusOK) != (may != roles.No) || head.Get("Cache-Control") != "no-store" || strings.Contains(said, "the canary") {
			t.Errorf("%s: %d %s, the table says %s", role, status, said, may)
		}
		for id, owns := range whose {
			want := roles.May(role, roles.Search, roles.Narrative, roles.Between(owner(me), owner(owns), 0)) != roles.No
			if strings.Contains(said, id) != want {
				t.Errorf("%s finds %s's: %s, the table says %v", role, owns.Login, said, want)
			}
		}
		told := trail(t, store, "contacts.searched", "contacts")
		if kept := len(told) > 0 && told[0].Actor == me.ID && told[0].Purpose == "callback"; kept != (may != roles.No) {
			t.Errorf("the trail of %s's search: %+v", role, told)
		}
	}
	if strings.Contains(strings.ToLower(d.log.String()), "canary") {
		t.Error("what was looked for is in the log")
	}
}

func TestAHouseWithoutTeamsIsSearchedAsOne(t *testing.T) {
	d, store, keys, _ := vaulted(t)
	mira, _ := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist})
	id := contact(t, store, keys, "call", mira.ID)
	_, b := d.hire(store, sql.Person{Role: queue.Supervisor})
	if _, _, said := b.ask("POST", "/api/contacts/search", looking(`"text":"canary"`)); !strings.Contains(said, id) {
		t.Errorf("a supervisor without a team finds %s", said)
	}
}

func TestANumberIsLookedForByItsHash(t *testing.T) {
	d, store, keys, url := vaulted(t)
	mira, _ := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist})
	id := contact(t, store, keys, "call", mira.ID)
	sqltest.Exec(t, url, fmt.Sprintf(`INSERT INTO call (id, line, withheld, arrived_at, offers, declined, missed, failed, withdrawn, talks, waited_us, rang_us, talked_us, wrapped_us, caller_key)
		VALUES ('call', '116111', false, now(), 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, '\x%x')`, keys.Recognise(theirNumber)[0]))
	_, b := d.hire(store, sql.Person{Role: queue.Supervisor})
	for number, want := range map[string]bool{theirNumber: true, "069 000 0042": true, "+355690000043": false} {
		status, _, said := b.ask("POST", "/api/contacts/search", looking(fmt.Sprintf(`"number":%q`, number)))
		if status != http.StatusOK || strings.Contains(said, id) != want || strings.Contains(said, "690000042") {
			t.Errorf("%s: %d %s", number, status, said)
		}
	}
	if told := trail(t, store, "contacts.searched_by_number", "contacts"); len(told) != 3 {
		t.Errorf("the trail has %d searches", len(told))
	}
}

func TestASearchIsBounded(t *testing.T) {
	d, store, keys, url := vaulted(t)
	mira, _ := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist})
	_, b := d.hire(store, sql.Person{Role: roles.CaseManager})
	for what, body := range map[string]string{
		"nothing":              looking(`"text":""`),
		"blanks":               looking(`"text":"   "`),
		"a letter":             looking(`"text":"canary a"`),
		"a long text":          looking(`"text":"` + strings.Repeat("abcd ", 60) + `"`),
		"no digits":            looking(`"number":"abc"`),
		"all times":            `{"purpose":"callback","text":"canary"}`,
		"the time backwards":   looking(`"text":"canary","before":5`),
		"a place that is none": looking(`"text":"canary","after":{"id":"x"}`),
	} {
		if status, _, said := b.ask("POST", "/api/contacts/search", body); status != http.StatusUnprocessableEntity || !strings.Contains(said, "bad_search") {
			t.Errorf("%s: %d %s", what, status, said)
		}
	}
	for n := range maxFound + 1 {
		contact(t, store, keys, queue.CallID(fmt.Sprint("call", n)), mira.ID)
	}
	sqltest.Exec(t, url, `UPDATE contact SET "values" = '{"call_type":"silent"}' WHERE call = 'call0'`)
	_, _, said := b.ask("POST", "/api/contacts/search", looking(`"text":"canary"`))
	first := told[foundAllBody](t, said)
	if len(first.Contacts) != maxFound || first.More == nil {
		t.Fatalf("found %d, more: %v", len(first.Contacts), first.More)
	}
	after, err := json.Marshal(first.More)
	if err != nil {
		t.Fatal(err)
	}
	_, _, said = b.ask("POST", "/api/contacts/search", looking(`"text":"canary","after":`+string(after)))
	if rest := told[foundAllBody](t, said); len(rest.Contacts) != 1 || rest.More != nil {
		t.Errorf("the rest: %s", said)
	}
	_, _, said = b.ask("POST", "/api/contacts/search", looking(`"kind":"silent"`))
	if silent := told[foundAllBody](t, said); len(silent.Contacts) != 1 || string(silent.Contacts[0].Kind) != `"silent"` || silent.Contacts[0].Name == "" {
		t.Errorf("by kind: %s", said)
	}
}

func TestWhatTheTrailDoesNotTakeIsNotFound(t *testing.T) {
	d, store, keys, url := vaulted(t)
	mira, _ := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist})
	id := contact(t, store, keys, "call", mira.ID)
	_, b := d.hire(store, sql.Person{Role: queue.Supervisor})
	sqltest.Exec(t, url, `ALTER TABLE audit ADD CHECK (n < 0) NOT VALID`)
	if status, _, said := b.ask("POST", "/api/contacts/search", looking(`"text":"canary"`)); status != http.StatusServiceUnavailable || strings.Contains(said, id) {
		t.Errorf("without the trail: %d %s", status, said)
	}
}
