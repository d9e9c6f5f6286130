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
	_, err := s.pool.Exec(ctx, insertPasskey, id, p.Credential, p.Name, p.Data)
	if refusal := new(pgconn.PgError); errors.As(err, &refusal) && refusal.ConstraintName == "passkey_credential_key" {
		return ErrPasskeyKnown
	}
	if err != nil {
		return fmt.Errorf("add passkey: %w", err)
	}
	return nil
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
	return s.changePasskey(ctx, "use passkey", updatePasskeyUsed, id, credential, data)
}

// RenamePasskey gives one another name; ErrNotFound if it is not the person's.
func (s *Store) RenamePasskey(ctx context.Context, id queue.AgentID, passkey, name string) error {
	if uuid.Validate(passkey) != nil {
		return ErrNotFound
	}
	return s.changePasskey(ctx, "rename passkey", updatePasskeyName, id, passkey, name)
}

// RemovePasskey takes one away; ErrNotFound if it is not the person's. With their last factor the recovery
// codes go too.
func (s *Store) RemovePasskey(ctx context.Context, id queue.AgentID, passkey string) error {
	if uuid.Validate(passkey) != nil {
		return ErrNotFound
	}
	if err := s.changePasskey(ctx, "remove passkey", deletePasskey, id, passkey); err != nil {
		return err
	}
	if _, err := s.pool.Exec(ctx, deleteUselessRecoveryCodes, id); err != nil {
		return fmt.Errorf("remove recovery codes: %w", err)
	}
	return nil
}

func (s *Store) changePasskey(ctx context.Context, what, update string, args ...any) error {
	done, err := s.pool.Exec(ctx, update, args...)
	if err == nil && done.RowsAffected() == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
