package main

import (
	"context"
	"testing"

	"github.com/rs/zerolog"

	"alo116/queue"
	"alo116/sql"
)

func openStore(t *testing.T, url string, keys *sql.Keys) *sql.Store {
	t.Helper()
	store, err := sql.Open(t.Context(), url, keys, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store
}

// runJournal writes records as the service does, and comes back when they are in the database.
func runJournal(t *testing.T, journal *sql.Journal, records []queue.Record) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	journal.Append(records)
	done := make(chan error, 1)
	go func() { done <- journal.Run(ctx) }()
	if err := journal.Settled(t.Context()); err != nil {
		t.Error(err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
