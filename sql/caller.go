package sql

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
)

const selectContactsOfCaller = `-- name: selectContactsOfCaller
SELECT ` + contactColumns + ` FROM contact JOIN call ON call.id = contact.call
WHERE call.caller_key = ANY ($1::bytea[]) ORDER BY contact.opened_at DESC, contact.id LIMIT $2`

const selectCallsOfCaller = `-- name: selectCallsOfCaller
SELECT ` + callColumns + ` FROM call WHERE caller_key = ANY ($1::bytea[]) ORDER BY arrived_at DESC, id LIMIT $2`

const selectNumber = `-- name: selectNumber
SELECT number_sealed, vault_key::text FROM contact WHERE id = $1`

// OfCaller lists the contacts of one caller, the newest first, at most so many. The keys are those of Keys.Recognise or KeysOf.
func (t Contacts) OfCaller(ctx context.Context, keys [][]byte, most int) ([]form.Contact, error) {
	rows, _ := t.store.pool.Query(ctx, selectContactsOfCaller, keys, most)
	found, err := pgx.CollectRows(rows, scanContact)
	if err != nil {
		return nil, fmt.Errorf("list contacts: %w", err)
	}
	return t.openAll(ctx, found)
}

// CallsOfCaller lists the calls of one caller, the newest first, at most so many. The keys are those of Keys.Recognise or KeysOf.
func (s *Store) CallsOfCaller(ctx context.Context, keys [][]byte, most int) ([]Call, error) {
	rows, _ := s.pool.Query(ctx, selectCallsOfCaller, keys, most)
	calls, err := pgx.CollectRows(rows, scanCall)
	if err != nil {
		return nil, fmt.Errorf("list calls: %w", err)
	}
	return calls, nil
}

// Number reveals the caller's number of a contact, in E.164 if it is one. It may be called only through the audited door, which asks for a
// purpose and writes down who saw what. ErrNotFound if none is kept, ErrForgotten if it was erased.
func (t Contacts) Number(ctx context.Context, contact string) (string, error) {
	if uuid.Validate(contact) != nil {
		return "", fmt.Errorf("reveal a number: %w", ErrNotFound)
	}
	var sealed []byte
	var key *string
	err := found(t.store.pool.QueryRow(ctx, selectNumber, contact).Scan(&sealed, &key))
	if err == nil && (sealed == nil || key == nil) {
		err = ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("reveal a number: %w", err)
	}
	box, err := t.box(ctx, key)
	if err != nil {
		return "", fmt.Errorf("reveal a number: %w", err)
	}
	number, err := box.Decrypt(sealed, contactPlace(contact, numberField))
	if err != nil {
		return "", fmt.Errorf("reveal a number: %w", errors.New("it does not open with the contact's key"))
	}
	return string(number), nil
}
