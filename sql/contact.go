package sql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
)

const contactColumns = `contact.id, coalesce(contact.call, ''), coalesce(call.line, contact.line, ''), contact.agent, contact.version, contact.rev,
    contact.values, contact.sealed, contact.closed_at IS NOT NULL, contact.held_at IS NOT NULL, contact.opened_at,
    contact.number_sealed IS NOT NULL, contact.vault_key::text, coalesce(call.choice, '')`

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
type Contacts struct {
	store   *Store
	version string // of the form that new ones are begun with
}

// Contacts gives the store of the forms. New ones are begun with form.Latest.
func (s *Store) Contacts() Contacts { return Contacts{s, form.Latest} }

// BegunWith gives the same store, but new contacts are begun with that version of the form.
func (t Contacts) BegunWith(version string) Contacts { return Contacts{t.store, version} }

// OfCall lists the contacts of a call, the oldest first.
func (t Contacts) OfCall(ctx context.Context, call queue.CallID) ([]form.Contact, error) {
	return t.list(ctx, selectContactsOfCall, call)
}

// Current lists the agent's contacts that are not closed, the oldest first.
func (t Contacts) Current(ctx context.Context, agent queue.AgentID) ([]form.Contact, error) {
	return t.list(ctx, selectContactsOpen, agent)
}

func (t Contacts) list(ctx context.Context, query string, of any) ([]form.Contact, error) {
	rows, _ := t.store.pool.Query(ctx, query, of)
	found, err := pgx.CollectRows(rows, scanContact)
	if err != nil {
		return nil, fmt.Errorf("list contacts: %w", err)
	}
	return t.openAll(ctx, found)
}

// Set stores one field of a contact that is at revision rev, and gives the new revision. JSON
// null empties the field. Fields that may name somebody are sealed first.
func (t Contacts) Set(ctx context.Context, contact string, agent queue.AgentID, field string, value json.RawMessage, rev int) (int, error) {
	err := t.change(ctx, contact, agent, rev, func(tx pgx.Tx, c row) error {
		if err := form.Validate(c.Version, field, value); err != nil {
			return err
		}
		open, sealed, err := t.protect(ctx, c, field, value)
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

// Close finishes a contact that is at revision rev. It does not change any more. What was decided in it about a case is done with it,
// or it is not closed; form.ErrNoCase if there is no such case, form.ErrCaseClosed if that is closed. So are the referrals that it
// tells of, and what it leaves to be done.
func (t Contacts) Close(ctx context.Context, contact string, agent queue.AgentID, rev int) error {
	err := t.change(ctx, contact, agent, rev, func(tx pgx.Tx, c row) error {
		if err := t.given(ctx, tx, c, agent); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, closeContact, contact); err != nil {
			return err
		}
		if err := t.decided(ctx, tx, c); err != nil {
			return err
		}
		if err := t.store.Referrals().take(ctx, tx, c, agent); err != nil {
			return err
		}
		if err := t.leave(ctx, tx, c, agent); err != nil {
			return err
		}
		return t.store.audited(ctx, tx, Act{Actor: agent, Action: "contact.closed", Object: contactObject(contact)})
	})
	if err != nil {
		return fmt.Errorf("close contact: %w", err)
	}
	return nil
}

// change runs change on a contact that nobody else changes meanwhile, if agent may change it.
func (t Contacts) change(ctx context.Context, contact string, agent queue.AgentID, rev int, change func(pgx.Tx, row) error) error {
	if uuid.Validate(contact) != nil {
		return form.ErrNotYours
	}
	return t.store.in(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, lockContact, contact)
		c, err := pgx.CollectExactlyOneRow(rows, scanContact)
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

// row is a contact as it is stored, with what is sealed in it.
type row struct {
	form.Contact
	sealed map[string]string
	key    *string // names its own key; nil if it is sealed with the service's, or forgotten
}

func scanContact(from pgx.CollectableRow) (c row, err error) {
	err = from.Scan(c.places()...)
	return c, err
}

// places are where contactColumns go.
func (c *row) places() []any {
	return []any{&c.ID, &c.Call, &c.Line, &c.Agent, &c.Version, &c.Rev, &c.Values, &c.sealed, &c.Closed, &c.Held, &c.OpenedAt, &c.Number, &c.key, &c.Choice}
}

func isNull(value json.RawMessage) bool { return strings.TrimSpace(string(value)) == "null" }
