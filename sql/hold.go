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
	action := "contact.released"
	if hold {
		action = "contact.held"
	}
	return t.store.hold(ctx, updateHeld, contact, hold, Act{Actor: by, Action: action, Object: contactObject(contact), Purpose: purpose, Words: words})
}

const updateCaseHeld = `-- name: updateCaseHeld
UPDATE child_case SET held_at = CASE WHEN $2 THEN clock_timestamp() END WHERE id = $1 AND forgotten_at IS NULL AND (held_at IS NULL) = $2`

// Hold keeps a case and its contacts from the retention rules, or gives them back, as Contacts.Hold does with one contact.
func (t Cases) Hold(ctx context.Context, id string, hold bool, by queue.AgentID, purpose, words string) error {
	action := "case.released"
	if hold {
		action = "case.held"
	}
	return t.store.hold(ctx, updateCaseHeld, id, hold, Act{Actor: by, Action: action, Object: caseObject(id), Purpose: purpose, Words: words})
}

func (s *Store) hold(ctx context.Context, update, id string, hold bool, a Act) error {
	if uuid.Validate(id) != nil {
		return ErrNotFound
	}
	err := s.in(ctx, func(tx pgx.Tx) error {
		if err := one(tx.Exec(ctx, update, id, hold)); err != nil {
			return err
		}
		return s.audited(ctx, tx, a)
	})
	if err != nil {
		return fmt.Errorf("hold %s: %w", a.Object, err)
	}
	return nil
}
