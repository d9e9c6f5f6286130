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

const selectContactOwner = `-- name: selectContactOwner
SELECT contact.agent, person.team, coalesce(contact.closed_at, contact.opened_at), coalesce(child_case.owner::text, '')
FROM contact JOIN person ON person.id = contact.agent LEFT JOIN child_case ON child_case.id = contact.child_case WHERE contact.id = $1`

const selectContactByID = `-- name: selectContactByID
SELECT ` + contactColumns + ` FROM contact LEFT JOIN call ON call.id = contact.call WHERE contact.id = $1`

// ContactOwner is whose a contact is, and since when it is finished, or begun if it is not.
type ContactOwner struct {
	Agent queue.AgentID
	Team  string
	Since time.Time
	Case  queue.AgentID // whose its case is; empty if it belongs to none
}

// Owner tells whose a contact is; ErrNotFound if there is none.
func (t Contacts) Owner(ctx context.Context, contact string) (o ContactOwner, err error) {
	if uuid.Validate(contact) != nil {
		return o, ErrNotFound
	}
	if err = t.store.pool.QueryRow(ctx, selectContactOwner, contact).Scan(&o.Agent, &o.Team, &o.Since, &o.Case); err != nil {
		return o, fmt.Errorf("find whose contact it is: %w", found(err))
	}
	return o, nil
}

// Reveal gives the caller's number of a contact, once the audit trail tells by whom and what for. Glass: their role lets them only
// in need, and the supervisors are alerted. ErrNotFound if no number is kept, ErrForgotten if it was erased.
func (t Contacts) Reveal(ctx context.Context, contact string, by queue.AgentID, purpose, words string, glass bool) (string, error) {
	number, err := t.Number(ctx, contact)
	if err != nil {
		return "", err
	}
	err = t.store.witnessed(ctx, Act{Actor: by, Action: "number.revealed", Object: contactObject(contact), Purpose: purpose, Words: words}, glass)
	if err != nil {
		return "", fmt.Errorf("reveal a number: %w", err)
	}
	return number, nil
}

// Look gives a contact to read, once the audit trail tells by whom and what for; glass as in Reveal.
func (t Contacts) Look(ctx context.Context, contact string, by queue.AgentID, purpose, words string, glass bool) (form.Contact, error) {
	rows, _ := t.store.pool.Query(ctx, selectContactByID, contact)
	c, err := pgx.CollectExactlyOneRow(rows, scanContact)
	if err = found(err); err == nil {
		err = t.open(ctx, &c)
	}
	if err == nil {
		err = t.store.witnessed(ctx, Act{Actor: by, Action: "contact.opened", Object: contactObject(contact), Purpose: purpose, Words: words}, glass)
	}
	if err != nil {
		return form.Contact{}, fmt.Errorf("look at a contact: %w", err)
	}
	return c.Contact, nil
}
