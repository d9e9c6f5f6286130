package sql

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql/casework"
)

// What a case may refuse, beside form.ErrConflict.
var (
	// ErrCaseClosed: it is closed, and nothing changes in it before it is reopened.
	ErrCaseClosed = errors.New("the case is closed")
	// ErrNoStep: a case that stands so does not go there, or is closed without an outcome.
	ErrNoStep = errors.New("a case that stands so does not go there")
	// ErrInCase: the contact belongs to another case already.
	ErrInCase = errors.New("the contact belongs to a case")
)

const caseColumns = `child_case.id, child_case.code, child_case.status, coalesce(child_case.outcome, ''), coalesce(child_case.risk, ''),
    child_case.owner, person.name, person.team, coalesce(child_case.follow_up::text, ''), coalesce(child_case.place, ''),
    coalesce(child_case.category, ''), child_case.version, child_case.rev, child_case.values, child_case.sealed, child_case.opened_at,
    child_case.closed_at, child_case.held_at IS NOT NULL, child_case.forgotten_at IS NOT NULL, child_case.vault_key::text`

const fromCases = ` FROM child_case JOIN person ON person.id = child_case.owner `

const selectCase = `-- name: selectCase
SELECT ` + caseColumns + fromCases + `WHERE child_case.id::text = $1 OR child_case.code = $1`

const lockCase = `-- name: lockCase
SELECT ` + caseColumns + fromCases + `WHERE child_case.id = $1 FOR UPDATE OF child_case`

// Case is a child's story over many contacts.
type Case struct {
	ID, Code  string
	Status    casework.Status
	Outcome   string // how it ended last; empty if it never did
	Risk      string
	Owner     queue.AgentID
	OwnerName string
	Team      string // of its owner, now
	FollowUp  string // a day, 2026-03-14; empty if there is none
	Place     string
	Category  string
	Version   string // of the case sheet
	Rev       int    // counts its events
	Values    form.Values
	OpenedAt  time.Time
	ClosedAt  time.Time // zero while it is not
	Held      bool      // from the retention rules
	Forgotten bool
}

// Cases keeps the cases.
type Cases struct{ store *Store }

// Cases gives the store of the cases.
func (s *Store) Cases() Cases { return Cases{s} }

// CodeCases has the codes of new cases begin so, from now on: it is for the time before the store is used.
func (s *Store) CodeCases(prefix string) { s.prefix = prefix }

// Code gives a code as it is stored, however it was typed; what is none stays as it is.
func (t Cases) Code(typed string) string {
	if code, is := casework.ReadCode(typed, t.store.prefix); is {
		return code
	}
	return typed
}

// Head finds a case by its id or its code, without what is sealed in it. ErrNotFound if there is none.
func (t Cases) Head(ctx context.Context, name string) (Case, error) {
	c, err := t.find(ctx, t.store.pool, name)
	if err != nil {
		return Case{}, fmt.Errorf("find a case: %w", err)
	}
	return c.Case, nil
}

// Look gives a case to read, once the audit trail tells by whom and what for; glass as in Contacts.Reveal.
func (t Cases) Look(ctx context.Context, name string, by queue.AgentID, purpose, words string, glass bool) (Case, error) {
	c, err := t.find(ctx, t.store.pool, name)
	if err == nil {
		err = t.open(ctx, &c)
	}
	if err == nil {
		err = t.store.witnessed(ctx, Act{Actor: by, Action: "case.opened", Object: caseObject(c.ID), Purpose: purpose, Words: words}, glass)
	}
	if err != nil {
		return Case{}, fmt.Errorf("look at a case: %w", err)
	}
	return c.Case, nil
}

// Read gives a case that somebody changed just now who may read it and, as the audit trail tells, opened it before. To open one, they Look.
func (t Cases) Read(ctx context.Context, name string) (Case, error) {
	c, err := t.find(ctx, t.store.pool, name)
	if err == nil {
		err = t.open(ctx, &c)
	}
	if err != nil {
		return Case{}, fmt.Errorf("read a case: %w", err)
	}
	return c.Case, nil
}

// asked is the database, or a transaction on it.
type asked interface {
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
}

func (t Cases) find(ctx context.Context, in asked, name string) (caseRow, error) {
	rows, _ := in.Query(ctx, selectCase, t.Code(name))
	c, err := pgx.CollectExactlyOneRow(rows, scanCase)
	return c, found(err)
}

// locked gives a case that nobody else changes meanwhile.
func (t Cases) locked(ctx context.Context, tx pgx.Tx, id string) (caseRow, error) {
	if uuid.Validate(id) != nil {
		return caseRow{}, ErrNotFound
	}
	rows, _ := tx.Query(ctx, lockCase, id)
	c, err := pgx.CollectExactlyOneRow(rows, scanCase)
	if err == nil && c.Forgotten {
		err = ErrForgotten
	}
	return c, found(err)
}

// caseRow is a case as it is stored, with what is sealed in it.
type caseRow struct {
	Case
	sealed map[string]string
	key    *string // names its own key; nil once it is forgotten
}

func scanCase(from pgx.CollectableRow) (c caseRow, err error) {
	var closed *time.Time
	err = from.Scan(&c.ID, &c.Code, &c.Status, &c.Outcome, &c.Risk, &c.Owner, &c.OwnerName, &c.Team, &c.FollowUp, &c.Place, &c.Category,
		&c.Version, &c.Rev, &c.Values, &c.sealed, &c.OpenedAt, &closed, &c.Held, &c.Forgotten, &c.key)
	c.ClosedAt = moment(closed)
	return c, err
}

// box gives what seals and opens what is personal in the case.
func (t Cases) box(ctx context.Context, c *caseRow) (tink.AEAD, error) {
	if c.key == nil {
		return nil, ErrForgotten
	}
	return t.store.boxBy(ctx, *c.key)
}

// open adds what is sealed to a case's values. ErrForgotten if its key was destroyed.
func (t Cases) open(ctx context.Context, c *caseRow) error {
	if len(c.sealed) == 0 {
		return nil
	}
	box, err := t.box(ctx, c)
	for field, text := range c.sealed {
		if err == nil {
			c.Values[field], err = openText(box, text, casePlace(c.ID, field))
		}
	}
	if err != nil {
		return fmt.Errorf("case %s: %w", c.ID, err)
	}
	return nil
}

// casePlace binds a seal to its case and field, or whatever else it is of: moved elsewhere it does not open.
func casePlace(id, of string) []byte { return []byte("case " + id + " " + of) }

// caseObject is how a case is called in the audit trail.
func caseObject(id string) string { return "case:" + id }
