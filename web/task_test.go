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
)

// closes fills in a contact and closes it.
func closes(t *testing.T, store *sql.Store, call queue.CallID, of queue.AgentID, values map[string]string) string {
	t.Helper()
	c, err := store.Contacts().Open(t.Context(), call, of, "")
	for field, value := range values {
		if err == nil {
			c.Rev, err = store.Contacts().Set(t.Context(), c.ID, of, field, json.RawMessage(value), c.Rev)
		}
	}
	if err == nil {
		err = store.Contacts().Close(t.Context(), c.ID, of, c.Rev)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

// TestEveryRoleListsWhatIsLeftToBeDone by contacts of one's own, the team's and another's.
func TestEveryRoleListsWhatIsLeftToBeDone(t *testing.T) {
	d, store, _, _ := vaulted(t)
	d.eachRelation(store, func(me sql.Person, b *browser, whose string, of sql.Person) {
		relation := roles.Between(owner(me), owner(of), 0)
		follow := closes(t, store, queue.CallID(fmt.Sprint("f", me.Role, whose)), of.ID, map[string]string{"call_type": `"child_self"`, "follow_up_date": `{"at":"2026-12-03"}`})
		complaint := closes(t, store, queue.CallID(fmt.Sprint("c", me.Role, whose)), of.ID, map[string]string{"call_type": `"complaint"`})
		_, _, listed := b.ask("GET", "/api/tasks", "")
		for contact, object := range map[string]roles.Object{follow: roles.Reminder, complaint: roles.Notice} {
			if sees := roles.May(me.Role, roles.Read, object, relation) == roles.Yes; strings.Contains(listed, contact) != sees {
				t.Errorf("%s sees a %s of %s: %s", me.Role, object, whose, listed)
			}
		}
	})
}

func TestASupervisorConfirmsAWarningInWordsOfTheirOwn(t *testing.T) {
	d, store, _, _ := vaulted(t)
	mira, b := d.hire(store, sql.Person{Login: "besa", Role: queue.Psychologist, Team: "east"})
	_, vera := d.hire(store, sql.Person{Login: "dora", Role: queue.Supervisor, Team: "east"})
	id := closes(t, store, "call-1", mira.ID, map[string]string{"call_type": `"abusive"`, "propose_warning": `true`})
	if _, _, said := vera.ask("GET", "/api/tasks", ""); !strings.Contains(said, `"task":"warning"`) || !strings.Contains(said, mira.Name) {
		t.Errorf("it waits as %s", said)
	}
	if status, _, said := b.ask("POST", "/api/contacts/"+id+"/warning", `{"kind":"abusive","words":"x","days":30}`); status != http.StatusForbidden {
		t.Errorf("who proposed it decides: %d %s", status, said)
	}
	if _, _, said := vera.ask("POST", "/api/contacts/"+id+"/warning", `{"kind":"abusive","words":" ","days":30}`); !strings.Contains(said, "bad_note") {
		t.Errorf("without words: %s", said)
	}
	for _, want := range []int{http.StatusNoContent, http.StatusNotFound} {
		if status, _, said := vera.ask("POST", "/api/contacts/"+id+"/warning", `{"kind":"abusive","words":"shouts","days":30}`); status != want {
			t.Errorf("%d %s, not %d", status, said, want)
		}
	}
	for _, wrong := range []string{"/reminders/warning/done", "/notices/follow_up/done", "/notices/moon/done"} {
		if status, _, said := vera.ask("POST", "/api/contacts/"+id+wrong, `{}`); status == http.StatusNoContent {
			t.Errorf("%s: %d %s", wrong, status, said)
		}
	}
}

// A case whose follow-up is due stands among what is to be done by its owner, and nobody else.
func TestACaseToFollowUpWaitsForItsOwner(t *testing.T) {
	d, store, _, _ := vaulted(t)
	mira, b := d.hire(store, sql.Person{Login: "besa", Role: queue.Psychologist, Team: "east"})
	_, vera := d.hire(store, sql.Person{Login: "dora", Role: queue.Supervisor, Team: "east"})
	c := caseOf(t, store, mira.ID, "")
	for _, days := range []int{1, 0} {
		day := time.Now().AddDate(0, 0, days).Format(time.DateOnly)
		if status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/followup", `{"day":"`+day+`","rev":9}`); status != http.StatusOK {
			t.Fatalf("%d %s", status, said)
		}
		for who, want := range map[*browser]bool{b: days == 0, vera: false} {
			if _, _, said := who.ask("GET", "/api/tasks", ""); strings.Contains(said, c.Code) != want {
				t.Errorf("in %d days: %s", days, said)
			}
		}
	}
}
