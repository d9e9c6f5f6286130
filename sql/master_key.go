package sql

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ErrOldKeys says that this program's keys are older than those that the database knows of: it has an old copy of the key file.
var ErrOldKeys = errors.New("the keys are older than what is wrapped by others already: they are an old copy of the key file. A service that was given " +
	"a copy needs the new one (systemd-creds encrypt --name=keys KEYFILE /etc/alo116/keys.cred) and a restart (systemctl restart alo116: calls go on)")

const insertMaster = `-- name: insertMaster
INSERT INTO master_key (id) VALUES ($1) ON CONFLICT (id) DO NOTHING`

const selectOldMasters = `-- name: selectOldMasters
SELECT EXISTS (SELECT FROM master_key WHERE id = $1 AND retired_at IS NOT NULL)
    OR NOT coalesce((SELECT id = ANY ($2::bigint[]) FROM master_key ORDER BY known_at DESC LIMIT 1), true)`

const selectMasterRetired = `-- name: selectMasterRetired
SELECT EXISTS (SELECT FROM master_key WHERE id = $1 AND retired_at IS NOT NULL)`

const retireMaster = `-- name: retireMaster
INSERT INTO master_key (id, retired_at) VALUES ($1, now()) ON CONFLICT (id) DO UPDATE SET retired_at = excluded.retired_at`

const unretireMasters = `-- name: unretireMasters
UPDATE master_key SET retired_at = NULL WHERE id = ANY ($1::bigint[])`

// KeysCurrent tells whether these are the keys with which the others work: ErrOldKeys if something may be wrapped by a master key that is
// not among them, or if the one in use was destroyed.
func (s *Store) KeysCurrent(ctx context.Context) error {
	var old bool
	masters := s.keys.Masters()
	if err := s.pool.QueryRow(ctx, selectOldMasters, inUse(masters), keyNumbers(masters)).Scan(&old); err != nil {
		return fmt.Errorf("look whether the keys are the newest: %w", err)
	}
	if old {
		return ErrOldKeys
	}
	return nil
}

// knowMaster tells the database that something may be wrapped by the newest master key from now on.
func (s *Store) knowMaster(ctx context.Context) error {
	if _, err := s.pool.Exec(ctx, insertMaster, inUse(s.keys.Masters())); err != nil {
		return fmt.Errorf("tell of the master key: %w", err)
	}
	return nil
}

// asker is a connection of the pool, or a transaction.
type asker interface {
	QueryRow(ctx context.Context, query string, args ...any) pgx.Row
}

// mayWrap tells whether what was wrapped and kept just now may stay. Whoever retires a master key says so first and then looks for what is
// wrapped by it: either they find this, or this finds what they said.
func mayWrap(ctx context.Context, db asker, wrapped []byte) error {
	id, ok := masterOf(wrapped)
	if !ok {
		return errors.New("it does not say which master key wrapped it")
	}
	var retired bool
	if err := db.QueryRow(ctx, selectMasterRetired, int64(id)).Scan(&retired); err != nil {
		return fmt.Errorf("look whether the master key was retired: %w", err)
	}
	if retired {
		return ErrOldKeys
	}
	return nil
}

// retireMasters says that nothing may be wrapped by some master keys any more, and unsays it if check fails.
func (s *Store) retireMasters(ctx context.Context, old []KeyState, check func() error) error {
	for _, k := range old {
		if _, err := s.pool.Exec(ctx, retireMaster, int64(k.ID)); err != nil {
			return fmt.Errorf("tell of the retired master keys: %w", err)
		}
	}
	fault := check()
	if fault == nil {
		return nil
	}
	_, err := s.pool.Exec(context.WithoutCancel(ctx), unretireMasters, keyNumbers(old))
	return errors.Join(fault, err)
}

func keyNumbers(states []KeyState) (ids []int64) {
	for _, k := range states {
		ids = append(ids, int64(k.ID))
	}
	return ids
}
