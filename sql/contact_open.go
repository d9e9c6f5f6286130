package sql

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/agent/form"
	"alo116/queue"
)

const insertContact = `-- name: insertContact
INSERT INTO contact (id, call, agent, version, vault_key, number_sealed) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (call, agent) DO NOTHING`

// Open gives the agent's contact of a call, and begins one if there is none: with a key of its own, under which the number is
// sealed anew if there is one to keep. The open contact of a call that was given on comes with it, from who talked before. For somebody
// who does not exist it is form.ErrNotYours.
func (t Contacts) Open(ctx context.Context, call queue.CallID, agent queue.AgentID, number queue.SealedNumber) (form.Contact, error) {
	found, err := t.find(ctx, call, agent)
	if errors.Is(err, ErrNotFound) {
		if err = t.takeOver(ctx, call, agent); errors.Is(err, ErrNotFound) {
			err = t.begin(ctx, call, agent, number)
		}
		if err == nil {
			found, err = t.find(ctx, call, agent)
		}
	}
	if err == nil {
		err = t.open(ctx, &found)
	}
	if err != nil {
		return form.Contact{}, fmt.Errorf("open contact: %w", err)
	}
	return found.Contact, nil
}

func (t Contacts) find(ctx context.Context, call queue.CallID, agent queue.AgentID) (row, error) {
	rows, _ := t.store.pool.Query(ctx, selectContact, call, agent)
	c, err := pgx.CollectExactlyOneRow(rows, scanContact)
	return c, found(err)
}

// begin makes the contact's key first, then its row: a crash between the two leaves a key that opens nothing.
func (t Contacts) begin(ctx context.Context, call queue.CallID, agent queue.AgentID, number queue.SealedNumber) error {
	key, box, err := t.store.newCaseKey(ctx, t.store.pool)
	if err != nil {
		return err
	}
	id := uuid.NewString()
	var done pgconn.CommandTag
	err = t.store.in(ctx, func(tx pgx.Tx) (err error) {
		done, err = tx.Exec(ctx, insertContact, id, call, agent, t.version, key, t.keepNumber(id, call, number, box))
		if err != nil || done.RowsAffected() == 0 {
			return err
		}
		if err = t.follow(ctx, tx, id, call, agent); err != nil {
			return err
		}
		return t.store.audited(ctx, tx, Act{Actor: agent, Action: "contact.begun", Object: contactObject(id)})
	})
	refused := new(pgconn.PgError)
	if errors.As(err, &refused) && refused.ConstraintName == "contact_agent_fkey" {
		err = form.ErrNotYours
	}
	if (err == nil && done.RowsAffected() == 0) || refusal(err) != "" || errors.Is(err, form.ErrNotYours) { // surely no row names it
		t.store.discard(key)
	}
	return err
}

// keepNumber seals a call's number for its contact; nothing if there is none. One that does not open is not worth a contact that is
// not begun.
func (t Contacts) keepNumber(contact string, call queue.CallID, number queue.SealedNumber, box tink.AEAD) []byte {
	if number == "" {
		return nil
	}
	plain, err := t.store.keys.openNumber(call, number)
	if err == nil {
		plain, err = box.Encrypt(plain, contactPlace(contact, numberField))
	}
	if err != nil {
		t.store.log.Error().Str("contact", contact).Err(err).Msg("the number of a call is not kept")
		return nil
	}
	return plain
}

// open adds what is sealed to a contact's values. If its key was destroyed, they stay without.
func (t Contacts) open(ctx context.Context, c *row) error {
	if len(c.sealed) == 0 {
		return nil
	}
	box, err := t.box(ctx, c.key)
	if errors.Is(err, ErrForgotten) {
		t.store.log.Error().Str("contact", c.ID).Msg("the contact's key is not in the keyring: what it sealed cannot be read any more")
		return nil
	}
	if err != nil {
		return fmt.Errorf("contact %s: %w", c.ID, err)
	}
	return unseal(box, &c.Contact, c.sealed)
}

func (t Contacts) openAll(ctx context.Context, found []row) ([]form.Contact, error) {
	contacts := make([]form.Contact, len(found))
	for i := range found {
		if err := t.open(ctx, &found[i]); err != nil {
			return nil, fmt.Errorf("list contacts: %w", err)
		}
		contacts[i] = found[i].Contact
	}
	return contacts, nil
}
