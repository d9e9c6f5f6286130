package sql

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
)

// A new revision, so that nothing that the former holder still sends fits any more.
const handOverContact = `-- name: handOverContact
UPDATE contact SET agent = $2, rev = rev + 1
WHERE id = (SELECT id FROM contact WHERE call = $1 AND agent <> $2 AND closed_at IS NULL ORDER BY opened_at DESC, id LIMIT 1 FOR UPDATE)
    AND NOT EXISTS (SELECT FROM contact WHERE call = $1 AND agent = $2)
RETURNING id::text`

// takeOver gives the agent the open contact of a call that somebody else talked on before, with all that is in it but what is
// for its owner's own eyes: one person writes at a time. ErrNotFound if there is none. The audit keeps who had it when.
func (t Contacts) takeOver(ctx context.Context, call queue.CallID, agent queue.AgentID) error {
	err := t.store.in(ctx, func(tx pgx.Tx) error {
		var id string
		if err := found(tx.QueryRow(ctx, handOverContact, call, agent).Scan(&id)); err != nil {
			return err
		}
		if err := keepBack(ctx, tx, id, agent); err != nil {
			return err
		}
		return t.store.audited(ctx, tx, Act{Actor: agent, Action: "contact.taken_over", Object: contactObject(id)})
	})
	if refusal(err) != "" && !errors.Is(err, ErrNotFound) {
		return form.ErrNotYours // no such person
	}
	return err
}

// keepBack empties the fields that only their owner and chosen roles may see: they tell of the former owner, and would be
// taken for the next one's. The changes of the contact keep them.
func keepBack(ctx context.Context, tx pgx.Tx, contact string, by queue.AgentID) error {
	rows, _ := tx.Query(ctx, lockContact, contact)
	c, err := pgx.CollectExactlyOneRow(rows, scanContact)
	if err != nil {
		return err
	}
	for _, field := range form.OwnersOnly(c.Version) {
		if _, sealed := c.sealed[field]; !sealed && c.Values[field] == nil {
			continue
		}
		c.Rev++
		if _, err := tx.Exec(ctx, insertContactChange, contact, c.Rev, field, nil, nil, by); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, updateContactValue, contact, field, nil, nil); err != nil {
			return err
		}
	}
	return nil
}
