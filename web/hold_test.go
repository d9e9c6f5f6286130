package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

func TestEveryRoleHoldsAContact(t *testing.T) {
	d, store, keys, _ := vaulted(t)
	mira, _ := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist, Team: "west"})
	for _, role := range roles.All() {
		id := contact(t, store, keys, queue.CallID(role), mira.ID)
		me, b := d.hire(store, sql.Person{Role: role, Team: "east"})
		may := roles.May(role, roles.Retain, roles.Contact, roles.Between(owner(me), owner(mira), 0)) == roles.ForReason
		if status, _, said := b.ask("POST", "/api/contacts/"+id+"/hold", "{}"); (status == http.StatusUnprocessableEntity) != may {
			t.Errorf("%s without a reason: %d %s", role, status, said)
		}
		for _, door := range []string{"hold", "release"} {
			if status, _, said := b.ask("POST", "/api/contacts/"+id+"/"+door, `{"purpose":"callback"}`); (status == http.StatusNoContent) != may {
				t.Errorf("%s as %s: %d %s", door, role, status, said)
			}
			action := map[string]string{"hold": "contact.held", "release": "contact.released"}[door]
			if told := trail(t, store, action, "contact:"+id); (len(told) == 1 && told[0].Actor == me.ID) != may {
				t.Errorf("the trail of %s as %s: %+v", door, role, told)
			}
			_, _, said := b.ask("POST", "/api/contacts/"+id+"/open", `{"purpose":"callback","break_glass":true}`)
			if told := fmt.Sprintf(`"held":%v`, door == "hold"); strings.Contains(said, told) != may || strings.Contains(said, `"held"`) != may {
				t.Errorf("%s opens it after %s: %s", role, door, said)
			}
		}
	}
}
