package sql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"alo116/agent/form"
	"alo116/queue"
)

const insertContact = `-- name: insertContact
INSERT INTO contact (call, agent, version) VALUES ($1, $2, $3) ON CONFLICT (call, agent) DO NOTHING`

const contactColumns = `contact.id, contact.call, coalesce(call.line, ''), contact.agent, contact.version, contact.rev,
    contact.values, contact.sealed, contact.closed_at IS NOT NULL, contact.opened_at`

const selectContact = `-- name: selectContact
SELECT ` + contactColumns + ` FROM contact LEFT JOIN call ON call.id = contact.call WHERE contact.call = $1 AND contact.agent = $2`

const selectContactsOfCall = `-- name: selectContactsOfCall
SELECT ` + contactColumns + ` FROM contact LEFT JOIN call ON call.id = contact.call
WHERE contact.call = $1 ORDER BY contact.opened_at, contact.id`

const selectContactsOpen = `-- name: selectContactsOpen
SELECT ` + contactColumns + ` FROM contact LEFT JOIN call ON call.id = contact.call
WHERE contact.agent = $1 AND contact.closed_at IS NULL ORDER BY contact.opened_at, contact.id`

const lockContact = `-- name: lockContact
SELECT ` + contactColumns + ` FROM contact LEFT JOIN call ON call.id = contact.call WHERE contact.id = $1 FOR UPDATE OF contact`

const updateContactValue = `-- name: updateContactValue
UPDATE contact SET rev = rev + 1,
    values = CASE WHEN $3::jsonb  IS NULL THEN values - $2::text ELSE values || jsonb_build_object($2::text, $3::jsonb) END,
    sealed = CASE WHEN $4::text IS NULL THEN sealed - $2::text ELSE sealed || jsonb_build_object($2::text, $4::text) END
WHERE id = $1`

const insertContactChange = `-- name: insertContactChange
INSERT INTO contact_change (contact, rev, field, value, sealed, agent) VALUES ($1, $2, $3, $4, $5, $6)`

const closeContact = `-- name: closeContact
UPDATE contact SET closed_at = greatest(clock_timestamp(), opened_at) WHERE id = $1`

// Contacts keeps the forms of handled calls.
type Contacts struct{ store *Store }

// Contacts gives the store of the forms.
func (s *Store) Contacts() Contacts { return Contacts{s} }

// Open gives the agent's contact of a call, and begins one if there is none. A call that was given on
// has one of each person who talked. For somebody who does not exist it is form.ErrNotYours.
func (t Contacts) Open(ctx context.Context, call queue.CallID, agent queue.AgentID) (form.Contact, error) {
	_, err := t.store.pool.Exec(ctx, insertContact, call, agent, form.Latest)
	if told := new(pgconn.PgError); errors.As(err, &told) && told.ConstraintName == "contact_agent_fkey" {
		err = form.ErrNotYours
	}
	if err != nil {
		return form.Contact{}, fmt.Errorf("open contact: %w", err)
	}
	rows, _ := t.store.pool.Query(ctx, selectContact, call, agent)
	contact, err := pgx.CollectExactlyOneRow(rows, t.scan)
	if err != nil {
		return form.Contact{}, fmt.Errorf("open contact: %w", err)
	}
	return contact, nil
}

// OfCall lists the contacts of a call, the oldest first.
func (t Contacts) OfCall(ctx context.Context, call queue.CallID) ([]form.Contact, error) {
	return t.list(ctx, selectContactsOfCall, string(call))
}

// Current lists the agent's contacts that are not closed, the oldest first.
func (t Contacts) Current(ctx context.Context, agent queue.AgentID) ([]form.Contact, error) {
	return t.list(ctx, selectContactsOpen, string(agent))
}

func (t Contacts) list(ctx context.Context, query, of string) ([]form.Contact, error) {
	rows, _ := t.store.pool.Query(ctx, query, of)
	contacts, err := pgx.CollectRows(rows, t.scan)
	if err != nil {
		return nil, fmt.Errorf("list contacts: %w", err)
	}
	return contacts, nil
}

// Set stores one field of a contact that is at revision rev, and gives the new revision. JSON
// null empties the field. Fields that may name somebody are sealed first.
func (t Contacts) Set(ctx context.Context, contact string, agent queue.AgentID, field string, value json.RawMessage, rev int) (int, error) {
	err := t.change(ctx, contact, agent, rev, func(tx pgx.Tx, c form.Contact) error {
		if err := form.Validate(c.Version, field, value); err != nil {
			return err
		}
		open, sealed, err := t.store.keys.protect(c, field, value)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, insertContactChange, contact, rev+1, field, open, sealed, agent); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, updateContactValue, contact, field, open, sealed)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("save contact: %w", err)
	}
	return rev + 1, nil
}

// Close finishes a contact that is at revision rev. It does not change any more.
func (t Contacts) Close(ctx context.Context, contact string, agent queue.AgentID, rev int) error {
	err := t.change(ctx, contact, agent, rev, func(tx pgx.Tx, c form.Contact) error {
		_, err := tx.Exec(ctx, closeContact, contact)
		return err
	})
	if err != nil {
		return fmt.Errorf("close contact: %w", err)
	}
	return nil
}

// change runs change on a contact that nobody else changes meanwhile, if agent may change it.
func (t Contacts) change(ctx context.Context, contact string, agent queue.AgentID, rev int, change func(pgx.Tx, form.Contact) error) error {
	if uuid.Validate(contact) != nil {
		return form.ErrNotYours
	}
	return t.store.in(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, lockContact, contact)
		c, err := pgx.CollectExactlyOneRow(rows, t.scan)
		switch {
		case errors.Is(err, pgx.ErrNoRows), err == nil && c.Agent != agent:
			return form.ErrNotYours
		case err != nil:
			return err
		case c.Closed:
			return form.ErrClosed
		case c.Rev != rev:
			return form.ErrConflict
		}
		return change(tx, c)
	})
}

func (t Contacts) scan(row pgx.CollectableRow) (c form.Contact, err error) {
	var sealed map[string]string
	err = row.Scan(&c.ID, &c.Call, &c.Line, &c.Agent, &c.Version, &c.Rev, &c.Values, &sealed, &c.Closed, &c.OpenedAt)
	if err != nil {
		return form.Contact{}, err
	}
	return c, t.store.keys.unseal(&c, sealed)
}

func isNull(value json.RawMessage) bool { return strings.TrimSpace(string(value)) == "null" }
