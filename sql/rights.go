package sql

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
)

// right is one thing that the service's role may do with a table: a verb, for an update perhaps with the only columns it may touch.
var right = regexp.MustCompile(`^(SELECT|INSERT|DELETE|UPDATE( \([a-z_]+(, [a-z_]+)*\))?)$`)

// undecided is what the service may do with a table of which sql/processing.json does not say it: enough to work with it until the test
// that finds such tables is heeded.
var undecided = []string{"SELECT", "INSERT", "UPDATE", "DELETE"}

// lockRights makes those who share rights at the same time do it one after the other.
const lockRights = `-- name: lockRights
SELECT pg_advisory_xact_lock(116, 18)`

const selectOwner = `-- name: selectOwner
SELECT current_user = $1, EXISTS (SELECT FROM pg_roles WHERE rolname = $1), current_database()`

const selectTables = `-- name: selectTables
SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname`

// selectDeeds finds the functions that work with their owner's rights: each does one thing that the service may not do by itself.
const selectDeeds = `-- name: selectDeeds
SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1`

// share takes from everybody what they may do in the database, and gives the service's role what sql/processing.json says.
func (o *Owner) share(ctx context.Context, service string) (apart bool, err error) {
	if service == "" {
		return false, nil
	}
	err = pgx.BeginFunc(ctx, o.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockRights); err != nil {
			return err
		}
		var same, there bool
		var database string
		if err := tx.QueryRow(ctx, selectOwner, service).Scan(&same, &there, &database); err != nil || same {
			return err
		}
		if apart = there; !there {
			return errors.New("there is no such role: make it, as deploy/postgresql/roles.sql does")
		}
		return shareTables(ctx, tx, pgx.Identifier{service}.Sanitize(), pgx.Identifier{database}.Sanitize())
	})
	return apart && err == nil, err
}

func shareTables(ctx context.Context, tx pgx.Tx, service, database string) error {
	described, err := readProcessing()
	if err != nil {
		return err
	}
	tables, err := names(ctx, tx, selectTables)
	if err != nil {
		return err
	}
	deeds, err := names(ctx, tx, selectDeeds)
	if err != nil {
		return err
	}
	query := shareHouse(service, database)
	for _, deed := range deeds {
		query += fmt.Sprintf("GRANT EXECUTE ON FUNCTION %s TO %s;\n", deed, service)
	}
	for _, table := range tables {
		may, err := described.may(table)
		if err != nil {
			return err
		}
		query += fmt.Sprintf("GRANT %s ON public.%s TO %s;\n", strings.Join(may, ", "), pgx.Identifier{table}.Sanitize(), service)
	}
	_, err = tx.Exec(ctx, query)
	return err
}

func names(ctx context.Context, tx pgx.Tx, query string) ([]string, error) {
	rows, _ := tx.Query(ctx, query)
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// shareHouse takes all from everybody; whoever else may look into the database is told so by name, after a migration too.
func shareHouse(service, database string) string {
	return strings.NewReplacer("SERVICE", service, "DATABASE_NAME", database).Replace(`-- name: shareHouse
REVOKE ALL ON DATABASE DATABASE_NAME FROM PUBLIC, SERVICE;
REVOKE ALL ON SCHEMA public FROM PUBLIC, SERVICE;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, SERVICE;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, SERVICE;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, SERVICE;
GRANT CONNECT ON DATABASE DATABASE_NAME TO SERVICE;
GRANT USAGE ON SCHEMA public TO SERVICE;
`)
}

// may gives what the service may do with a table.
func (p *processing) may(table string) ([]string, error) {
	may := p.Tables[table].Service
	if len(may) == 0 {
		return undecided, nil
	}
	for _, r := range may {
		if !right.MatchString(r) {
			return nil, fmt.Errorf("sql/processing.json gives the service %q on %s, which is no right", r, table)
		}
	}
	return may, nil
}

const selectTooMuch = `-- name: selectTooMuch
SELECT (SELECT rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = current_user)
    OR has_schema_privilege('public', 'CREATE')
    OR EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'USAGE'))`

// TooMuch tells whether the role that this program works as may do more than it needs: it owns the tables, or could.
func (s *Store) TooMuch(ctx context.Context) (bool, error) {
	var tooMuch bool
	if err := s.pool.QueryRow(ctx, selectTooMuch).Scan(&tooMuch); err != nil {
		return false, fmt.Errorf("ask what the database lets us do: %w", err)
	}
	return tooMuch, nil
}

// Rights is the file that says what the service may do in the database.
func Rights() string { return string(processingText) }

// RoleOf gives the role as which a database's address signs in.
func RoleOf(url string) (string, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return "", fmt.Errorf("the database address is not one PostgreSQL understands: %w", err)
	}
	return config.User, nil
}
