package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"alo116/agent/roles"
	"alo116/sql"
	"alo116/sql/sqltest"
)

func TestRecordOfProcessingSaysWhatGoesWhenAndWhoReads(t *testing.T) {
	if testing.Short() {
		t.Log("it needs a database: make test has one")
		return
	}
	h := newHelpline(t, "")
	code, out, errs := h.typed(t, "", "processing", "--retention-file", "../../deploy/retention.json", "--controller", "The Helpline")
	if code != 0 || !strings.Contains(out, "Controller: The Helpline\n") {
		t.Fatalf("exit %d, %s", code, errs)
	}
	for _, want := range []string{"## contact\n", "missing_child: forget after 10 years; quick: forget after 90 days", "contact's own key", "case_manager (with purpose)"} {
		if !strings.Contains(out, want) {
			t.Errorf("the record does not say %q", want)
		}
	}
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "|") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != 7 {
			t.Errorf("a row falls apart: %s", line)
		}
	}
	code, out, errs = h.typed(t, "", "processing", "--format", "json")
	var record struct{ Tables []processedTable }
	if err := json.Unmarshal([]byte(out), &record); code != 0 || err != nil {
		t.Fatalf("exit %d, %v, %s", code, err, errs)
	}
	for _, table := range record.Tables {
		for _, c := range table.Columns {
			if c.Holds == "" || c.Lies == "" || len(c.Goes) == 0 {
				t.Errorf("%s.%s: %+v", table.Name, c.Name, c)
			}
			if table.Name == "contact" && c.Name == "sealed" && (!slices.Contains(c.Goes, "no retention rule for contact: kept") || slices.Contains(c.MayRead, "admin")) {
				t.Errorf("what was said in contacts: %+v", c)
			}
		}
	}
}

// Who may read is told by rows of the table of roles that exist.
func TestReadersAreRowsOfTheTableOfRoles(t *testing.T) {
	if testing.Short() {
		t.Log("it needs a database: make test has one")
		return
	}
	tables, err := openStore(t, sqltest.URL(t), sqltest.Keys(t)).Processing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		for _, row := range slices.Concat(table.Readers, readersOf(table)) {
			action, object, _ := strings.Cut(row, " ")
			if !roles.Knows(roles.Action(action), roles.Object(object)) {
				t.Errorf("%s is read by %q, which is no row of the table of roles", table.Name, row)
			}
		}
	}
}

func readersOf(t sql.Table) (rows []string) {
	for _, c := range t.Columns {
		rows = append(rows, c.Readers...)
	}
	return rows
}
