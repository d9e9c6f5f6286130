package sql

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

const upsertTOTP = `-- name: upsertTOTP
INSERT INTO totp (person, secret, last_step) VALUES ($1, $2, $3)
ON CONFLICT (person) DO UPDATE SET secret = excluded.secret, last_step = excluded.last_step, added_at = now()`

const selectTOTP = `-- name: selectTOTP
SELECT secret FROM totp WHERE person = $1`

const updateTOTPStep = `-- name: updateTOTPStep
UPDATE totp SET last_step = $2 WHERE person = $1 AND last_step < $2`

// SetTOTP gives a person an app or device for codes, in place of any they had. Step is that of the code
// which proved that they have it.
func (s *Store) SetTOTP(ctx context.Context, id queue.AgentID, secret []byte, step int64) error {
	box, err := s.Seal(totpUse(id), secret)
	if err != nil {
		return err
	}
	return s.changeOwn(ctx, "set TOTP", id, "account.totp_added", func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, upsertTOTP, id, box, step)
		return err
	})
}

// TOTP gives the secret of a person's codes; ErrNotFound if they have none.
func (s *Store) TOTP(ctx context.Context, id queue.AgentID) ([]byte, error) {
	var box []byte
	if err := s.pool.QueryRow(ctx, selectTOTP, id).Scan(&box); err != nil {
		return nil, fmt.Errorf("find TOTP: %w", found(err))
	}
	return s.Unseal(totpUse(id), box)
}

// UseTOTP notes that the code of a step was used; ErrUsed if that one or a later one was already. Of two at
// the same time one succeeds.
func (s *Store) UseTOTP(ctx context.Context, id queue.AgentID, step int64) error {
	done, err := s.pool.Exec(ctx, updateTOTPStep, id, step)
	if err == nil && done.RowsAffected() == 0 {
		err = ErrUsed
	}
	if err != nil {
		return fmt.Errorf("use TOTP: %w", err)
	}
	return nil
}

// RemoveTOTP takes a person's app or device away; with their last factor the recovery codes go too.
func (s *Store) RemoveTOTP(ctx context.Context, id queue.AgentID) error {
	return s.changeOwn(ctx, "remove TOTP", id, "account.totp_removed", func(tx pgx.Tx) error {
		if err := one(tx.Exec(ctx, deleteTOTP, id)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, deleteUselessRecoveryCodes, id)
		return err
	})
}

// totpUse binds the seal of a secret to its owner.
func totpUse(id queue.AgentID) string { return "totp " + string(id) }
