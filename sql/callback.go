package sql

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
)

// The most that anybody is called back within a day, and that one person calls back within an hour.
const (
	maxCalledBack = 6
	maxCallsBack  = 20
)

// selectUnsafe tells whether the same caller said later, in another contact, that calling back is not safe: the last word counts.
const selectUnsafe = `-- name: selectUnsafe
SELECT EXISTS (SELECT FROM contact JOIN call ON call.id = contact.call JOIN call AS later ON later.caller_key = call.caller_key
    JOIN contact AS other ON other.call = later.id
    WHERE contact.id = $1 AND other.opened_at > contact.opened_at AND other.values ? 'callback_ok' AND other.values->>'callback_ok' <> 'yes')`

const countCalledBack = `-- name: countCalledBack
SELECT count(*) FILTER (WHERE contact = $1 AND at > clock_timestamp() - interval '1 day'),
    count(*) FILTER (WHERE agent = $2 AND at > clock_timestamp() - interval '1 hour')
FROM called_back WHERE contact = $1 OR agent = $2`

const insertCalledBack = `-- name: insertCalledBack
INSERT INTO called_back (call, contact, agent) VALUES ($1, $2, $3)`

const selectCalledBackCase = `-- name: selectCalledBackCase
SELECT child_case.id::text FROM called_back JOIN contact ON contact.id = called_back.contact JOIN child_case ON child_case.id = contact.child_case
WHERE called_back.call = $1 AND child_case.closed_at IS NULL AND child_case.forgotten_at IS NULL`

// CallBack lets the caller of a contact be called back, if may, told whose it is, has nothing against it, and tells in whose name and
// whom, as counsellors may know them. Who calls is in the audit trail from then on.
func (t Contacts) CallBack(ctx context.Context, contact string, call queue.CallID, by queue.AgentID, may func(form.Whose) error) (back form.Callback, err error) {
	if uuid.Validate(contact) != nil {
		return back, form.ErrNotYours
	}
	number, line, why := t.callable(ctx, contact) // told only to who may
	err = t.store.in(ctx, func(tx pgx.Tx) error {
		err := cmp.Or(mayReopen(ctx, tx, contact, may), why)
		if err == nil {
			err = t.seldom(ctx, tx, contact, by)
		}
		if err == nil {
			_, err = tx.Exec(ctx, insertCalledBack, call, contact, by)
		}
		if err != nil {
			return err
		}
		back = form.Callback{Line: line, Caller: t.store.keys.Identify(number, false)}
		if back.Caller.Sealed, err = t.store.keys.SealNumber(call, number); err != nil {
			return err
		}
		return t.store.audited(ctx, tx, Act{Actor: by, Action: "number.called", Object: contactObject(contact)})
	})
	if err != nil {
		return form.Callback{}, fmt.Errorf("call back: %w", err)
	}
	return back, nil
}

// seldom refuses what is too often.
func (t Contacts) seldom(ctx context.Context, tx pgx.Tx, contact string, by queue.AgentID) error {
	var contacts, calls int
	if err := tx.QueryRow(ctx, countCalledBack, contact, by).Scan(&contacts, &calls); err != nil {
		return err
	}
	if contacts >= maxCalledBack || calls >= maxCallsBack {
		return form.ErrTooOften
	}
	return nil
}

// callable gives the number of a contact's caller who may be called at this moment, and the line that they called.
func (t Contacts) callable(ctx context.Context, contact string) (number string, line queue.LineID, err error) {
	rows, _ := t.store.pool.Query(ctx, selectContactByID, contact)
	c, err := pgx.CollectExactlyOneRow(rows, scanContact)
	if err = found(err); err == nil {
		err = t.open(ctx, &c)
	}
	if err == nil {
		err = t.Callable(ctx, c.Contact)
	}
	if err != nil {
		return "", "", err
	}
	number, err = t.Number(ctx, contact)
	return number, c.Line, err
}

// Callable has nothing against the caller of a contact, as it was read, being called at this moment: nil, form.ErrNotSafe or
// form.ErrNoNumber. The number stays sealed.
func (t Contacts) Callable(ctx context.Context, c form.Contact) error {
	if !form.SafeToCall(c) {
		return form.ErrNotSafe
	}
	var unsafe bool
	err := t.store.pool.QueryRow(ctx, selectUnsafe, c.ID).Scan(&unsafe)
	switch {
	case err != nil:
		return fmt.Errorf("ask whether calling back is safe: %w", err)
	case unsafe:
		return form.ErrNotSafe
	case !c.Number:
		return form.ErrNoNumber
	}
	return nil
}

// Dialled gives the number of whom a call out rings, a contact's caller, if they may be called at this moment.
func (t Contacts) Dialled(ctx context.Context, target string) (string, error) {
	contact, is := strings.CutPrefix(target, queue.ContactTarget)
	if !is || uuid.Validate(contact) != nil {
		return "", ErrNotFound
	}
	number, _, err := t.callable(ctx, contact)
	if err != nil {
		return "", fmt.Errorf("call back: %w", err)
	}
	return number, nil
}

// follow puts the contact of a call back to the open case of the contact whose caller was called.
func (t Contacts) follow(ctx context.Context, tx pgx.Tx, contact string, call queue.CallID, agent queue.AgentID) error {
	if !call.Out() {
		return nil
	}
	var id string
	err := found(tx.QueryRow(ctx, selectCalledBackCase, call).Scan(&id))
	if err == ErrNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	c, err := t.store.Cases().locked(ctx, tx, id)
	if err != nil {
		return err
	}
	return t.store.Cases().join(ctx, tx, &c, contact, agent)
}
