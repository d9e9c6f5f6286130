package sql_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"

	"alo116/sql"
)

// tellsWhatIsReadable holds testdata/readable.txt: each column that tells anything of a child's stay to whoever has the database and no key, in a
// backup from before the purge and in the live database after it. A new column fails it until somebody decided.
func (w *world) tellsWhatIsReadable(s stay, back *past, tables []sql.Table) {
	w.t.Helper()
	before, after := back.readable(s, tables), w.readable(s, tables)
	text, err := os.ReadFile("testdata/readable.txt")
	if err != nil {
		w.t.Fatal(err)
	}
	told := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 2 && !strings.HasPrefix(line, "#") {
			told[words[0]] = words[1]
		}
	}
	for column := range before {
		where := map[bool]string{true: "stays", false: "backup"}[after[column]]
		if told[column] != where {
			w.t.Errorf("%s: %s, and testdata/readable.txt says %q: decide", column, where, told[column])
		}
		delete(told, column)
	}
	for column := range after {
		if !before[column] && told[column] != "after" {
			w.t.Errorf("%s: after, and testdata/readable.txt says %q: decide", column, told[column])
		}
		if !before[column] {
			delete(told, column)
		}
	}
	for _, table := range tables {
		for _, column := range table.Columns {
			name := table.Name + "." + column.Name
			if strings.HasPrefix(table.Of, "children") && isReadable(column) && !before[name] && !after[name] && told[name] != "never" {
				w.t.Errorf("%s holds nothing of the stay, so nobody sees what becomes of it", name)
			}
		}
	}
	for column, where := range told {
		if where == "never" && !before[column] && !after[column] {
			continue
		}
		w.t.Errorf("%s is not readable anywhere, and testdata/readable.txt says %q", column, where)
	}
}

// hasEverything puts something into each column of a stay that had nothing in it, so that it is seen what becomes of it.
func (w *world) hasEverything(s stay) {
	w.t.Helper()
	for _, statement := range []string{
		`UPDATE child_case SET risk = 'high', place = 'al_01', category = 'vio', values = '{"risk_level": "high"}', follow_up = '2031-07-19' WHERE id = $1::uuid AND $2::uuid IS NOT NULL AND $3::uuid IS NOT NULL`,
		`UPDATE referral SET agency = gen_random_uuid(), agency_rev = 1, kind = 'njmf', grounds = '{neglect}', method = 'phone', shared = '{name}', consent = 'yes', consulted = $3,
			consulted_at = made_at, due = '2031-07-19', child_told = 'yes', state = 'sent', sent_at = made_at, sent_by = $3 WHERE child_case = $1 AND $2::uuid IS NOT NULL`,
		`INSERT INTO contact_referral (contact, item, child_case, referral, said) SELECT $2, 'r1', $1, id, 'sent' FROM referral WHERE child_case = $1 AND $3::uuid IS NOT NULL`,
		`INSERT INTO task (contact, kind, due, done_at, done_by, outcome) SELECT $2, 'follow_up', now(), now(), $3, 'done' WHERE $1::uuid IS NOT NULL`,
		`UPDATE call SET menu_at = arrived_at, choice = 'child' WHERE id = (SELECT call FROM contact WHERE id = $2) AND $1::uuid IS NOT NULL AND $3::uuid IS NOT NULL`,
		`UPDATE document SET looked = 'ClamAV 1/1', locked_at = made_at WHERE child_case = $1 AND $2::uuid IS NOT NULL AND $3::uuid IS NOT NULL`,
		`INSERT INTO called_back (call, contact, agent) SELECT 'out-1', $2, $3 WHERE $1::uuid IS NOT NULL`,
	} {
		if err := w.store.ExecUnruled(w.t.Context(), statement, s.home.ID, s.contact.ID, w.mira.ID); err != nil {
			w.t.Fatal(err)
		}
	}
}

// readable are the columns of rows about a stay that hold anything which no key is needed for.
func (p *past) readable(s stay, tables []sql.Table) map[string]bool {
	p.t.Helper()
	found, ids := map[string]bool{}, []string{s.contact.ID, s.entered.ID, s.home.ID, string(s.contact.Call)}
	for seen := 0; seen < len(ids); { // a part of the case has parts of its own
		seen = len(ids)
		for _, table := range tables {
			for _, row := range p.rowsAbout(table.Name, ids) {
				for _, column := range table.Columns {
					if tells(row[column.Name]) && isReadable(column) {
						found[table.Name+"."+column.Name] = true
					}
				}
				if id, is := row["id"].(string); is && !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
	}
	return found
}

func isReadable(c sql.Column) bool { return c.Rest == "plain" || c.Rest == "keyed_hash" }

func tells(value any) bool {
	switch v := value.(type) {
	case nil, bool:
		return v == true
	case string:
		return v != ""
	case map[string]any:
		return len(v) > 0
	case []any:
		return len(v) > 0
	}
	return true
}

// rowsAbout are the rows of a table that name one of some things.
func (p *past) rowsAbout(table string, ids []string) (rows []map[string]any) {
	p.t.Helper()
	var names []string
	for _, id := range ids {
		names = append(names, `\m`+regexp.QuoteMeta(id)+`\M`)
	}
	var text []byte
	err := p.store.AdminRow(p.t.Context(), p.t, `SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM `+table+` t WHERE to_jsonb(t)::text ~ $1`, strings.Join(names, "|")).Scan(&text)
	if err == nil {
		err = json.Unmarshal(text, &rows)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return rows
}
