package sql

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
)

const selectTeam = `-- name: selectTeam
SELECT team FROM person WHERE id::text = $1 AND NOT disabled`

const insertEntered = `-- name: insertEntered
INSERT INTO contact (id, agent, entered_by, version, vault_key) VALUES ($1, $2, $2, $3, $4) ON CONFLICT (id) DO NOTHING`

const giveEntered = `-- name: giveEntered
UPDATE contact SET agent = taker.id FROM person AS taker
WHERE contact.id = $1 AND contact.call IS NULL AND taker.id::text = contact.values ->> 'taken_by' AND taker.id <> contact.agent`

// Enter begins a contact that was no call of this service, if may has nothing against it, told for whom it is. Who enters it writes
// it; once it is closed it is theirs who took it. Entered again under the same id it is the same contact.
func (t Contacts) Enter(ctx context.Context, e form.Entered, may func(form.Whose) error) (form.Contact, error) {
	c, err := t.enter(ctx, e, may)
	if err == nil {
		err = t.open(ctx, &c)
	}
	if err != nil {
		return form.Contact{}, fmt.Errorf("enter contact: %w", err)
	}
	return c.Contact, nil
}

func (t Contacts) enter(ctx context.Context, e form.Entered, may func(form.Whose) error) (c row, err error) {
	if uuid.Validate(e.ID) != nil {
		return c, form.ErrInvalid
	}
	values, err := e.Values(t.version)
	if err != nil {
		return c, err
	}
	key, _, err := t.store.newCaseKey(ctx, t.store.pool)
	if err != nil {
		return c, err
	}
	begun := false
	err = t.store.in(ctx, func(tx pgx.Tx) (err error) {
		begun, err = t.beginEntered(ctx, tx, e, key, values, may)
		return err
	})
	if err != nil || !begun {
		t.store.discard(key) // no row names it
	}
	if err != nil {
		return c, err
	}
	rows, _ := t.store.pool.Query(ctx, selectContactByID, e.ID)
	if c, err = pgx.CollectExactlyOneRow(rows, scanContact); err == nil && c.Agent != e.By {
		err = form.ErrNotYours
	}
	return c, err
}

// beginEntered writes the contact and what is known of it from the start. It tells false if it is there already.
func (t Contacts) beginEntered(ctx context.Context, tx pgx.Tx, e form.Entered, key string, values []form.Answer, may func(form.Whose) error) (bool, error) {
	var team string
	if err := tx.QueryRow(ctx, selectTeam, e.For).Scan(&team); err != nil {
		return false, notYours(found(err))
	}
	if err := may(form.Whose{Agent: e.For, Team: team}); err != nil {
		return false, err
	}
	done, err := tx.Exec(ctx, insertEntered, e.ID, e.By, t.version, key)
	if err != nil || done.RowsAffected() == 0 {
		return false, err
	}
	for i, answer := range values {
		if err := writeOpen(ctx, tx, e.ID, i+1, e.By, answer); err != nil {
			return false, err
		}
	}
	return true, t.store.audited(ctx, tx, Act{Actor: e.By, Action: "contact.entered", Object: contactObject(e.ID)})
}

// writeOpen stores the answer to a question that is not personal.
func writeOpen(ctx context.Context, tx pgx.Tx, contact string, rev int, by queue.AgentID, a form.Answer) error {
	var none *string
	if _, err := tx.Exec(ctx, insertContactChange, contact, rev, a.Field, string(a.Value), none, by); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, updateContactValue, contact, a.Field, string(a.Value), none)
	return err
}

// given gives an entered contact that is being closed to whom it is for, without what is for its writer's own eyes.
func (t Contacts) given(ctx context.Context, tx pgx.Tx, c row, by queue.AgentID) error {
	if form.TakenBy(c.Contact) == by {
		return nil
	}
	if err := keepBack(ctx, tx, c.ID, by); err != nil {
		return err
	}
	done, err := tx.Exec(ctx, giveEntered, c.ID)
	if err != nil || done.RowsAffected() == 0 {
		return err
	}
	return t.store.audited(ctx, tx, Act{Actor: by, Action: "contact.entered_for", Object: contactObject(c.ID)})
}

// notYours says of somebody who is not there what is said of somebody else's.
func notYours(err error) error {
	if errors.Is(err, ErrNotFound) {
		return form.ErrNotYours
	}
	return err
}
