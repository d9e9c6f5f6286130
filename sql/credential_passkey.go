package sql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"alo116/queue"
)

// ErrPasskeyKnown says that this passkey was added before.
var ErrPasskeyKnown = errors.New("this passkey is known already")

// Passkey is the public half of a person's passkey.
type Passkey struct {
	ID         string // ours
	Credential []byte // the authenticator's own
	Name       string
	Data       json.RawMessage // as the web room's library packs it
	AddedAt    time.Time
	UsedAt     *time.Time
}

const insertPasskey = `-- name: insertPasskey
INSERT INTO passkey (person, credential, name, data) VALUES ($1, $2, $3, $4)`

const selectPasskeys = `-- name: selectPasskeys
SELECT id, credential, name, data, added_at, used_at FROM passkey WHERE person = $1 ORDER BY added_at`

const updatePasskeyUsed = `-- name: updatePasskeyUsed
UPDATE passkey SET data = $3, used_at = now() WHERE person = $1 AND credential = $2`

const updatePasskeyName = `-- name: updatePasskeyName
UPDATE passkey SET name = $3 WHERE person = $1 AND id = $2`

const deletePasskey = `-- name: deletePasskey
DELETE FROM passkey WHERE person = $1 AND id = $2`

// AddPasskey adds one; ErrPasskeyKnown if it is anybody's already.
func (s *Store) AddPasskey(ctx context.Context, id queue.AgentID, p Passkey) error {
	return s.changeOwn(ctx, "add passkey", id, "account.passkey_added", func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, insertPasskey, id, p.Credential, p.Name, p.Data)
		return refusedPasskey(err)
	})
}

// refusedPasskey gives what the schema said against a passkey its own error.
func refusedPasskey(err error) error {
	if refusal := new(pgconn.PgError); errors.As(err, &refusal) && refusal.ConstraintName == "passkey_credential_key" {
		return ErrPasskeyKnown
	}
	return err
}

// Passkeys lists a person's, the oldest first.
func (s *Store) Passkeys(ctx context.Context, id queue.AgentID) ([]Passkey, error) {
	rows, _ := s.pool.Query(ctx, selectPasskeys, id)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p Passkey, err error) {
		err = row.Scan(&p.ID, &p.Credential, &p.Name, &p.Data, &p.AddedAt, &p.UsedAt)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list passkeys: %w", err)
	}
	return list, nil
}

// UsePasskey notes that one was used, with its new counter in data.
func (s *Store) UsePasskey(ctx context.Context, id queue.AgentID, credential []byte, data json.RawMessage) error {
	if err := one(s.pool.Exec(ctx, updatePasskeyUsed, id, credential, data)); err != nil {
		return fmt.Errorf("use passkey: %w", err)
	}
	return nil
}

// RenamePasskey gives one another name; ErrNotFound if it is not the person's.
func (s *Store) RenamePasskey(ctx context.Context, id queue.AgentID, passkey, name string) error {
	if uuid.Validate(passkey) != nil {
		return ErrNotFound
	}
	return s.changeOwn(ctx, "rename passkey", id, "account.passkey_renamed", func(tx pgx.Tx) error {
		return one(tx.Exec(ctx, updatePasskeyName, id, passkey, name))
	})
}

// RemovePasskey takes one away; ErrNotFound if it is not the person's. With their last factor the recovery
// codes go too.
func (s *Store) RemovePasskey(ctx context.Context, id queue.AgentID, passkey string) error {
	if uuid.Validate(passkey) != nil {
		return ErrNotFound
	}
	return s.changeOwn(ctx, "remove passkey", id, "account.passkey_removed", func(tx pgx.Tx) error {
		if err := one(tx.Exec(ctx, deletePasskey, id, passkey)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, deleteUselessRecoveryCodes, id)
		return err
	})
}
