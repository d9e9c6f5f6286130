package sql

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/agent/form"
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

// OpenOwnerTraced is OpenOwner with a tracer that sees every statement.
func OpenOwnerTraced(ctx context.Context, url string, tracer pgx.QueryTracer) (*Owner, error) {
	return openOwner(ctx, url, tracer)
}

// Migrate migrates as the role that this store works as.
func (s *Store) Migrate(ctx context.Context) error {
	_, err := (&Owner{s.pool}).Migrate(ctx, "")
	return err
}

// AsService runs a statement with the service's rights.
func (s *Store) AsService(ctx context.Context, statement string, args ...any) error {
	_, err := s.pool.Exec(ctx, statement, args...)
	return err
}

// admins are the connections of tests that go past all rules, one for each store on the tests' own server.
var admins sync.Map

// Exec runs a statement that only a test needs, with all rights where the tests' own server is asked.
func (s *Store) Exec(ctx context.Context, statement string, args ...any) error {
	pool, err := s.admin(ctx)
	if err == nil {
		_, err = pool.Exec(ctx, statement, args...)
	}
	return err
}

// ExecUnruled is Exec past the rules of the tables too, which keep history as it was written.
func (s *Store) ExecUnruled(ctx context.Context, statement string, args ...any) error {
	pool, err := s.admin(ctx)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL session_replication_role = replica`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, statement, args...)
		return err
	})
}

// WithEntry runs a statement with the service's rights, in one transaction with an entry of the audit trail.
func (s *Store) WithEntry(ctx context.Context, a Act, statement string, args ...any) error {
	return s.in(ctx, func(tx pgx.Tx) error {
		if err := s.audited(ctx, tx, a); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, statement, args...)
		return err
	})
}

func (s *Store) admin(ctx context.Context) (*pgxpool.Pool, error) {
	config := s.pool.Config()
	if pool, ok := admins.Load(s); ok {
		return pool.(*pgxpool.Pool), nil
	}
	switch config.ConnConfig.User {
	case "alo116_test_service":
		server, err := pgx.ParseConfig(os.Getenv("ALO116_TEST_DATABASE_URL"))
		if err != nil {
			return nil, err
		}
		config.ConnConfig.User, config.ConnConfig.Password, config.MaxConns = server.User, server.Password, 2
	case "alo116": // in a server of the test's own
		config.ConnConfig.User = "postgres"
	default:
		return s.pool, nil
	}
	made, err := pgxpool.NewWithConfig(context.WithoutCancel(ctx), config)
	if err != nil {
		return nil, err
	}
	pool, there := admins.LoadOrStore(s, made)
	if there {
		made.Close()
	}
	return pool.(*pgxpool.Pool), nil
}

// AdminRow is QueryRow with the rights of Exec.
func (s *Store) AdminRow(ctx context.Context, t testing.TB, query string, args ...any) pgx.Row {
	t.Helper()
	pool, err := s.admin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return pool.QueryRow(ctx, query, args...)
}

// Inside does work while a transaction stands open in which a query was made.
func (s *Store) Inside(ctx context.Context, query string, work func()) error {
	return s.in(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, query)
		if err == nil {
			work()
		}
		return err
	})
}

// Waited tells whether somebody in this database waits for a lock, for a statement that has that in it.
func (s *Store) Waited(ctx context.Context, t testing.TB, part string) (waits bool) {
	t.Helper()
	err := s.AdminRow(ctx, t, `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND strpos(query, $1) > 0)`, part).Scan(&waits)
	if err != nil {
		t.Fatal(err)
	}
	return waits
}

// CloseAll ends all connections, the test's own as well.
func (s *Store) CloseAll() {
	if pool, ok := admins.LoadAndDelete(s); ok {
		pool.(*pgxpool.Pool).Close()
	}
	s.Close()
}

// CloseAdmins ends what a store that was used after its end, or closed otherwise, has left.
func CloseAdmins() {
	admins.Range(func(store, _ any) bool {
		store.(*Store).CloseAll()
		return true
	})
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

// Box seals and opens what belongs to one contact.
type Box = tink.AEAD

// BoxOf gives a contact's box.
func (s *Store) BoxOf(ctx context.Context, t testing.TB, contact string) Box {
	t.Helper()
	var key *string
	if err := s.pool.QueryRow(ctx, selectVaultKey, contact).Scan(&key); err != nil {
		t.Fatal(err)
	}
	box, err := s.Contacts().box(ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

// ContactPlace is what a contact's seals are bound to.
func ContactPlace(contact, field string) []byte { return contactPlace(contact, field) }

// InVault runs a statement as the vault does.
func (s *Store) InVault(ctx context.Context, statement string) error {
	return s.in(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, openVault); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, statement)
		return err
	})
}

// BreakAt gives a context that ends before the n-th statement that is sent with it; steps tells how many there were.
func (s *Store) BreakAt(ctx context.Context, n int) (broken context.Context, steps func() int) {
	broken, cancel := context.WithCancel(ctx)
	c := &countdown{at: n, cancel: cancel}
	return context.WithValue(broken, countdownKey{}, c), func() int { return c.seen }
}

type countdown struct {
	at, seen int
	cancel   context.CancelFunc
}

type countdownKey struct{}

// Step counts a statement, and ends the context before the n-th.
func Step(ctx context.Context) {
	if c, ok := ctx.Value(countdownKey{}).(*countdown); ok {
		if c.seen++; c.seen == c.at {
			c.cancel()
		}
	}
}

// Keys gives the store's keys.
func (s *Store) Keys() *Keys { return s.keys }

// OldContact begins a contact as it was before the vault.
func (s *Store) OldContact(ctx context.Context, t testing.TB, call queue.CallID, agent queue.AgentID) (id string) {
	t.Helper()
	id = uuid.NewString()
	if _, err := s.pool.Exec(ctx, insertContact, id, call, agent, form.Latest, nil, nil); err != nil {
		t.Fatal(err)
	}
	return id
}

// SealedChange opens a change of a contact's history.
func (s *Store) SealedChange(ctx context.Context, t testing.TB, contact string, rev int) []byte {
	t.Helper()
	var field, sealed string
	if err := s.pool.QueryRow(ctx, `SELECT field, sealed FROM contact_change WHERE contact = $1 AND rev = $2`, contact, rev).Scan(&field, &sealed); err != nil {
		t.Fatal(err)
	}
	text, err := unsealText(s.BoxOf(ctx, t, contact), contact, field, sealed)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// WriteRefused keeps a record as one that broke a rule.
func (s *Store) WriteRefused(r queue.Record) error { return s.keepRefused(&r, "23514", time.Minute) }

// RewrapKeys is the part of Rewrap that concerns the keyring.
func (s *Store) RewrapKeys(ctx context.Context) error {
	if err := s.keys.Refresh(); err != nil {
		return err
	}
	_, err := s.keys.rewrapAll(ctx, s.keys.ring)
	return err
}

// Each runs a query that only a test needs.
func (s *Store) Each(ctx context.Context, query string, do func(pgx.Rows) error) error {
	rows, err := s.pool.Query(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// ByID is a contact, a forgotten one too, which no call leads to any more.
func (t Contacts) ByID(ctx context.Context, id string) (form.Contact, error) {
	found, err := t.list(ctx, selectContactByID, id)
	if err == nil && len(found) != 1 {
		err = ErrNotFound
	}
	if err != nil {
		return form.Contact{}, err
	}
	return found[0], nil
}
