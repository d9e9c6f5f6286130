package sql

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

// ErrUsed says that a code was used before.
var ErrUsed = errors.New("this code was used already")

// ErrNotFirst says that a person has a second factor by now, or that the era in which they proved who they are is over.
var ErrNotFirst = errors.New("this would not be the first factor of the one who began")

// Factors is what a person has beside their password.
type Factors struct {
	TOTP     bool
	Passkeys int
	Recovery int // codes not used yet
}

// Any tells whether there is a second factor. Recovery codes alone are none: they stand in for a lost one.
func (f Factors) Any() bool { return f.TOTP || f.Passkeys > 0 }

const selectFactors = `-- name: selectFactors
SELECT EXISTS (SELECT FROM totp WHERE person = $1), (SELECT count(*) FROM passkey WHERE person = $1),
(SELECT count(*) FROM recovery_code WHERE person = $1)`

const deleteTOTP = `-- name: deleteTOTP
DELETE FROM totp WHERE person = $1`

const deletePasskeys = `-- name: deletePasskeys
DELETE FROM passkey WHERE person = $1`

const deleteRecoveryCodes = `-- name: deleteRecoveryCodes
DELETE FROM recovery_code WHERE person = $1`

const deleteUselessRecoveryCodes = `-- name: deleteUselessRecoveryCodes
DELETE FROM recovery_code WHERE person = $1
AND NOT EXISTS (SELECT FROM totp WHERE person = $1) AND NOT EXISTS (SELECT FROM passkey WHERE person = $1)`

// Factors tells what a person has.
func (s *Store) Factors(ctx context.Context, id queue.AgentID) (f Factors, err error) {
	if err := s.pool.QueryRow(ctx, selectFactors, id).Scan(&f.TOTP, &f.Passkeys, &f.Recovery); err != nil {
		return Factors{}, fmt.Errorf("look for second factors: %w", err)
	}
	return f, nil
}

// Seal protects a short text of the service's own, for a place where others may touch it. It opens only
// under the same use.
func (s *Store) Seal(use string, text []byte) ([]byte, error) {
	box, err := s.keys.Encrypt(text, []byte(use))
	if err != nil {
		return nil, fmt.Errorf("seal for %s: %w", use, err)
	}
	return box, nil
}

// Unseal opens what Seal made under the same use.
func (s *Store) Unseal(use string, box []byte) ([]byte, error) {
	text, err := s.keys.Decrypt(box, []byte(use))
	if err != nil {
		return nil, fmt.Errorf("unseal for %s: %w", use, err)
	}
	return text, nil
}

const updateOwnPassword = `-- name: updateOwnPassword
UPDATE person SET password_hash = $2, password_once = false, password_until = NULL, era = era + 1
WHERE id = $1 AND era = $3 AND NOT disabled`

// ChangePassword is a person's own change of their password, from the session of this token: the others end. ErrNotFound
// says that the era in which they proved who they are is over.
func (s *Store) ChangePassword(ctx context.Context, id queue.AgentID, era int, hash, token string) error {
	err := s.in(ctx, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, updateOwnPassword, id, hash, era)
		if err == nil && done.RowsAffected() == 0 {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteOtherSessions, id, hashToken(token)); err != nil {
			return err
		}
		return s.audited(ctx, tx, Act{Action: "account.password", Object: personObject(id)})
	})
	if err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	return nil
}
