package main

import (
	"context"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"alo116/sql"
)

// migrateCommand brings the database to this version's shape.
type migrateCommand struct {
	databaseSettings
}

// Help is shown by 'alo116 migrate --help'.
func (migrateCommand) Help() string {
	return `Running it twice is harmless. Example:

  ALO116_DATABASE_URL=postgres://alo116@localhost/alo116 ALO116_KEY_FILE=keys.json alo116 migrate`
}

// Run migrates.
func (m *migrateCommand) Run(ctx context.Context, term stdio) error {
	store, _, err := m.openStore(ctx, zerolog.Nop())
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	_, err = fmt.Fprintln(term.out, "The database is up to date.")
	return err
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
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	store, err := sql.Open(ctx, s.DatabaseURL, keys, log)
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
