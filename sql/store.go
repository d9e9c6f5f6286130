package sql

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"alo116/sql/audit"
	"alo116/sql/casework"
)

// ErrNotFound says that what was asked for is not there.
var ErrNotFound = errors.New("not found")

// Store is the database and the keys that protect what goes there. It may be used by many goroutines.
type Store struct {
	pool    *pgxpool.Pool
	keys    *Keys
	log     zerolog.Logger
	ours    atomic.Bool   // the keyring is known to be this database's
	anchors *audit.Keeper // nil: this program does not anchor the audit trail
	prefix  string        // of the codes of new cases
	life    string        // names this one among those that work with the keys
}

// connections is enough for the screens of a helpline beside the journal, unless the address says
// otherwise with pool_max_conns.
const connections = 10

// Open connects to Postgres at url and fails if it does not answer.
func Open(ctx context.Context, url string, keys *Keys, log zerolog.Logger) (*Store, error) {
	return open(ctx, url, keys, log, nil)
}

func open(ctx context.Context, url string, keys *Keys, log zerolog.Logger, tracer pgx.QueryTracer) (*Store, error) {
	if keys == nil {
		return nil, errors.New("open the database: no keys given")
	}
	pool, err := openPool(ctx, url, tracer)
	if err != nil {
		return nil, err
	}
	return &Store{pool: pool, keys: keys, log: log, prefix: casework.Prefix, life: uuid.NewString()}, nil
}

// openPool connects, and fails if Postgres does not answer.
func openPool(ctx context.Context, url string, tracer pgx.QueryTracer) (*pgxpool.Pool, error) {
	config, err := poolConfig(url, tracer)
	if err != nil {
		return nil, fmt.Errorf("the database address is not one PostgreSQL understands: %w", err)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("the database does not answer (start PostgreSQL, or correct its address): %w", err)
	}
	return pool, nil
}

func poolConfig(url string, tracer pgx.QueryTracer) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = connections
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = 3 * time.Second
	}
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "alo116"
	}
	config.ConnConfig.Tracer = tracer
	config.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		conn.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID,
			Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}})
		return nil
	}
	return config, nil
}

// Ping tells whether Postgres answers.
func (s *Store) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

// Close ends all connections, after the queries under way.
func (s *Store) Close() { s.pool.Close() }

// in runs work in one transaction, and anchors what it added to the audit trail.
func (s *Store) in(ctx context.Context, work func(pgx.Tx) error) error {
	within := new(transaction)
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		within.Tx = tx
		return work(within)
	})
	if err == nil {
		s.anchored(within.anchor)
	}
	return err
}

// found turns "no rows" into ErrNotFound.
func found(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
