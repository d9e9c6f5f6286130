package sql

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql/casework"
)

const selectContactCase = `-- name: selectContactCase
SELECT coalesce(child_case::text, '') FROM contact WHERE id::text = $1 FOR UPDATE`

const updateContactCase = `-- name: updateContactCase
UPDATE contact SET child_case = $2 WHERE id = $1`

const clearContactCase = `-- name: clearContactCase
UPDATE contact SET child_case = NULL WHERE id::text = $1 AND child_case = $2`

const selectCaseOfContact = `-- name: selectCaseOfContact
SELECT ` + caseColumns + fromCases + `WHERE child_case.id = (SELECT child_case FROM contact WHERE id::text = $1)`

const selectContactsOfCase = `-- name: selectContactsOfCase
SELECT ` + contactColumns + ` FROM contact LEFT JOIN call ON call.id = contact.call
WHERE contact.child_case = $1 ORDER BY contact.opened_at DESC, contact.id`

const selectCasesOfCaller = `-- name: selectCasesOfCaller
SELECT ` + caseColumns + fromCases + `WHERE child_case.closed_at IS NULL AND child_case.id IN (SELECT contact.child_case
    FROM contact JOIN call ON call.id = contact.call WHERE call.caller_key = ANY ($1::bytea[]))
ORDER BY child_case.opened_at DESC, child_case.id LIMIT $2`

const selectCasesOfSameCaller = `-- name: selectCasesOfSameCaller
SELECT ` + caseColumns + fromCases + `WHERE child_case.closed_at IS NULL AND child_case.id IN (SELECT other.child_case
    FROM contact JOIN call ON call.id = contact.call JOIN call AS before ON before.caller_key = call.caller_key
    JOIN contact AS other ON other.call = before.id WHERE contact.id::text = $1)
ORDER BY child_case.opened_at DESC, child_case.id LIMIT $2`

// Attach puts a contact to a case. ErrInCase if the contact belongs to one already, ErrCaseClosed if the case is closed: to reopen it is a
// decision of its own, and not everybody's.
func (t Cases) Attach(ctx context.Context, id, contact string, by queue.AgentID) error {
	err := t.store.in(ctx, func(tx pgx.Tx) error {
		from, err := t.free(ctx, tx, contact)
		if err != nil {
			return err
		}
		c, err := t.locked(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := t.join(ctx, tx, &c, contact, by); err != nil {
			return err
		}
		if err := t.store.Referrals().takeClosed(ctx, tx, from, by); err != nil {
			return err
		}
		return t.store.audited(ctx, tx, Act{Actor: by, Action: "case.attached", Object: caseObject(c.ID)})
	})
	if err != nil {
		return fmt.Errorf("attach a contact: %w", err)
	}
	return nil
}

// join puts a contact that is free to a case that is not closed.
func (t Cases) join(ctx context.Context, tx pgx.Tx, c *caseRow, contact string, by queue.AgentID) error {
	if c.Status == casework.Closed {
		return ErrCaseClosed
	}
	if _, err := tx.Exec(ctx, updateContactCase, contact, c.ID); err != nil {
		return err
	}
	return t.event(ctx, tx, c, CaseEvent{Kind: casework.Attached, Actor: by, Value: value(contact)})
}

// Detach takes a contact from a case. ErrNotFound if it does not belong to it.
func (t Cases) Detach(ctx context.Context, id, contact string, by queue.AgentID) error {
	err := t.store.in(ctx, func(tx pgx.Tx) error {
		if _, err := caseOf(ctx, tx, contact); err != nil { // the contact is locked before its case, everywhere
			return found(err)
		}
		c, err := t.locked(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := t.part(ctx, tx, &c, contact, by); err != nil {
			return err
		}
		return t.store.audited(ctx, tx, Act{Actor: by, Action: "case.detached", Object: caseObject(c.ID)})
	})
	if err != nil {
		return fmt.Errorf("detach a contact: %w", err)
	}
	return nil
}

func (t Cases) part(ctx context.Context, tx pgx.Tx, c *caseRow, contact string, by queue.AgentID) error {
	if err := one(tx.Exec(ctx, clearContactCase, contact, c.ID)); err != nil {
		return err
	}
	if err := t.event(ctx, tx, c, CaseEvent{Kind: casework.Detached, Actor: by, Value: value(contact)}); err != nil {
		return err
	}
	return t.store.Referrals().untake(ctx, tx, c, contact, by)
}

// free gives a contact, opened, that belongs to no case, and that nobody else changes meanwhile.
func (t Cases) free(ctx context.Context, tx pgx.Tx, contact string) (c row, err error) {
	if uuid.Validate(contact) != nil {
		return c, ErrNotFound
	}
	rows, _ := tx.Query(ctx, lockContact, contact)
	if c, err = pgx.CollectExactlyOneRow(rows, scanContact); err != nil {
		return c, found(err)
	}
	of, err := caseOf(ctx, tx, contact)
	if err == nil && of != "" {
		err = ErrInCase
	}
	if err == nil {
		err = t.store.Contacts().open(ctx, &c)
	}
	return c, err
}

// caseOf gives the case that a contact belongs to; empty if none.
func caseOf(ctx context.Context, tx pgx.Tx, contact string) (id string, err error) {
	err = tx.QueryRow(ctx, selectContactCase, contact).Scan(&id)
	return id, err
}

// Contacts lists the contacts of a case, the newest first, without what is sealed in them: each has its own door.
func (t Cases) Contacts(ctx context.Context, id string) ([]form.Contact, error) {
	rows, _ := t.store.pool.Query(ctx, selectContactsOfCase, id)
	found, err := pgx.CollectRows(rows, scanContact)
	if err != nil {
		return nil, fmt.Errorf("list a case's contacts: %w", err)
	}
	contacts := make([]form.Contact, len(found))
	for i := range found {
		contacts[i] = found[i].Contact
	}
	return contacts, nil
}

// OfContact finds the case that a contact belongs to, without what is sealed in it. ErrNotFound if it belongs to none.
func (t Cases) OfContact(ctx context.Context, contact string) (Case, error) {
	rows, _ := t.store.pool.Query(ctx, selectCaseOfContact, contact)
	c, err := pgx.CollectExactlyOneRow(rows, scanCase)
	if err != nil {
		return Case{}, fmt.Errorf("find a contact's case: %w", found(err))
	}
	return c.Case, nil
}

// OfCaller lists the cases that are not closed and have a contact of one caller, the newest first, without what is sealed in them.
// The keys are those of Keys.Recognise or KeysOf.
func (t Cases) OfCaller(ctx context.Context, keys [][]byte, most int) ([]Case, error) {
	rows, _ := t.store.pool.Query(ctx, selectCasesOfCaller, keys, most)
	return heads(pgx.CollectRows(rows, scanCase))
}

// OfSameCaller lists the cases that are not closed and have a contact of the caller of this one, the newest first, without what is
// sealed in them.
func (t Cases) OfSameCaller(ctx context.Context, contact string, most int) ([]Case, error) {
	rows, _ := t.store.pool.Query(ctx, selectCasesOfSameCaller, contact, most)
	return heads(pgx.CollectRows(rows, scanCase))
}

func heads(found []caseRow, err error) ([]Case, error) {
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	cases := make([]Case, len(found))
	for i := range found {
		cases[i] = found[i].Case
	}
	return cases, nil
}
