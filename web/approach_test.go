package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// leave leaves a note at a contact, and gives its id.
func (b *browser) leave(contact, kind, words string, days int) (status int, id, said string) {
	body, _ := json.Marshal(map[string]any{"kind": kind, "words": words, "days": days})
	status, _, said = b.ask("POST", "/api/contacts/"+contact+"/approaches", string(body))
	var left struct{ ID string }
	_ = json.Unmarshal([]byte(said), &left)
	return status, left.ID, said
}

func TestANoteIsShortEndsAndOnlySupervisorsSayThatSomebodyIsAbusive(t *testing.T) {
	d, store, keys, _ := vaulted(t)
	mira, b := d.hire(store, sql.Person{Login: "besa", Role: queue.Psychologist})
	id := contact(t, store, keys, "call-1", mira.ID)
	for _, wrong := range []struct {
		kind, words string
		days        int
	}{{"nonsense", "x", 1}, {"approach", "  ", 1}, {"approach", strings.Repeat("ë", 601), 1}, {"approach", "x", 0}, {"approach", "x", 366}} {
		if status, _, said := b.leave(id, wrong.kind, wrong.words, wrong.days); status != http.StatusUnprocessableEntity {
			t.Errorf("%.20v: %d %s", wrong, status, said)
		}
	}
	if status, _, _ := b.leave(id, "approach", strings.Repeat("ë", 600), 365); status != http.StatusOK {
		t.Errorf("the longest: %d", status)
	}
	if status, _, _ := b.leave(id, "abusive", "x", 1); status != http.StatusForbidden {
		t.Errorf("a counsellor says that somebody is abusive: %d", status)
	}
	_, vera := d.hire(store, sql.Person{Login: "dora", Role: queue.Supervisor})
	if status, _, said := vera.leave(id, "abusive", "x", 1); status != http.StatusOK {
		t.Errorf("a supervisor does: %d %s", status, said)
	}
	for _, door := range []string{"", "/remove"} {
		if status, _, _ := b.ask("POST", "/api/approaches/8a1f7b5e-0000-4000-8000-000000000000"+door, `{"kind":"approach","words":"x","days":1}`); status != http.StatusNotFound {
			t.Errorf("one that is not there%s: %d", door, status)
		}
	}
}

// TestAColleaguesContactIsOpenWhileItsCallerIsAtHand rings the caller of an earlier contact at somebody who did not write it.
func TestAColleaguesContactIsOpenWhileItsCallerIsAtHand(t *testing.T) {
	d, store, keys, url := vaulted(t)
	colleague, _ := d.hire(store, sql.Person{Login: "colleague", Role: queue.Psychologist})
	besa, b := d.hire(store, sql.Person{Login: "besa", Role: queue.SocialWorker})
	theirs := contact(t, store, keys, "call-1", colleague.ID)
	strangers := contact(t, store, keys, "call-2", colleague.ID)
	caller := keys.Identify(theirNumber, false)
	sqltest.Exec(t, url, fmt.Sprintf(`INSERT INTO call (id, line, caller_key, withheld, arrived_at, offers, declined, missed, failed, withdrawn, talks, waited_us, rang_us, talked_us, wrapped_us)
		VALUES ('call-1', '116111', decode('%s', 'hex'), false, now(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`, caller.Key))
	asks := func(contact, body string) int {
		status, _, _ := b.ask("POST", "/api/contacts/"+contact+"/open", body)
		return status
	}
	purpose := `{"purpose":"same_caller"}`
	if status := asks(theirs, purpose); status != http.StatusForbidden {
		t.Errorf("before the call: %d", status)
	}
	d.hub.Publish(queue.View{Link: true,
		Agents: []queue.AgentView{{Agent: besa.ID, Role: besa.Role, Presence: queue.IsReady, Screen: true, Phone: true, Work: queue.Talking, Call: "call-9"}},
		Calls:  []queue.CallView{{Call: "call-9", Line: "116111", Caller: caller, State: queue.CallTalking, Agent: besa.ID}}})
	_, screen, _ := b.upgrade("/ws")
	say(t, screen, `{"type":"hello","v":1,"tab":"t1"}`)
	hear(t, screen, `"state":"known","contacts":1`)
	if status := asks(theirs, `{}`); status != http.StatusUnprocessableEntity {
		t.Errorf("without a purpose: %d", status)
	}
	if status := asks(theirs, purpose); status != http.StatusOK {
		t.Errorf("with the caller at hand: %d", status)
	}
	if seen := trail(t, store, "contact.opened", "contact:"+theirs); len(seen) != 1 || seen[0].Purpose != "same_caller" || seen[0].Actor != besa.ID {
		t.Errorf("the trail has %+v", seen)
	}
	if status := asks(strangers, purpose); status != http.StatusForbidden {
		t.Errorf("another caller's: %d", status)
	}
}
