package sql_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"alo116/sql"
	"alo116/sql/sqltest"
)

// forbidden is what the service never needs to do, and who breaks into it would like to.
var forbidden = []string{
	`UPDATE audit SET actor = 'somebody else'`, `UPDATE audit SET node = mac`, `DELETE FROM audit`, `TRUNCATE audit`,
	`UPDATE contact_change SET agent = agent`, `UPDATE contact_change SET value = NULL`, `UPDATE contact_change SET sealed = NULL`, `UPDATE case_event SET sealed = NULL`, `DELETE FROM contact_change`, `TRUNCATE contact_change`,
	`UPDATE call_event SET reason = 'down'`, `DELETE FROM call_event`, `TRUNCATE call_event`,
	`UPDATE contact SET opened_at = opened_at`, `UPDATE contact SET call = call`, `UPDATE contact SET entered_by = NULL`, `UPDATE contact SET id = id`,
	`UPDATE child_case SET opened_at = opened_at`, `UPDATE child_case SET code = code`, `UPDATE referral SET child_case = child_case`, `UPDATE referral SET made_by = made_by`,
	`UPDATE agency SET name = name`, `DELETE FROM agency`, `UPDATE case_event SET kind = kind`, `DELETE FROM case_event`,
	`UPDATE policy_version SET policy = 'x'`, `DELETE FROM policy_version`, `DELETE FROM alert`, `DELETE FROM contact`, `DELETE FROM person`,
	`DELETE FROM retention_run`, `DELETE FROM retention_rules`, `UPDATE vault SET keyring = gen_random_uuid()`, `DELETE FROM vault`,
	`UPDATE schema_version SET version_id = 0`, `INSERT INTO schema_version (version_id, is_applied) VALUES (999999, true)`,
	`DROP TABLE audit`, `DROP TRIGGER audit_append_only ON audit`, `ALTER TABLE audit DISABLE TRIGGER ALL`, `ALTER TABLE audit DISABLE TRIGGER USER`,
	`ALTER TABLE contact_change DISABLE TRIGGER contact_change_append_only`, `ALTER TABLE audit DROP COLUMN mac`, `ALTER TABLE audit OWNER TO CURRENT_USER`,
	`CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
	`ALTER FUNCTION forget_history(uuid[]) SECURITY INVOKER`, `DROP FUNCTION refuse_change() CASCADE`,
	`CREATE TABLE mine (n int)`, `CREATE TEMPORARY TABLE mine (n int)`, `CREATE VIEW mine AS SELECT 1`, `CREATE SCHEMA mine`,
	`CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'`, `CREATE INDEX mine ON audit (actor)`, `CREATE RULE mine AS ON INSERT TO audit DO INSTEAD NOTHING`,
	`CREATE EXTENSION file_fdw`, `CREATE ROLE mine`, `CREATE DATABASE mine`, `ALTER ROLE CURRENT_USER SUPERUSER`, `SET session_replication_role = replica`,
	`SET ROLE alo116_test_owner`, `ALTER SYSTEM SET log_statement = 'all'`,
	`COPY audit TO PROGRAM 'cat'`, `COPY audit TO '/tmp/audit'`, `SELECT pg_read_file('/etc/hostname')`, `SELECT lo_import('/etc/hostname')`,
}

