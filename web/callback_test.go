package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// TestAnOpenedContactTellsWhoMayCallBack: by the table of the roles, and only once the caller said that it is safe. The number is not told.
func TestAnOpenedContactTellsWhoMayCallBack(t *testing.T) {
	d, store, keys, _ := vaulted(t)
	d.eachRelation(store, func(me sql.Person, b *browser, whose string, of sql.Person) {
		id := contact(t, store, keys, queue.CallID(string(me.Role)+whose), of.ID)
		may := roles.May(me.Role, roles.Dial, roles.Number, roles.Between(owner(me), owner(of), 0)) == roles.Yes
		d.opensCallable(b, id, false)
		saySafe(t, store, id, of.ID)
		if read := d.opensCallable(b, id, may); whose == "own" && may && !read {
			t.Errorf("a %s does not read their own", me.Role)
		}
	})
}

// saySafe has the caller of a contact say that calling back is safe, and how.
func saySafe(t *testing.T, store *sql.Store, contact string, of queue.AgentID) {
	t.Helper()
	rev := 1
	for _, said := range [][2]string{{"call_type", `"child_self"`}, {form.CallbackField, `"yes"`}, {form.CallbackNote, `"after school"`}} {
		var err error
		if rev, err = store.Contacts().Set(t.Context(), contact, of, said[0], json.RawMessage(said[1]), rev); err != nil {
			t.Fatal(err)
		}
	}
}

// opensCallable opens a contact, if the table lets one, and looks whether its caller may be called back, and whether what is told of its
// cases is true. Who reads nothing is told nothing.
func (d *door) opensCallable(b *browser, contact string, may bool) (read bool) {
	d.t.Helper()
	status, _, said := b.ask("POST", "/api/contacts/"+contact+"/open", `{"purpose":"danger","break_glass":true}`)
	if status == http.StatusForbidden && !strings.Contains(said, "call_back") {
		return false
	}
	told := told[contactBody](d.t, said)
	if status != http.StatusOK || told.CallBack != may || strings.Contains(said, theirNumber) {
		d.t.Errorf("%d %s, but may call back: %v", status, said, may)
	}
	if status, _, said := b.ask("GET", "/api/contacts/"+contact+"/cases", ""); (status == http.StatusOK) != told.Cases {
		d.t.Errorf("told %v of its cases, and asked for them: %d %s", told.Cases, status, said)
	}
	return true
}

func TestAnOpenedContactTellsThatACounsellorCalled(t *testing.T) {
	d, store, keys, _ := vaulted(t)
	mira, b := d.hire(store, sql.Person{Role: queue.Psychologist})
	for call, out := range map[queue.CallID]bool{"call-1": false, queue.OutPrefix + "1": true} {
		_, _, said := b.ask("POST", "/api/contacts/"+contact(t, store, keys, call, mira.ID)+"/open", `{}`)
		if told[contactBody](t, said).Out != out {
			t.Errorf("%s: %s", call, said)
		}
	}
}
