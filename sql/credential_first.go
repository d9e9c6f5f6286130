package sql

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

// It waits for whoever adds a factor: a row that names the person holds on to them.
const lockFactorless = `-- name: lockFactorless
SELECT true FROM person WHERE id = $1 AND era = $2 AND NOT disabled FOR UPDATE`

const insertTOTP = `-- name: insertTOTP
INSERT INTO totp (person, secret, last_step) VALUES ($1, $2, $3)`

// SetFirstTOTP is SetTOTP for who has no second factor yet and signs in; ErrNotFirst if that is not so any more.
func (s *Store) SetFirstTOTP(ctx context.Context, id queue.AgentID, era int, secret []byte, step int64) error {
	box, err := s.Seal(totpUse(id), secret)
	if err != nil {
		return err
	}
	return s.addFirst(ctx, id, era, "account.totp_added", func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, insertTOTP, id, box, step)
		return err
	})
}

// AddFirstPasskey is AddPasskey for who has no second factor yet and signs in; ErrNotFirst if that is not so any more.
func (s *Store) AddFirstPasskey(ctx context.Context, id queue.AgentID, era int, p Passkey) error {
	return s.addFirst(ctx, id, era, "account.passkey_added", func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, insertPasskey, id, p.Credential, p.Name, p.Data)
		return refusedPasskey(err)
	})
}

func (s *Store) addFirst(ctx context.Context, id queue.AgentID, era int, action string, add func(pgx.Tx) error) error {
	err := s.in(ctx, func(tx pgx.Tx) error {
		var free bool
		if err := tx.QueryRow(ctx, lockFactorless, id, era).Scan(&free); errors.Is(err, pgx.ErrNoRows) {
			return ErrNotFirst
		} else if err != nil {
			return err
		}
		var f Factors
		if err := tx.QueryRow(ctx, selectFactors, id).Scan(&f.TOTP, &f.Passkeys, &f.Recovery); err != nil {
			return err
		}
		if f.Any() {
			return ErrNotFirst
		}
		if err := add(tx); err != nil {
			return err
		}
		return s.audited(ctx, tx, Act{Actor: id, Action: action, Object: personObject(id)})
	})
	if err != nil {
		return fmt.Errorf("add the first factor: %w", err)
	}
	return nil
}
