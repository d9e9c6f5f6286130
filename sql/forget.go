package sql

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// openVault lets this transaction change what is append-only otherwise: sealed texts and callers' keys.
const openVault = `-- name: openVault
SELECT set_config('alo116.vault', 'on', true)`

const forgetContact = `-- name: forgetContact
UPDATE contact SET sealed = '{}', number_sealed = NULL, forgotten_at = coalesce(forgotten_at, clock_timestamp()),
    closed_at = coalesce(closed_at, greatest(clock_timestamp(), opened_at))
WHERE id = $1`

// selectUnlinked finds the calls that must not tell who called: all of the caller if nothing else of them is kept, or only the
// contact's own if that is asked for.
const selectUnlinked = `-- name: selectUnlinked
WITH own AS (
    SELECT call.id, call.caller_key FROM contact JOIN call ON call.id = contact.call
    WHERE contact.id = $1 AND call.caller_key IS NOT NULL
), kept AS (
    SELECT EXISTS (SELECT FROM contact JOIN call ON call.id = contact.call JOIN own ON own.caller_key = call.caller_key
        WHERE contact.id <> $1 AND contact.forgotten_at IS NULL) AS more
)
SELECT call.id FROM own CROSS JOIN kept JOIN call ON call.caller_key = own.caller_key
WHERE NOT kept.more OR ($2 AND call.id = own.id)`

const unlinkEvents = `-- name: unlinkEvents
UPDATE call_event SET caller_key = NULL WHERE call = ANY ($1::text[]) AND caller_key IS NOT NULL`

const unlinkCalls = `-- name: unlinkCalls
UPDATE call SET caller_key = NULL WHERE id = ANY ($1::text[]) AND caller_key IS NOT NULL`

const selectVaultKey = `-- name: selectVaultKey
SELECT vault_key::text FROM contact WHERE id = $1`

const clearVaultKey = `-- name: clearVaultKey
UPDATE contact SET vault_key = NULL WHERE id = $1 AND forgotten_at IS NOT NULL`

const selectHalfForgotten = `-- name: selectHalfForgotten
SELECT id::text FROM contact WHERE forgotten_at IS NOT NULL AND vault_key IS NOT NULL ORDER BY forgotten_at`

// Forget erases what is personal in a contact, here and in every backup: its sealed texts and number, its history, and its key. Codes
// stay for the statistics. An open contact is closed. Its caller is no longer recognised by the call if no other contact of theirs
// is kept, or in any case if unlink is true. ErrNotFound if there is no such contact.
//
// It may be repeated at will, and must be after an error or a crash: FinishForgetting does that.
func (s *Store) Forget(ctx context.Context, contact string, unlink bool) error {
	if uuid.Validate(contact) != nil {
		return fmt.Errorf("forget contact: %w", ErrNotFound)
	}
	err := s.in(ctx, func(tx pgx.Tx) error { return s.forgetAll(ctx, tx, []string{contact}, forgetting{unlink: unlink}) })
	if err == nil {
		err = s.destroyKey(ctx, keyedContact, contact)
	}
	if err != nil {
		return fmt.Errorf("forget contact: %w", err)
	}
	return nil
}

func forget(ctx context.Context, tx pgx.Tx, contact string, anyway bool) error {
	for _, statement := range []string{openVault, lockJournal} {
		query := statement
		if _, err := tx.Exec(ctx, query); err != nil {
			return err
		}
	}
	rows, _ := tx.Query(ctx, selectUnlinked, contact, anyway) // first: what is forgotten does not say which call it was of
	calls, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	done, err := tx.Exec(ctx, forgetContact, contact)
	if err == nil && done.RowsAffected() == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return err
	}
	for _, statement := range []string{deleteApproachesOf, deleteTasksOf} {
		query := statement
		if _, err := tx.Exec(ctx, query, contact); err != nil {
			return err
		}
	}
	if len(calls) == 0 {
		return nil
	}
	return unlink(ctx, tx, calls)
}

// keyed are things with keys of their own: the statements that give the key's name, and take it off the row.
type keyed struct{ key, clear string }

var (
	keyedContact = keyed{selectVaultKey, clearVaultKey}
	keyedCase    = keyed{selectCaseKey, clearCaseKey}
)

// destroyKey destroys the key of a contact or a case that was emptied. The row names it until it is gone everywhere.
func (s *Store) destroyKey(ctx context.Context, of keyed, id string) error {
	var key *string
	query, update := of.key, of.clear
	if err := s.pool.QueryRow(ctx, query, id).Scan(&key); err != nil || key == nil {
		return err
	}
	ring, err := s.ring(ctx)
	if err != nil {
		return err
	}
	if err := ring.Destroy(*key); err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, update, id)
	return err
}

// half is a contact or a case that is emptied, and whose key is still there.
type half struct {
	of keyed
	id string
}

// halfForgotten lists them, the longest first, the contacts before the cases.
func (s *Store) halfForgotten(ctx context.Context) (found []half, err error) {
	for _, list := range []struct {
		of    keyed
		query string
	}{{keyedContact, selectHalfForgotten}, {keyedCase, selectHalfForgottenCases}} {
		query := list.query
		rows, _ := s.pool.Query(ctx, query)
		ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			found = append(found, half{list.of, id})
		}
	}
	return found, nil
}

// FinishForgetting destroys the keys that a crash, or a folder that was away, left after Forget had emptied what they seal. It tells
// how many, also beside an error.
func (s *Store) FinishForgetting(ctx context.Context) (finished int, err error) {
	halves, err := s.halfForgotten(ctx)
	for _, h := range halves {
		if err = s.destroyKey(ctx, h.of, h.id); err != nil {
			break
		}
		finished++
	}
	if err != nil {
		return finished, fmt.Errorf("finish forgetting: %w", err)
	}
	return finished, nil
}
