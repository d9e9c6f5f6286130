package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

func TestFiguresAreForWhomTheTableNamesAndTellNothingRare(t *testing.T) {
	d := bare(t)
	mira, _ := d.hire(d.store, sql.Person{Role: queue.Psychologist})
	for kind, times := range map[string]int{"silent": 7, "hangup": 6, "missing_child": 2} {
		for range times {
			d.closes(mira, kind)
		}
	}
	d.closes(mira, "staff_test")
	year := time.Now().Format("2006")
	for _, role := range roles.All() {
		_, b := d.hire(d.store, sql.Person{Login: "reads " + string(role), Role: role})
		status, _, said := b.ask("GET", "/api/statistics?period="+year, "")
		if may := roles.Could(role, roles.Read, roles.Statistics) == roles.Yes; (status == http.StatusOK) != may {
			t.Errorf("%s: %d %s", role, status, said)
			continue
		} else if !may {
			continue
		}
		body := told[statisticsBody](t, said)
		if body.Kinds.Total == nil || *body.Kinds.Total != 15 || len(body.Kinds.Cells) != 3 || *body.Kinds.Cells[0].N != 7 || body.Kinds.Cells[1].N != nil || body.Kinds.Cells[2].N != nil {
			t.Errorf("by kind: %s", said)
		}
		if len(body.Channels.Cells) != 1 || body.Channels.Cells[0].Code != "phone_" || *body.Channels.Cells[0].N != 15 {
			t.Errorf("by channel: %s", said)
		}
		if strings.Contains(said, `"n":2`) {
			t.Errorf("what is rare is told: %s", said)
		}
	}
}

// closes has somebody's call be of a kind.
func (d *door) closes(who sql.Person, kind string) {
	d.t.Helper()
	contacts := d.store.Contacts()
	c, err := contacts.Open(d.t.Context(), queue.CallID("figures-"+kind+"-"+time.Now().Format("150405.000000000")), who.ID, "")
	if err == nil {
		_, err = contacts.Set(d.t.Context(), c.ID, who.ID, "call_type", []byte(`"`+kind+`"`), c.Rev)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestFiguresAreOfWholeMonths(t *testing.T) {
	for period, want := range map[string]string{"2026": "2026-01-01 2027-01-01", "2026-Q1": "2026-01-01 2026-04-01", "2026-Q4": "2026-10-01 2027-01-01",
		"2026-02": "2026-02-01 2026-03-01", "2026-12": "2026-12-01 2027-01-01", "": "", "2026-13": "", "2026-Q5": "", "2026-01-01": "", "26": "", "2026-Q1 ": ""} {
		from, before, err := span(period)
		if got := from.Format(time.DateOnly) + " " + before.Format(time.DateOnly); (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%q is %s, %v", period, got, err)
		}
	}
}
