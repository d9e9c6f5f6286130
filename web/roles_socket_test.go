package web

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// line is a screen's websocket, spoken by hand: this room has no websocket library of its own.
type line struct {
	t  *testing.T
	rw *bufio.ReadWriter
}

// say sends one text frame (RFC 6455, section 5), masked with zeros.
func (l line) say(text string) {
	l.t.Helper()
	head := binary.BigEndian.AppendUint16([]byte{0x81, 0x80 | 126}, uint16(len(text)))
	if _, err := l.rw.Write(append(append(head, 0, 0, 0, 0), text...)); err != nil || l.rw.Flush() != nil {
		l.t.Fatalf("say %s", text)
	}
}

// answer reads frames until a message answers that id, and gives its type and code.
func (l line) answer(id string) (kind, code string) {
	l.t.Helper()
	for {
		head := make([]byte, 2)
		_, err := io.ReadFull(l.rw, head)
		size := uint64(head[1])
		if more := map[uint64]int{126: 2, 127: 8}[size]; more > 0 {
			long := make([]byte, 8)
			_, err = io.ReadFull(l.rw, long[8-more:])
			size = binary.BigEndian.Uint64(long)
		}
		body := make([]byte, size)
		if err == nil {
			_, err = io.ReadFull(l.rw, body)
		}
		if err != nil {
			l.t.Fatalf("no answer to %s: %v", id, err)
		}
		var m struct{ Type, ID, Code string }
		if json.Unmarshal(body, &m) == nil && m.ID == id && id != "" {
			return m.Type, m.Code
		}
	}
}

// TestEveryRoleSaysWhatItMayOfAContact says what a screen may say about a contact, about one's own, the team's and another's, to the
// real hub with its contacts in the real Postgres. A contact that one may not reopen, nobody may write either.
func TestEveryRoleSaysWhatItMayOfAContact(t *testing.T) {
	d := bare(t)
	store := d.store
	contacts := store.Contacts()
	for _, role := range []queue.Role{queue.Psychologist, queue.SocialWorker, queue.Supervisor} {
		me, b := d.hire(store, sql.Person{Role: role, Team: "east"})
		near, _ := d.hire(store, sql.Person{Login: string(role) + " near", Role: queue.Psychologist, Team: "east"})
		far, _ := d.hire(store, sql.Person{Login: string(role) + " far", Role: queue.Psychologist, Team: "west"})
		status, rw, _ := b.upgrade("/ws")
		if status != 101 {
			t.Fatalf("%s: status %d", role, status)
		}
		l := line{t, rw}
		l.say(`{"type":"hello","v":1,"tab":"t"}`)
		for n, of := range []sql.Person{me, near, far} {
			c, err := contacts.Open(t.Context(), queue.CallID(fmt.Sprint(role, n)), of.ID, "")
			if err != nil || contacts.Close(t.Context(), c.ID, of.ID, c.Rev) != nil {
				t.Fatal(err)
			}
			want := roles.May(role, roles.Reopen, roles.Contact, roles.Between(roles.Party{ID: me.ID, Team: me.Team}, owner(of), 0)) == roles.Yes
			id := fmt.Sprint("reopen", n)
			l.say(fmt.Sprintf(`{"type":"reopen","id":%q,"contact":%q}`, id, c.ID))
			if kind, code := l.answer(id); (kind == "saved") != want || !want && code != "not_allowed" {
				t.Errorf("%s reopens %s's: %s %s, the table says %v", role, of.Login, kind, code, want)
			}
			for _, m := range []string{`{"type":"set","id":%q,"contact":%q,"field":"call_type","value":"silent","rev":0}`, `{"type":"close","id":%q,"contact":%q,"rev":1}`} {
				id := fmt.Sprint(m[9:13], n)
				l.say(fmt.Sprintf(m, id, c.ID))
				if kind, code := l.answer(id); (kind == "saved") != want || !want && code != "not_yours" {
					t.Errorf("%s, %s of %s's: %s %s, may: %v", role, m[9:14], of.Login, kind, code, want)
				}
			}
		}
	}
}
