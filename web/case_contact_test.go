package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/casework"
	"alo116/sql/sqltest"
)

func TestACaseIsBegunFromAContactAndFoundFromIt(t *testing.T) {
	d, store, keys, url := vaulted(t)
	mira, b := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist, Team: "east"})
	agron, other := d.hire(store, sql.Person{Login: "agron", Role: queue.SocialWorker, Team: "west"})
	first, second := contact(t, store, keys, "call-1", mira.ID), contact(t, store, keys, "call-2", agron.ID)
	for _, call := range []string{"call-1", "call-2"} {
		sqltest.Exec(t, url, fmt.Sprintf(`INSERT INTO call (id, line, withheld, arrived_at, offers, declined, missed, failed, withdrawn, talks, waited_us, rang_us, talked_us, wrapped_us, caller_key)
			VALUES ('%s', '116111', false, now(), 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, '\x%x')`, call, keys.Recognise(theirNumber)[0]))
	}
	if status, _, said := other.ask("POST", "/api/cases", `{"contact":"`+first+`"}`); status != http.StatusForbidden {
		t.Errorf("from a stranger's contact: %d %s", status, said)
	}
	if status, _, said := b.ask("POST", "/api/cases", `{"owner":"`+string(agron.ID)+`"}`); status != http.StatusForbidden {
		t.Errorf("for a stranger: %d %s", status, said)
	}
	status, _, said := b.ask("POST", "/api/cases", `{"contact":"`+first+`"}`)
	c, err := store.Cases().OfContact(t.Context(), first)
	if status != http.StatusCreated || err != nil || !strings.Contains(said, c.Code) {
		t.Fatalf("%d %s, %v", status, said, err)
	}
	if _, _, said := b.ask("POST", "/api/cases", `{"contact":"`+first+`"}`); !strings.Contains(said, `"in_case"`) {
		t.Errorf("twice: %s", said)
	}
	if _, _, said := b.ask("GET", "/api/contacts/"+first+"/cases", ""); !strings.Contains(said, `"case":{"id":"`+c.ID) {
		t.Errorf("of the contact: %s", said)
	}
	if _, _, said := other.ask("GET", "/api/contacts/"+second+"/cases", ""); !strings.Contains(said, `"case":null`) || !strings.Contains(said, `"offered":[{"id":"`+c.ID) {
		t.Errorf("offered to who talks with the same caller: %s", said)
	}
	if status, _, said := other.ask("GET", "/api/contacts/"+first+"/cases", ""); status != http.StatusForbidden {
		t.Errorf("of a stranger's contact: %d %s", status, said)
	}
	if status, _, said := other.ask("POST", "/api/cases/"+c.ID+"/contacts", `{"contact":"`+second+`"}`); status != http.StatusOK || !strings.Contains(said, `{"code":"`+c.Code+`"}`) {
		t.Errorf("put to a colleague's case: %d %s", status, said)
	}
	if status, _, said := b.ask("POST", "/api/contacts/"+second+"/open", `{}`); status != http.StatusOK || !strings.Contains(said, "the canary") {
		t.Errorf("whose case it is reads its contacts: %d %s", status, said)
	}
	if status, _, said := other.ask("POST", "/api/cases/"+c.ID+"/contacts/"+second+"/detach", `{}`); status != http.StatusForbidden {
		t.Errorf("taken from a colleague's case: %d %s", status, said)
	}
	if status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/contacts/"+second+"/detach", `{}`); status != http.StatusOK || strings.Contains(said, second+`","line`) || !strings.Contains(said, `"detached"`) {
		t.Errorf("taken from one's own: %d %s", status, said)
	}
	if status, _, said := b.ask("POST", "/api/contacts/"+second+"/open", `{}`); status == http.StatusOK {
		t.Errorf("it is still read: %d %s", status, said)
	}
}

// TestEveryRolePutsAContactToAClosedCase: nobody does before it is reopened, and that takes who may.
func TestEveryRolePutsAContactToAClosedCase(t *testing.T) {
	d, store, keys, _ := vaulted(t)
	mira, _ := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist, Team: "east"})
	for i, role := range roles.All() {
		me, b := d.hire(store, sql.Person{Role: role, Team: "east"})
		c := caseOf(t, store, mira.ID, "")
		rev, err := store.Cases().Move(t.Context(), c.ID, mira.ID, casework.Closed, "resolved", c.Rev)
		if err != nil {
			t.Fatal(err)
		}
		come := contact(t, store, keys, queue.CallID(fmt.Sprint("call-", i)), me.ID)
		relation := roles.Between(owner(me), owner(mira), 0)
		attach, reopen := roles.May(role, roles.Attach, roles.Case, relation) == roles.Yes, roles.May(role, roles.Reopen, roles.Case, relation) == roles.Yes
		status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/contacts", `{"contact":"`+come+`"}`)
		if status == http.StatusNoContent || strings.Contains(said, "case_closed") != attach {
			t.Errorf("as %s: %d %s", role, status, said)
		}
		status, _, said = b.ask("POST", "/api/cases/"+c.ID+"/status", fmt.Sprintf(`{"status":"reopened","rev":%d}`, rev))
		if (status/100 == 2) != reopen || len(trail(t, store, "case.moved", "case:"+c.ID)) != map[bool]int{false: 1, true: 2}[reopen] {
			t.Errorf("reopened as %s: %d %s", role, status, said)
		}
		if !reopen || !attach {
			continue
		}
		if status, _, said = b.ask("POST", "/api/cases/"+c.ID+"/contacts", `{"contact":"`+come+`"}`); status != http.StatusOK {
			t.Errorf("reopened, and put to it as %s: %d %s", role, status, said)
		}
	}
}

// TestEveryRoleGivesACase tries to whom each role may give a case: itself, the team, others.
func TestEveryRoleGivesACase(t *testing.T) {
	d, store, _, _ := vaulted(t)
	near, _ := d.hire(store, sql.Person{Login: "near", Role: queue.Psychologist, Team: "east"})
	far, _ := d.hire(store, sql.Person{Login: "far", Role: queue.Psychologist, Team: "west"})
	clerk, _ := d.hire(store, sql.Person{Login: "clerk", Role: roles.Analyst, Team: "east"})
	for _, role := range roles.All() {
		me, b := d.hire(store, sql.Person{Role: role, Team: "east"})
		_, _, listed := b.ask("GET", "/api/cases/owners", "")
		for _, to := range []sql.Person{near, far, clerk} {
			c := caseOf(t, store, near.ID, "")
			relation := roles.Between(owner(me), owner(to), 0)
			offered := to.ID != clerk.ID && roles.Could(role, roles.Assign, roles.Case) != roles.No &&
				(relation.SameTeam || roles.May(role, roles.Assign, roles.Case, relation) == roles.Yes)
			may := offered && roles.May(role, roles.Assign, roles.Case, roles.Between(owner(me), owner(near), 0)) == roles.Yes
			status, _, said := b.ask("POST", "/api/cases/"+c.ID+"/owner", `{"owner":"`+string(to.ID)+`","rev":9}`)
			if (status/100 == 2) != may || strings.Contains(listed, string(to.ID)) != offered {
				t.Errorf("%s gives it to %s: %d %s, offered %s", role, to.Login, status, said, listed)
			}
		}
	}
}
