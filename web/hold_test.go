package web

import (
	"fmt"
	"strings"
	"testing"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// TestWhoMayHoldAContactSeesWhetherItIs, and nobody else.
func TestWhoMayHoldAContactSeesWhetherItIs(t *testing.T) {
	d, store, keys, _ := vaulted(t)
	mira, _ := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist, Team: "west"})
	id := contact(t, store, keys, "call-1", mira.ID)
	for _, role := range roles.All() {
		me, b := d.hire(store, sql.Person{Role: role, Team: "west"})
		for _, held := range []bool{true, false} {
			if err := store.Contacts().Hold(t.Context(), id, held, mira.ID, "legal_duty", ""); err != nil {
				t.Fatal(err)
			}
			_, _, said := b.ask("POST", "/api/contacts/"+id+"/open", `{"purpose":"callback","break_glass":true}`)
			sees := roles.Could(me.Role, roles.Retain, roles.Contact) != roles.No
			if strings.Contains(said, `"held"`) != sees || strings.Contains(said, fmt.Sprintf(`"held":%v`, held)) != sees {
				t.Errorf("%s is told %s", role, said)
			}
		}
	}
}
