// Package sqltest gives each test a real, empty PostgreSQL database of its own, and never skips a test
// for the lack of one.
package sqltest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"alo116/sql"
)

// Server gives the address of the PostgreSQL server for tests, whose user may create databases.
func Server(t testing.TB) string {
	t.Helper()
	server := os.Getenv("ALO116_TEST_DATABASE_URL")
	if server == "" {
		t.Fatal("this test needs a real PostgreSQL: run 'make test', which starts one, " +
			"or set ALO116_TEST_DATABASE_URL to a server whose user may create databases")
	}
	return server
}

// URL gives the address of a fresh, migrated database, which is dropped after the test.
func URL(t testing.TB) string {
	t.Helper()
	server := Server(t)
	return fresh(t, server, template(t, server))
}

// EmptyURL gives the address of a fresh database with no schema.
func EmptyURL(t testing.TB) string {
	t.Helper()
	return fresh(t, Server(t), "template1")
}

// New opens a fresh, migrated database with fresh keys, and closes it after the test.
func New(t testing.TB) *sql.Store {
	t.Helper()
	store, err := sql.Open(context.Background(), URL(t), Keys(t), zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store
}

// Exec changes a database as somebody who owns it can, past all of its own rules for what is kept.
func Exec(t testing.TB, url, statement string) {
	t.Helper()
	admin(t, url, `SET session_replication_role = replica; `+statement)
}

// Keys gives fresh keys for Albanian numbers, with a keyring of the test's own.
func Keys(t testing.TB) *sql.Keys {
	t.Helper()
	keys, err := sql.NewKeys("AL")
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.UseKeyring(t.TempDir(), ""); err != nil {
		t.Fatal(err)
	}
	return keys
}

func fresh(t testing.TB, server, from string) string {
	t.Helper()
	name := "alo116_test_" + strings.ToLower(rand.Text())
	admin(t, server, `CREATE DATABASE `+name+` TEMPLATE `+from)
	t.Cleanup(func() { admin(t, server, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`) })
	return database(t, server, name)
}

// template makes, once for each state of the migrations, a migrated database that others are copied
// from, which is much faster than migrating each.
func template(t testing.TB, server string) string {
	t.Helper()
	name := "alo116_template_" + fingerprint(t)
	withAdmin(t, server, func(ctx context.Context, conn *pgx.Conn) error {
		if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(116, 2)`); err != nil {
			return err
		}
		var ready bool
		err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&ready)
		if err != nil || ready {
			return err
		}
		return build(ctx, t, conn, server, name)
	})
	return name
}

// build migrates under another name, so that a template that exists is a finished one.
func build(ctx context.Context, t testing.TB, conn *pgx.Conn, server, name string) error {
	draft := name + "_draft"
	if _, err := conn.Exec(ctx, `DROP DATABASE IF EXISTS `+draft+` WITH (FORCE)`); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, `CREATE DATABASE `+draft); err != nil {
		return err
	}
	store, err := sql.Open(ctx, database(t, server, draft), Keys(t), zerolog.Nop())
	if err != nil {
		return err
	}
	err = store.Migrate(ctx)
	store.Close()
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, `ALTER DATABASE `+draft+` RENAME TO `+name)
	return err
}

func fingerprint(t testing.TB) string {
	t.Helper()
	hash := sha256.New()
	err := fs.WalkDir(sql.Migrations(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(sql.Migrations(), path)
		hash.Write([]byte(path))
		hash.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

func admin(t testing.TB, server, statement string) {
	t.Helper()
	withAdmin(t, server, func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, statement)
		return err
	})
}

func withAdmin(t testing.TB, server string, do func(context.Context, *pgx.Conn) error) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatalf("connect to ALO116_TEST_DATABASE_URL: %v", err)
	}
	defer conn.Close(ctx)
	if err := do(ctx, conn); err != nil {
		t.Fatal(err)
	}
}

// database gives the server's address with another database in it.
func database(t testing.TB, server, name string) string {
	t.Helper()
	address, err := url.Parse(server)
	if err != nil || address.Scheme == "" {
		t.Fatalf("ALO116_TEST_DATABASE_URL is not a postgres:// address")
	}
	address.Path = "/" + name
	return address.String()
}
