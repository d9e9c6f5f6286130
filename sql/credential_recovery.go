package sql

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

const insertRecoveryCode = `-- name: insertRecoveryCode
INSERT INTO recovery_code (person, hash) VALUES ($1, $2)`

const deleteRecoveryCode = `-- name: deleteRecoveryCode
DELETE FROM recovery_code WHERE person = $1 AND hash = $2`

// SetRecovery gives a person these codes in place of all they had. Only hashes are kept: codes must be too
// random to be guessed.
func (s *Store) SetRecovery(ctx context.Context, id queue.AgentID, codes []string) error {
	return s.changeOwn(ctx, "set recovery codes", id, "account.recovery_renewed", func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, deleteRecoveryCodes, id); err != nil {
			return err
		}
		for _, code := range codes {
			if _, err := tx.Exec(ctx, insertRecoveryCode, id, hashRecovery(id, code)); err != nil {
				return err
			}
		}
		return nil
	})
}

// UseRecovery uses a code up; false if it is not one of the person's, or not any more.
func (s *Store) UseRecovery(ctx context.Context, id queue.AgentID, code string) (bool, error) {
	done, err := s.pool.Exec(ctx, deleteRecoveryCode, id, hashRecovery(id, code))
	if err != nil {
		return false, fmt.Errorf("use recovery code: %w", err)
	}
	return done.RowsAffected() == 1, nil
}

func hashRecovery(id queue.AgentID, code string) []byte {
	sum := sha256.Sum256([]byte(string(id) + " " + code))
	return sum[:]
}
