package web

import (
	"strings"
	"testing"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// What the caller chose in the line's menu stands where a contact is found, and where it is opened.
func TestAContactTellsWhatItsCallerChose(t *testing.T) {
	d, store, keys, url := vaulted(t)
	mira, b := d.hire(store, sql.Person{Role: queue.Supervisor})
	sqltest.Exec(t, url, `INSERT INTO call (id, line, choice, withheld, arrived_at, offers, declined, missed, failed, withdrawn, talks, waited_us, rang_us, talked_us, wrapped_us)
		VALUES ('call-1', '116111', 'child', true, now(), 1, 0, 0, 0, 0, 1, 0, 0, 0, 0)`)
	id := contact(t, store, keys, "call-1", mira.ID)
	for address, body := range map[string]string{
		"/api/contacts/search":          looking(`"text":"canary"`),
		"/api/contacts/" + id + "/open": `{"purpose":"callback"}`,
	} {
		if status, _, said := b.ask("POST", address, body); status != 200 || !strings.Contains(said, `"choice":"child"`) {
			t.Errorf("%s: %d %s", address, status, said)
		}
	}
}
