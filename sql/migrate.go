package sql

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations are the numbered SQL files that make the schema, each carried out once and never
// edited after it was merged.
func Migrations() fs.FS {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	return files
}

// Owner is the database as its owner has it: it may change the shape of what is kept, and needs no key.
type Owner struct{ pool *pgxpool.Pool }

// OpenOwner connects to Postgres at url, whose role owns the database, and fails if it does not answer.
func OpenOwner(ctx context.Context, url string) (*Owner, error) { return openOwner(ctx, url, nil) }

func openOwner(ctx context.Context, url string, tracer pgx.QueryTracer) (*Owner, error) {
	pool, err := openPool(ctx, url, tracer)
	if err != nil {
		return nil, err
	}
	return &Owner{pool}, nil
}

// Close ends its connections.
func (o *Owner) Close() { o.pool.Close() }

// Migrate brings the schema to this program's version, one transaction for each file, and gives the role of the service what it needs
// there and nothing else. Several may do it at once: an advisory lock lets one of them. It tells whether that role is another than the
// owner; if not, or if none is named, everything stays the owner's, who may do anything.
func (o *Owner) Migrate(ctx context.Context, service string) (apart bool, err error) {
	if err := o.up(ctx); err != nil {
		return false, fmt.Errorf("migrate the database: %w", err)
	}
	if apart, err = o.share(ctx, service); err != nil {
		return false, fmt.Errorf("give the role %q its rights: %w", service, err)
	}
	return apart, nil
}

func (o *Owner) up(ctx context.Context) error {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120)) // look every second, for two minutes
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(o.pool)
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, Migrations(),
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true), goose.WithTableName("schema_version"))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

const selectVersion = `-- name: selectVersion
SELECT coalesce(max(version_id), 0) FROM schema_version WHERE is_applied`

// Version gives the schema's version as it is and as this program needs it.
func (s *Store) Version(ctx context.Context) (have, want int64, err error) {
	if want, err = newest(); err != nil {
		return 0, 0, err
	}
	err = s.pool.QueryRow(ctx, selectVersion).Scan(&have)
	// 42P01, 42501: there is nothing, or nothing yet that this role may see; a migration mends both.
	if unseen := new(pgconn.PgError); errors.As(err, &unseen) && (unseen.Code == "42P01" || unseen.Code == "42501") {
		return 0, want, nil
	}
	if err != nil {
		return 0, 0, fmt.Errorf("read the schema's version: %w", err)
	}
	return have, want, nil
}

// newest is the number of the last migration.
func newest() (number int64, err error) {
	files, err := fs.ReadDir(Migrations(), ".")
	if err != nil {
		return 0, err
	}
	return goose.NumericComponent(files[len(files)-1].Name())
}
