package sql

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

const updateHeld = `-- name: updateHeld
UPDATE contact SET held_at = CASE WHEN $2 THEN clock_timestamp() END WHERE id = $1 AND forgotten_at IS NULL AND (held_at IS NULL) = $2`

// Hold keeps a contact, its number, its history and the words of its audit trail from the retention rules, or gives them back to
// the rules, together with the act that tells by whom and what for. ErrNotFound if there is none, or it is so already. Somebody
// who asks to be forgotten is forgotten all the same: that is decided by hand.
func (t Contacts) Hold(ctx context.Context, contact string, hold bool, by queue.AgentID, purpose, words string) error {
	if uuid.Validate(contact) != nil {
		return ErrNotFound
	}
	action := "contact.released"
	if hold {
		action = "contact.held"
	}
	err := t.store.in(ctx, func(tx pgx.Tx) error {
		if err := one(tx.Exec(ctx, updateHeld, contact, hold)); err != nil {
			return err
		}
		return t.store.audited(ctx, tx, Act{Actor: by, Action: action, Object: contactObject(contact), Purpose: purpose, Words: words})
	})
	if err != nil {
		return fmt.Errorf("hold a contact: %w", err)
	}
	return nil
}
