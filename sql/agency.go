package sql

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"alo116/agent/form"
	"alo116/queue"
)

// ErrAgencyChanged: somebody else wrote a newer version of the entry meanwhile.
var ErrAgencyChanged = errors.New("the entry was changed meanwhile")

// Agency is one entry of the directory, as one of its versions has it.
type Agency struct {
	ID       string        `json:"id,omitempty"`
	Rev      int           `json:"rev,omitempty"` // of this version; to save, of the one that was looked at
	Kind     string        `json:"kind"`          // what form.AgencyKind knows
	Name     string        `json:"name"`
	Places   []string      `json:"places"` // codes of form.Places; none: the whole country
	Phones   []string      `json:"phones"` // the first is the main one
	Emails   []string      `json:"emails"`
	Web      string        `json:"web"`
	Address  string        `json:"address"`
	Hours    string        `json:"hours"`
	Notes    string        `json:"notes"`
	Callable bool          `json:"callable"` // the desk may ring its first number by one key
	Active   bool          `json:"active"`
	At       time.Time     `json:"at,omitzero"`
	By       queue.AgentID `json:"by,omitempty"` // empty: from a file
}

const agencyColumns = `id, rev, kind, name, places, phones, emails, web, address, hours, notes, callable, active, at, coalesce(by_person::text, '')`

const selectAgencies = `-- name: selectAgencies
SELECT ` + agencyColumns + ` FROM (SELECT DISTINCT ON (id) * FROM agency ORDER BY id, rev DESC) AS now ORDER BY lower(name), id`

// Those of the place itself come first, those of the whole country last.
const selectAgenciesNear = `-- name: selectAgenciesNear
SELECT ` + agencyColumns + ` FROM (SELECT DISTINCT ON (id) * FROM agency ORDER BY id, rev DESC) AS now
WHERE active AND (places = '{}' OR places && ARRAY[$1::text, $2::text]) AND (callable OR $1 = ANY (places))
ORDER BY NOT $1 = ANY (places), places = '{}', lower(name), id`

const selectCallable = `-- name: selectCallable
SELECT DISTINCT ON (phones[1]) phones[1], name FROM (SELECT DISTINCT ON (id) * FROM agency ORDER BY id, rev DESC) AS now
WHERE active AND callable ORDER BY phones[1], lower(name)`

const selectAgency = `-- name: selectAgency
SELECT ` + agencyColumns + ` FROM agency WHERE id = $1 ORDER BY rev DESC`

const insertAgency = `-- name: insertAgency
INSERT INTO agency (id, rev, kind, name, places, phones, emails, web, address, hours, notes, callable, active, by_person)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, nullif($14, '')::uuid) RETURNING ` + agencyColumns

// Directory keeps the agencies that a case may be referred to, every version of every entry.
type Directory struct{ store *Store }

// Directory gives the store of the agencies.
func (s *Store) Directory() Directory { return Directory{s} }

// List gives every entry as it is now, those no longer active too, by name.
func (d Directory) List(ctx context.Context) ([]Agency, error) { return d.list(ctx, selectAgencies) }

// Near gives those at work in a municipality: what belongs to it, first and whether it has a number or not, and what else serves
// it and may be rung by one key. An unknown place has what serves the whole country.
func (d Directory) Near(ctx context.Context, place string) ([]Agency, error) {
	at, _ := form.Listed(form.Places, place)
	return d.list(ctx, selectAgenciesNear, place, at.In)
}

// Ringable is a number that the desk may ring by one key, and whose it is.
type Ringable struct{ Number, Name string }

// Callable gives the numbers that the desk may ring by one key, and no others outside its allow-list.
func (d Directory) Callable(ctx context.Context) ([]Ringable, error) {
	rows, _ := d.store.pool.Query(ctx, selectCallable)
	numbers, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Ringable])
	if err != nil {
		return nil, fmt.Errorf("list callable agencies: %w", err)
	}
	return numbers, nil
}

// Versions gives an entry through time, the newest first; ErrNotFound if there is none.
func (d Directory) Versions(ctx context.Context, id string) ([]Agency, error) {
	if uuid.Validate(id) != nil {
		return nil, ErrNotFound
	}
	versions, err := d.list(ctx, selectAgency, id)
	if err == nil && len(versions) == 0 {
		err = ErrNotFound
	}
	return versions, err
}

func (d Directory) list(ctx context.Context, query string, args ...any) ([]Agency, error) {
	rows, _ := d.store.pool.Query(ctx, query, args...)
	all, err := pgx.CollectRows(rows, scanAgency)
	if err != nil {
		return nil, fmt.Errorf("list agencies: %w", err)
	}
	return all, nil
}

// Save adds an entry, or a version to the entry it names. An AgencyFault tells which part cannot be; ErrAgencyChanged, that
// somebody else was faster.
func (d Directory) Save(ctx context.Context, a Agency, by queue.AgentID) (saved Agency, err error) {
	action := "agency.changed"
	if a.ID == "" {
		a.ID, a.Rev, action = uuid.NewString(), 0, "agency.added"
	}
	a.By, a.Rev = by, a.Rev+1
	if a, err = a.tidy(); err != nil {
		return Agency{}, err
	}
	err = d.store.in(ctx, func(tx pgx.Tx) (err error) {
		if action == "agency.changed" {
			if err := isNow(ctx, tx, a.ID, a.Rev-1); err != nil {
				return err
			}
		}
		if saved, err = writeAgency(ctx, tx, a); err != nil {
			return err
		}
		return d.store.audited(ctx, tx, Act{Actor: by, Action: action, Object: "agency:" + saved.ID})
	})
	if err != nil {
		return Agency{}, fmt.Errorf("save an agency: %w", err)
	}
	return saved, nil
}

// isNow tells whether an entry's newest version is that one.
func isNow(ctx context.Context, tx pgx.Tx, id string, rev int) error {
	now, err := newestAgency(ctx, tx, id)
	if err == nil && now.Rev != rev {
		err = ErrAgencyChanged
	}
	return err
}

// newestAgency gives an entry as it is now; ErrNotFound if there is none.
func newestAgency(ctx context.Context, tx pgx.Tx, id string) (Agency, error) {
	if uuid.Validate(id) != nil {
		return Agency{}, ErrNotFound
	}
	rows, _ := tx.Query(ctx, selectAgency, id)
	versions, err := pgx.CollectRows(rows, scanAgency)
	if err == nil && len(versions) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Agency{}, err
	}
	return versions[0], nil
}

func writeAgency(ctx context.Context, tx pgx.Tx, a Agency) (Agency, error) {
	rows, _ := tx.Query(ctx, insertAgency, a.ID, a.Rev, a.Kind, a.Name, a.Places, a.Phones, a.Emails, a.Web, a.Address, a.Hours, a.Notes,
		a.Callable, a.Active, a.By)
	saved, err := pgx.CollectExactlyOneRow(rows, scanAgency)
	if refusal := new(pgconn.PgError); errors.As(err, &refusal) && refusal.ConstraintName == "agency_pkey" {
		return saved, ErrAgencyChanged
	}
	return saved, err
}

func scanAgency(row pgx.CollectableRow) (a Agency, err error) {
	err = row.Scan(&a.ID, &a.Rev, &a.Kind, &a.Name, &a.Places, &a.Phones, &a.Emails, &a.Web, &a.Address, &a.Hours, &a.Notes,
		&a.Callable, &a.Active, &a.At, &a.By)
	return a, err
}