// The service has no more rights than it needs: what it wrote of who did what, it cannot change, whoever may have got hold of it.
func TestTheServiceCannotChangeHistoryNorTheSchema(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira := person(t, store, "mira")
	contactWithNote(t, store.Contacts(), "call-1", mira.ID)
	act(t, store, "because")
	for _, statement := range forbidden {
		var denied *pgconn.PgError
		err := store.AsService(t.Context(), statement)
		if !errors.As(err, &denied) || denied.Code != "42501" {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if tooMuch, err := store.TooMuch(t.Context()); err != nil || tooMuch {
		t.Errorf("its role may too much: %v, %v", tooMuch, err)
	}
	owner := open(t, sqltest.OwnerURL(t, store.URL()), sqltest.Keys(t))
	if tooMuch, err := owner.TooMuch(t.Context()); err != nil || !tooMuch {
		t.Errorf("the owner's role may too much: %v, %v", tooMuch, err)
	}
}

// What erasure must delete goes by functions of the owner's. Who has taken the service over can mark anything as forgotten; but they delete only
// what the audit trail names in the same transaction, so that whatever goes is known to be gone.
func TestNoHistoryGoesThatTheTrailDoesNotName(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira := person(t, store, "mira")
	c, other := contactWithNote(t, store.Contacts(), "call-1", mira.ID), contactWithNote(t, store.Contacts(), "call-2", mira.ID)
	home := sad(t, store, mira, "")
	steps := func() (n int) {
		return count(t, store, `SELECT (SELECT count(*) FROM contact_change) + (SELECT count(*) FROM case_event)`)
	}
	before := steps()
	const mark, markCase = `UPDATE contact SET sealed = '{}', number_sealed = NULL, forgotten_at = now(), closed_at = clock_timestamp() WHERE id = $1`,
		`UPDATE child_case SET sealed = '{}', place = NULL, forgotten_at = now(), status = 'closed', outcome = 'other', closed_at = clock_timestamp() WHERE id = $1`
	const forget, forgetCase = `SELECT forget_history(ARRAY[$1]::uuid[])`, `SELECT forget_case_history($1)`
	named, namedCase := sql.Act{Action: "contact.forgotten", Object: "contact:" + c.ID}, sql.Act{Action: "case.forgotten", Object: "case:" + home.ID}
	for _, cheat := range []struct {
		how  string
		try  func() error
		fine bool // the statement succeeds, and deletes nothing
	}{
		{"a young one that is not forgotten, named", func() error { return store.WithEntry(t.Context(), named, forget, c.ID) }, true},
		{"begun years ago", func() error {
			return store.AsService(t.Context(), `UPDATE contact SET opened_at = '2000-01-01', closed_at = '2000-01-01' WHERE id = $1`, c.ID)
		}, false},
		{"closed years ago", func() error {
			return store.AsService(t.Context(), `UPDATE contact SET closed_at = '2000-01-01' WHERE id = $1`, c.ID)
		}, false},
		{"marked as forgotten", func() error { return store.AsService(t.Context(), mark, c.ID) }, true},
		{"marked, and asked for", func() error { return store.AsService(t.Context(), forget, c.ID) }, true},
		{"by another's entry", func() error {
			return store.WithEntry(t.Context(), sql.Act{Action: "contact.forgotten", Object: "contact:" + other.ID}, forget, c.ID)
		}, true},
		{"by another act's entry", func() error {
			return store.WithEntry(t.Context(), sql.Act{Action: "contact.opened", Object: "contact:" + c.ID}, forget, c.ID)
		}, true},
		{"a case, marked as forgotten", func() error { return store.AsService(t.Context(), markCase, home.ID) }, true},
		{"a case, asked for", func() error { return store.AsService(t.Context(), forgetCase, home.ID) }, true},
		{"a case, by a contact's entry", func() error { return store.WithEntry(t.Context(), named, forgetCase, home.ID) }, true},
		{"by an entry of before", func() error { return store.AsService(t.Context(), forget, c.ID) }, true},
	} {
		if err := cheat.try(); (err == nil) != cheat.fine {
			t.Errorf("%s: %v", cheat.how, err)
		}
		if now := steps(); now != before {
			t.Fatalf("%s: of %d steps of history %d are left", cheat.how, before, now)
		}
	}
	for of, deed := range map[string]func() error{
		c.ID:    func() error { return store.WithEntry(t.Context(), named, forget, c.ID) },
		home.ID: func() error { return store.WithEntry(t.Context(), namedCase, forgetCase, home.ID) },
	} {
		if err := deed(); err != nil {
			t.Fatal(err)
		}
		if n := count(t, store, `SELECT (SELECT count(*) FROM contact_change WHERE contact = $1) + (SELECT count(*) FROM case_event WHERE child_case = $1 AND kind = 'field')`, of); n != 0 {
			t.Errorf("forgotten and named, it keeps %d steps", n)
		}
	}
	if n := count(t, store, `SELECT count(*) FROM contact_change WHERE contact = $1`, other.ID); n == 0 {
		t.Error("another contact's went with it")
	}
	if report := verified(t, store); len(report.Findings) > 0 {
		t.Errorf("the audit trail: %v", report.Findings)
	}
}

// TestWordsOfHistoryStay: who has taken the service over empties them in no way, nor puts others in their place.
func TestWordsOfHistoryStay(t *testing.T) {
	t.Parallel()
	keys, _ := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	c := called(t, store, keys, "call-1", mira.ID, "+355690000001")
	home := sad(t, store, mira, "")
	words := func() (text string) {
		t.Helper()
		if err := store.QueryRow(t.Context(), `SELECT (SELECT string_agg(coalesce(sealed, '-'), ' ' ORDER BY contact, rev) FROM contact_change) || (SELECT string_agg(coalesce(sealed, '-'), ' ' ORDER BY rev)
			FROM case_event)`).Scan(&text); err != nil {
			t.Fatal(err)
		}
		return text
	}
	before := words()
	const reseal = `SELECT reseal_history($1, ARRAY[1, 2, 3, 4], ARRAY['x', 'x', 'x', 'x'])`
	for how, try := range map[string]func() error{
		"by the owner's function": func() error { return store.AsService(t.Context(), reseal, c.ID) },
		"without its key first": func() error {
			return store.AsService(t.Context(), `UPDATE contact SET vault_key = NULL WHERE id = $1`, c.ID)
		},
		"with another key first": func() error {
			return store.AsService(t.Context(), `UPDATE contact SET vault_key = gen_random_uuid() WHERE id = $1`, c.ID)
		},
		"a case without its key": func() error {
			return store.AsService(t.Context(), `UPDATE child_case SET vault_key = gen_random_uuid() WHERE id = $1`, home.ID)
		},
		"as the vault does": func() error {
			return store.AsService(t.Context(), `WITH open AS (SELECT set_config('alo116.vault', 'on', true)) UPDATE contact_change SET sealed = NULL FROM open`)
		},
		"as another caller": func() error {
			return store.AsService(t.Context(), `WITH open AS (SELECT set_config('alo116.vault', 'on', true)) UPDATE call_event SET caller_key = decode(repeat('00', 36), 'hex') FROM open`)
		},
	} {
		if err := try(); (err == nil) != (how == "by the owner's function") {
			t.Errorf("%s: %v", how, err)
		}
		if after := words(); after != before || !strings.Contains(before, " ") {
			t.Fatalf("%s: %s, and before %s", how, after, before)
		}
	}
	if err := store.AsService(t.Context(), reseal, c.ID); err != nil || words() != before {
		t.Errorf("after all that: %v", err)
	}
}

// Whoever adds a table says what the service may do with it: in sql/processing.json, "service", with the migration. Until then it may
// read and write it, so that nothing stands still but this test.
func TestEveryTableSaysWhatTheServiceMayDo(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	tables, err := store.Processing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		if len(table.Service) == 0 {
			t.Errorf("sql/processing.json does not say what the service may do with %s: give it \"service\", like [\"SELECT\", \"INSERT\"]", table.Name)
		}
		if got := granted(t, store, table.Name); len(table.Service) > 0 && !slices.Equal(got, sorted(table.Service)) {
			t.Errorf("%s: the database gives %q, sql/processing.json %q", table.Name, got, table.Service)
		}
		for _, r := range table.Service {
			verb, _, _ := strings.Cut(r, " ")
			if used("INSERT", table.Name) && !used(verb, table.Name) { // of a table that nothing fills yet nobody knows
				t.Errorf("no statement of this package needs %s on %s", verb, table.Name)
			}
		}
	}
}

// granted gives what the service may do with a table, in the words of sql/processing.json.
func granted(t *testing.T, store *sql.Store, table string) (may []string) {
	t.Helper()
	err := store.Each(t.Context(), fmt.Sprintf(`
		SELECT privilege_type FROM information_schema.table_privileges WHERE table_name = '%[1]s' AND grantee IN (current_user, 'PUBLIC')
		UNION ALL SELECT privilege_type || ' (' || string_agg(column_name, ', ' ORDER BY column_name) || ')'
		FROM information_schema.column_privileges c WHERE table_name = '%[1]s' AND grantee IN (current_user, 'PUBLIC')
		AND NOT EXISTS (SELECT FROM information_schema.table_privileges t WHERE t.table_name = c.table_name AND t.privilege_type = c.privilege_type AND t.grantee = c.grantee)
		GROUP BY privilege_type`, table), func(row pgx.Rows) error {
		var r string
		err := row.Scan(&r)
		may = append(may, r)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sorted(may)
}

// sorted puts rights, and the columns within them, into the alphabet's order.
func sorted(rights []string) (all []string) {
	for _, r := range rights {
		if verb, columns, some := strings.Cut(strings.TrimSuffix(r, ")"), " ("); some {
			names := strings.Split(columns, ", ")
			slices.Sort(names)
			r = verb + " (" + strings.Join(names, ", ") + ")"
		}
		all = append(all, r)
	}
	slices.Sort(all)
	return all
}

// used tells whether the package has a statement that does so with a table.
func used(verb, table string) bool {
	pattern := regexp.MustCompile(map[string]string{"SELECT": `(FROM|JOIN|USING|INTO|UPDATE) `, "INSERT": `INSERT INTO `,
		"UPDATE": `(\bUPDATE |INSERT INTO )`, "DELETE": `DELETE FROM `}[verb] + table + `\b`)
	found := false
	for _, file := range sources() {
		ast.Inspect(file, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
				said, err := strconv.Unquote(text.Value)
				found = found || err == nil && pattern.MatchString(said)
			}
			return !found
		})
	}
	return found
}

// A migration gives the service's role what it is to have, also of tables that nobody described yet, and takes what it should not have.
func TestMigratingSharesTheRightsAnew(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	owner := owning(t, sqltest.OwnerURL(t, store.URL()))
	for _, statement := range []string{`CREATE TABLE later (n int)`, `ALTER TABLE later OWNER TO alo116_test_owner`, `GRANT ALL ON audit TO PUBLIC`,
		`GRANT CREATE ON SCHEMA public TO alo116_test_service`} {
		if err := store.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if apart, err := owner.Migrate(t.Context(), "alo116_test_service"); err != nil || !apart {
		t.Fatalf("apart: %v, %v", apart, err)
	}
	for _, statement := range []string{`INSERT INTO later VALUES (1)`, `UPDATE later SET n = 2`, `DELETE FROM later`} {
		if err := store.AsService(t.Context(), statement); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
	}
	for _, statement := range []string{`TRUNCATE later`, `DELETE FROM audit`, `CREATE TABLE mine (n int)`} {
		if err := store.AsService(t.Context(), statement); err == nil {
			t.Errorf("%s: it was done", statement)
		}
	}
}

func TestOneRoleForBothIsToldAndAMissingOneRefused(t *testing.T) {
	t.Parallel()
	owner := owning(t, sqltest.EmptyURL(t))
	for _, role := range []string{"alo116_test_owner", ""} {
		if apart, err := owner.Migrate(t.Context(), role); err != nil || apart {
			t.Errorf("%q: apart %v, %v", role, apart, err)
		}
	}
	if _, err := owner.Migrate(t.Context(), "alo116_test_nobody"); err == nil || !strings.Contains(err.Error(), "deploy/postgresql/roles.sql") {
		t.Errorf("got %v", err)
	}
	if role, err := sql.RoleOf("postgres://alo116@/alo116?host=/run/postgresql"); err != nil || role != "alo116" {
		t.Errorf("got %q, %v", role, err)
	}
}

func owning(t *testing.T, url string) *sql.Owner {
	t.Helper()
	owner, err := sql.OpenOwnerTraced(context.Background(), url, ran)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(owner.Close)
	return owner
}
