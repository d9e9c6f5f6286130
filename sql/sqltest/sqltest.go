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
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"alo116/sql"
)

// known is the server's address, also when a test has taken it from its surroundings.
var known atomic.Value

// Server gives the address of the PostgreSQL server for tests, whose user may create databases.
func Server(t testing.TB) string {
	t.Helper()
	if server := os.Getenv("ALO116_TEST_DATABASE_URL"); server != "" {
		known.Store(server)
	}
	server, ok := known.Load().(string)
	if !ok {
		t.Fatal("this test needs a real PostgreSQL: run 'make test', which starts one, " +
			"or set ALO116_TEST_DATABASE_URL to a server whose user may create databases")
	}
	return server
}

// The roles of tests: one owns the databases and migrates them, one works in them as the service does, with its rights.
const owner, service = "alo116_test_owner", "alo116_test_service"

// URL gives the address of a fresh, migrated database, which is dropped after the test, for the role of the service.
func URL(t testing.TB) string {
	t.Helper()
	server := Server(t)
	address := fresh(t, server, template(t, server))
	admin(t, address, `REVOKE ALL ON DATABASE `+name(t, address)+` FROM PUBLIC; GRANT CONNECT ON DATABASE `+name(t, address)+` TO `+service)
	return as(t, address, service)
}

// EmptyURL gives the address of a fresh database with no schema, for its owner.
func EmptyURL(t testing.TB) string {
	t.Helper()
	server := Server(t)
	template(t, server) // makes the roles
	return as(t, fresh(t, server, "template1"), owner)
}

// OwnerURL gives a database's address for its owner instead.
func OwnerURL(t testing.TB, url string) string {
	t.Helper()
	return as(t, url, owner)
}

// ServiceURL gives a database's address for the service's role.
func ServiceURL(t testing.TB, url string) string {
	t.Helper()
	return as(t, url, service)
}

// AdminURL gives a database's address for somebody to whom no rule applies.
func AdminURL(t testing.TB, url string) string {
	t.Helper()
	return database(t, Server(t), name(t, url))
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
	admin(t, AdminURL(t, url), `SET session_replication_role = replica; `+statement)
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
	admin(t, server, `CREATE DATABASE `+name+` OWNER `+owner+` TEMPLATE `+from)
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
		if err := people(ctx, t, conn, server); err != nil {
			return err
		}
		return build(ctx, t, conn, server, name)
	})
	return name
}

// people makes the roles, with the password of the server's address.
func people(ctx context.Context, t testing.TB, conn *pgx.Conn, server string) error {
	t.Helper()
	password, _ := parsed(t, server).User.Password()
	for _, role := range []string{owner, service} {
		var there bool
		err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, role).Scan(&there)
		if err == nil && !there {
			_, err = conn.Exec(ctx, `CREATE ROLE `+role+` LOGIN`)
		}
		if err == nil {
			_, err = conn.Exec(ctx, `ALTER ROLE `+role+` PASSWORD '`+strings.ReplaceAll(password, "'", "''")+`'`)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// build migrates under another name, so that a template that exists is a finished one.
func build(ctx context.Context, t testing.TB, conn *pgx.Conn, server, name string) error {
	draft := name + "_draft"
	if _, err := conn.Exec(ctx, `DROP DATABASE IF EXISTS `+draft+` WITH (FORCE)`); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, `CREATE DATABASE `+draft+` OWNER `+owner); err != nil {
		return err
	}
	who, err := sql.OpenOwner(ctx, as(t, database(t, server, draft), owner))
	if err != nil {
		return err
	}
	_, err = who.Migrate(ctx, service)
	who.Close()
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, `ALTER DATABASE `+draft+` RENAME TO `+name)
	return err
}

func fingerprint(t testing.TB) string {
	t.Helper()
	hash := sha256.New()
	hash.Write([]byte(sql.Rights()))
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
	address := parsed(t, server)
	address.Path = "/" + name
	return address.String()
}

// as gives an address for another role, with the same password.
func as(t testing.TB, server, role string) string {
	t.Helper()
	address := parsed(t, server)
	password, _ := address.User.Password()
	address.User = url.UserPassword(role, password)
	return address.String()
}

// name gives the database of an address.
func name(t testing.TB, server string) string {
	t.Helper()
	return strings.TrimPrefix(parsed(t, server).Path, "/")
}

func parsed(t testing.TB, server string) *url.URL {
	t.Helper()
	address, err := url.Parse(server)
	if err != nil || address.Scheme == "" {
		t.Fatalf("ALO116_TEST_DATABASE_URL is not a postgres:// address")
	}
	return address
}
