package sql

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// patience bounds how long others wait behind the rewriting of a table for somebody who is still in it.
const patience = `-- name: patience
SET lock_timeout = '2s'`

// rewriteTable copies what a table has into a new file and does away with the old one. What was deleted or overwritten, and lay on in the old
// one's pages, is not copied.
const rewriteTable = `-- name: rewriteTable
VACUUM FULL `

// selectForeign finds tables that are not this role's: to rewrite one of them does nothing, and is no error to PostgreSQL.
const selectForeign = `-- name: selectForeign
SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($1) AND NOT pg_has_role(relowner, 'USAGE'))`

// ErrNotOwner says that the role does not own the tables.
var ErrNotOwner = errors.New("this role does not own the tables")

// rewriteTries is how often a table is asked for that others are in.
const rewriteTries = 60

// Rewrite rids the database's own files of what was let go: the unreadable remains of what was sealed, and codes and keyed hashes, which are
// readable. Nobody but the owner can, and vacuum alone does not: it makes room in the pages and leaves what stood there. Screens and
// journal wait for each table while it is written, so it is for a quiet hour.
func (o *Owner) Rewrite(ctx context.Context) error {
	tables, err := emptied()
	if err == nil {
		err = o.pool.AcquireFunc(ctx, func(conn *pgxpool.Conn) error { return rewrite(ctx, conn.Hijack(), tables) })
	}
	if err != nil {
		return fmt.Errorf("write the tables anew: %w", err)
	}
	return nil
}

// rewrite ends the connection, whose settings are its own.
func rewrite(ctx context.Context, conn *pgx.Conn, tables []string) error {
	defer conn.Close(context.WithoutCancel(ctx))
	var foreign bool
	if err := conn.QueryRow(ctx, selectForeign, tables).Scan(&foreign); err != nil {
		return err
	}
	if foreign {
		return ErrNotOwner
	}
	if _, err := conn.Exec(ctx, patience); err != nil {
		return err
	}
	for _, table := range tables {
		if err := rewriteOne(ctx, conn, table); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	return nil
}

func rewriteOne(ctx context.Context, conn *pgx.Conn, table string) (err error) {
	query := rewriteTable + pgx.Identifier{table}.Sanitize()
	for range rewriteTries {
		_, err = conn.Exec(ctx, query)
		// 55P03: somebody is in it. Who waited meanwhile goes first, and it is asked for again.
		if busy := new(pgconn.PgError); !errors.As(err, &busy) || busy.Code != "55P03" {
			return err
		}
	}
	return fmt.Errorf("others are in it all the time, do it again in a quieter hour: %w", err)
}

// emptied lists the tables of which something is let go.
func emptied() (tables []string, err error) {
	described, err := readProcessing()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(described.Tables)) {
		for _, c := range described.Tables[name].Columns {
			if LetGo(c.Until) {
				tables = append(tables, name)
				break
			}
		}
	}
	return tables, nil
}

// LetGo tells whether what lies in a column goes before the system does: it has a retention class, or an end that its author gave it.
func LetGo(until string) bool { return until == "approach" || Untils[until] == "" }
