package sql

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// One instance fills the directory, others see that it is filled.
const lockAgencies = `-- name: lockAgencies
SELECT pg_advisory_xact_lock(116, 17)`

const selectAgencyAny = `-- name: selectAgencyAny
SELECT EXISTS (SELECT FROM agency)`

// Entries is a file that an empty directory is filled from.
type Entries struct {
	Note     string   `json:"note"` // where it was taken from
	Agencies []Agency `json:"agencies"`
	sum      [sha256.Size]byte
}

// ReadEntries reads such a file, and says which entry cannot be kept and why.
func ReadEntries(text []byte) (Entries, error) {
	e := Entries{sum: sha256.Sum256(text)}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return e, fmt.Errorf("read the directory's file: %w", err)
	}
	for i, a := range e.Agencies {
		tidy, err := a.tidy()
		if err != nil {
			return e, fmt.Errorf("read the directory's file: entry %d (%q): %w", i+1, a.Name, err)
		}
		tidy.ID, tidy.Rev, tidy.By = uuid.NewString(), 1, ""
		e.Agencies[i] = tidy
	}
	return e, nil
}

// Fill puts entries into a directory that never had one, and tells how many; none if it had.
func (d Directory) Fill(ctx context.Context, e Entries) (n int, err error) {
	err = d.store.in(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockAgencies); err != nil {
			return err
		}
		var some bool
		if err := tx.QueryRow(ctx, selectAgencyAny).Scan(&some); err != nil || some {
			return err
		}
		for _, a := range e.Agencies {
			if _, err := writeAgency(ctx, tx, a); err != nil {
				return err
			}
		}
		n = len(e.Agencies)
		return d.store.audited(ctx, tx, Act{Action: "directory.filled", Object: fmt.Sprintf("directory:%x", e.sum)})
	})
	if err != nil {
		return 0, fmt.Errorf("fill the directory: %w", err)
	}
	return n, nil
}
