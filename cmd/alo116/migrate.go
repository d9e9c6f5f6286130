package main

import (
	"context"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"alo116/sql"
)

// ownerSettings say how the database is reached by the service and by who owns it.
type ownerSettings struct {
	DatabaseURL string `name:"database-url" env:"ALO116_DATABASE_URL" placeholder:"postgres://…" help:"Where PostgreSQL is, as the service signs in there."`
	OwnerURL    string `name:"owner-url" env:"ALO116_OWNER_URL" placeholder:"postgres://…" help:"The same database, as the role that owns it. The service never has it."`
}

// migrateCommand brings the database to this version's shape.
type migrateCommand struct{ ownerSettings }

// Help is shown by 'alo116 migrate --help'.
func (migrateCommand) Help() string {
	return `Running it twice is harmless. The service's role is given what it needs, and what it does not need is taken from it: it can
neither change what was written of who did what nor the tables themselves. deploy/postgresql/roles.sql makes both roles. Examples:

  ALO116_DATABASE_URL=postgres://alo116@/alo116?host=/run/postgresql \
  ALO116_OWNER_URL=postgres://alo116_owner@/alo116?host=/run/postgresql alo116 migrate

Without an owner's address the service's role owns its tables. That works, and the log says what it costs.`
}

// Run migrates.
func (m *migrateCommand) Run(ctx context.Context, term stdio) error {
	owner, role, err := m.open(ctx)
	if err != nil {
		return err
	}
	defer owner.Close()
	apart, err := owner.Migrate(ctx, role)
	if err != nil {
		return err
	}
	if !apart {
		fmt.Fprintln(term.err, "Warning: "+ownsItsTables)
	}
	_, err = fmt.Fprintln(term.out, "The database is up to date.")
	return err
}

// ownsItsTables is what one role for both costs.
const ownsItsTables = "the service's role owns its tables, so whoever breaks into the service can change its history: " +
	"make a second role by deploy/postgresql/roles.sql, and give 'alo116 migrate' its address as ALO116_OWNER_URL"

// open connects as the owner, and names the service's role; none if there is but one address.
func (m ownerSettings) open(ctx context.Context) (owner *sql.Owner, role string, err error) {
	if err := (databaseSettings{DatabaseURL: m.DatabaseURL}).validate(); err != nil {
		return nil, "", err
	}
	address := m.DatabaseURL
	if m.OwnerURL != "" {
		if err := checkDatabaseAddress(m.OwnerURL); err != nil {
			return nil, "", fmt.Errorf("ALO116_OWNER_URL: %w", err)
		}
		if role, err = sql.RoleOf(m.DatabaseURL); err != nil {
			return nil, "", fmt.Errorf("ALO116_DATABASE_URL: %w", err)
		}
		address = m.OwnerURL
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if owner, err = sql.OpenOwner(ctx, address); err != nil {
		return nil, "", fmt.Errorf("%s: %w", ownerSetting(m.OwnerURL), err)
	}
	return owner, role, nil
}

func ownerSetting(url string) string {
	if url == "" {
		return "ALO116_DATABASE_URL"
	}
	return "ALO116_OWNER_URL"
}

// openStore connects to the database with the keys, or tells in one sentence why not.
func (s databaseSettings) openStore(ctx context.Context, log zerolog.Logger) (*sql.Store, *sql.Keys, error) {
	if err := s.validate(); err != nil {
		return nil, nil, err
	}
	keys, err := s.keys()
	if err != nil {
		return nil, nil, err
	}
	address, err := s.address()
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	store, err := sql.Open(ctx, address, keys, log)
	if err != nil {
		return nil, nil, fmt.Errorf("ALO116_DATABASE_URL: %w", err)
	}
	if file := s.anchorFile(); file != "" {
		store.KeepAnchors(file)
	}
	return store, keys, nil
}

// checkDatabase tells whether the database has this version's shape.
func checkDatabase(ctx context.Context, store *sql.Store) error {
	have, want, err := store.Version(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("the database does not answer (%w): start PostgreSQL, or correct ALO116_DATABASE_URL", err)
	case have < want:
		return fmt.Errorf("the database is at version %d and this program needs %d: run 'alo116 migrate'", have, want)
	case have > want:
		return fmt.Errorf("the database is at version %d, newer than this program's %d: install the newer alo116", have, want)
	}
	return nil
}
