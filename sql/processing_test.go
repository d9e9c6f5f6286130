package sql_test

import (
	"strings"
	"testing"

	"alo116/sql"
)

// The planner's statistics keep samples of what they are gathered of, and erasure does not reach them. So none are gathered of what is let go:
// what was said, who somebody is, codes, callers' hashes, days.
func TestThePlannerSamplesNothingThatIsLetGo(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	tables, err := store.Processing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, table := range tables {
		for _, c := range table.Columns {
			tells := c.Class == "content" || c.Class == "identity" || c.Class == "coded" || c.Rest == "keyed_hash" || c.Type == "date"
			if !sql.LetGo(c.Until) || !tells && c.Rest != "case_key" && c.Rest != "master_key" {
				continue
			}
			looked++
			if n := count(t, store, `SELECT count(*) FROM pg_attribute WHERE attrelid = $1::text::regclass AND attname = $2 AND attstattarget = 0`, table.Name, c.Name); n != 1 {
				t.Errorf("the planner samples %s.%s: give it no statistics, as migration 25 does", table.Name, c.Name)
			}
		}
	}
	if looked < 20 {
		t.Errorf("%d columns are looked at", looked)
	}
}

// Whoever adds a column says what it holds, how it lies there and what lets it go: in processing.json, with the migration.
func TestEveryColumnSaysWhatItHolds(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	tables, err := store.Processing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		if table.Of == "" || table.Purpose == "" || table.Basis == "" || table.Comment == "" {
			t.Errorf("%s does not say whom it is about, for what purpose and on what basis", table.Name)
		}
		for _, c := range table.Columns {
			sealed := c.Rest == "case_key" || c.Rest == "master_key"
			if c.Class == "content" && !sealed {
				t.Errorf("%s.%s holds what was said, and lies there %s", table.Name, c.Name, c.Rest)
			}
			if c.Class == "identity" && !sealed && c.Until != "account" {
				t.Errorf("%s.%s says who somebody is, and lies there %s", table.Name, c.Name, c.Rest)
			}
			if sealed && c.Type != "bytea" && c.Type != "text" && c.Type != "jsonb" {
				t.Errorf("%s.%s cannot be sealed: it is %s", table.Name, c.Name, c.Type)
			}
		}
	}
	if err := store.Exec(t.Context(), `ALTER TABLE contact ADD COLUMN favourite_colour text`); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Processing(t.Context()); err == nil || !strings.Contains(err.Error(), "contact.favourite_colour") {
		t.Errorf("a column that says nothing: %v", err)
	}
	if err := store.Exec(t.Context(), `ALTER TABLE contact DROP COLUMN favourite_colour, DROP COLUMN rev`); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Processing(t.Context()); err == nil || !strings.Contains(err.Error(), "contact.rev, which the schema does not have") {
		t.Errorf("a column that is not there: %v", err)
	}
}
