package sql

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"alo116/queue"
)

// OpenTraced is Open with a tracer that sees every statement.
func OpenTraced(ctx context.Context, url string, keys *Keys, log zerolog.Logger, tracer pgx.QueryTracer) (*Store, error) {
	return open(ctx, url, keys, log, tracer)
}

// OpenSealed opens what was sealed for a place.
func (k *Keys) OpenSealed(sealed []byte, place string) ([]byte, error) {
	return k.Decrypt(sealed, []byte(place))
}

// WriteEvents writes one batch as the journal does.
func (s *Store) WriteEvents(records []queue.Record) error {
	_, err := s.writeEvents(records, time.Minute)
	return err
}

// Exec runs a statement that only a test needs.
func (s *Store) Exec(ctx context.Context, statement string, args ...any) error {
	_, err := s.pool.Exec(ctx, statement, args...)
	return err
}

// QueryRow runs a query that only a test needs.
func (s *Store) QueryRow(ctx context.Context, query string, args ...any) pgx.Row {
	return s.pool.QueryRow(ctx, query, args...)
}

// URL is the database's address.
func (s *Store) URL() string { return s.pool.Config().ConnString() }

// Until waits until a condition holds; it looks whenever records moved or the state changed.
func (j *Journal) Until(ctx context.Context, holds func() bool) error {
	for {
		j.mu.Lock()
		moved := j.moved
		j.mu.Unlock()
		if holds() {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Stuck tells whether neither Postgres nor the disk takes records.
func (j *Journal) Stuck() bool { return j.is(stuck) == 1 }

// AloneWithRetention does work while no other process carries out retention rules.
func (s *Store) AloneWithRetention(ctx context.Context, work func() error) error {
	return Retention{store: s}.alone(ctx, work)
}
