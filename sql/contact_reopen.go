package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
)

const lockContactOwner = `-- name: lockContactOwner
SELECT contact.agent, person.team, coalesce(extract(epoch FROM clock_timestamp() - contact.closed_at), 0)::float8
FROM contact JOIN person ON person.id = contact.agent WHERE contact.id = $1 FOR UPDATE OF contact`

const reopenContact = `-- name: reopenContact
UPDATE contact SET closed_at = NULL WHERE id = $1`

const selectContactsFinished = `-- name: selectContactsFinished
SELECT contact.id, coalesce(call.line, contact.line, ''), contact.values, contact.opened_at, contact.closed_at
FROM contact LEFT JOIN call ON call.id = contact.call
WHERE contact.agent = $1 AND contact.closed_at > clock_timestamp() - make_interval(secs => $2) AND contact.forgotten_at IS NULL
ORDER BY contact.closed_at DESC, contact.id LIMIT 100`

// Finished lists the agent's contacts that were closed within that time, the newest first, without what is sealed in them.
func (t Contacts) Finished(ctx context.Context, agent queue.AgentID, within time.Duration) ([]form.Finished, error) {
	rows, _ := t.store.pool.Query(ctx, selectContactsFinished, agent, within.Seconds())
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (form.Finished, error) {
		var c form.Contact
		var closed time.Time
		err := row.Scan(&c.ID, &c.Line, &c.Values, &c.OpenedAt, &closed)
		return form.Finish(c, closed), err
	})
	if err != nil {
		return nil, fmt.Errorf("list closed contacts: %w", err)
	}
	return found, nil
}

// Reopen lets a closed contact be written again by its owner, if may has nothing against it, knowing whose it is. One that
// is open stays so.
func (t Contacts) Reopen(ctx context.Context, contact string, by queue.AgentID, may func(form.Whose) error) (form.Contact, error) {
	var c row
	err := t.store.in(ctx, func(tx pgx.Tx) (err error) {
		if err := mayReopen(ctx, tx, contact, may); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, reopenContact, contact); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, lockContact, contact)
		if c, err = pgx.CollectExactlyOneRow(rows, scanContact); err != nil {
			return err
		}
		return t.store.audited(ctx, tx, Act{Actor: by, Action: "contact.reopened", Object: contactObject(contact)})
	})
	if err != nil {
		return form.Contact{}, fmt.Errorf("reopen contact: %w", err)
	}
	opened, err := t.openAll(ctx, []row{c})
	if err != nil {
		return form.Contact{}, fmt.Errorf("reopen contact: %w", err)
	}
	return opened[0], nil
}

// mayReopen asks about a contact while nobody else changes it. None is the same as another's.
func mayReopen(ctx context.Context, tx pgx.Tx, contact string, may func(form.Whose) error) error {
	if uuid.Validate(contact) != nil {
		return form.ErrNotYours
	}
	var w form.Whose
	var seconds float64
	err := found(tx.QueryRow(ctx, lockContactOwner, contact).Scan(&w.Agent, &w.Team, &seconds))
	if err == ErrNotFound {
		return form.ErrNotYours
	}
	if err != nil {
		return err
	}
	w.Age = time.Duration(seconds * float64(time.Second))
	return may(w)
}
