package sql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// A service has its keys from the key file itself, or from a copy that was made at its start and never changes, as systemd's credentials
// are. It cannot know of a change to a file that it does not see; so each tells here what it works with, and whoever changes keys looks.

// holding is for how long a service that told what it works with is taken to run on.
const holding = time.Minute

// ErrKeysApart says that a service that runs has other keys than the key file: what would be done now would be lost on it.
var ErrKeysApart = errors.New("a service that runs works with other keys than the newest of this key file. If it was given a copy of it, give it a new one " +
	"(systemd-creds encrypt --name=keys KEYFILE /etc/alo116/keys.cred) and restart it (systemctl restart alo116: calls go on), then do this again. " +
	"If it reads this file itself, it takes it within ten seconds. One that was killed counts as running for a minute")

const upsertKeyHolder = `-- name: upsertKeyHolder
INSERT INTO key_holder (id, master, epoch, told_at) VALUES ($1, $2, $3, now())
ON CONFLICT (id) DO UPDATE SET master = excluded.master, epoch = excluded.epoch, told_at = excluded.told_at`

// Whoever was killed leaves a row, which the next one clears away.
const deleteKeyHolder = `-- name: deleteKeyHolder
DELETE FROM key_holder WHERE id = $1 OR told_at < now() - $2::interval`

const selectKeyHolders = `-- name: selectKeyHolders
SELECT master, epoch FROM key_holder WHERE told_at >= now() - $1::interval`

// keyHolder is what a service that runs works with.
type keyHolder struct{ Master, Epoch int64 }

// HoldKeys takes a changed key file and tells what this service works with. It is to be called every few seconds.
func (s *Store) HoldKeys(ctx context.Context) error {
	fault := s.keys.Refresh() // it works on with those it has, and tells of them
	if _, err := s.pool.Exec(ctx, upsertKeyHolder, s.life, inUse(s.keys.Masters()), inUse(s.keys.Epochs())); err != nil {
		return errors.Join(fault, fmt.Errorf("tell which keys are in use: %w", err))
	}
	return errors.Join(fault, s.knowMaster(ctx), s.KeysCurrent(ctx))
}

// LetKeysGo tells that this service works with keys no more.
func (s *Store) LetKeysGo(ctx context.Context) error {
	if _, err := s.pool.Exec(ctx, deleteKeyHolder, s.life, holding); err != nil {
		return fmt.Errorf("tell that the keys are not in use any more: %w", err)
	}
	return nil
}

// keysTogether tells whether all services that run work with what is good.
func (s *Store) keysTogether(ctx context.Context, good func(keyHolder) bool) error {
	rows, _ := s.pool.Query(ctx, selectKeyHolders, holding)
	holders, err := pgx.CollectRows(rows, pgx.RowToStructByPos[keyHolder])
	if err != nil {
		return fmt.Errorf("look which keys the services work with: %w", err)
	}
	if !slices.ContainsFunc(holders, func(h keyHolder) bool { return !good(h) }) {
		return nil
	}
	return ErrKeysApart
}

// mastersTogether tells whether all services that run wrap with the newest master key.
func (s *Store) mastersTogether(ctx context.Context) error {
	newest := inUse(s.keys.Masters())
	return s.keysTogether(ctx, func(h keyHolder) bool { return h.Master == newest })
}

// epochsTogether tells whether no service that runs hashes with one of some epochs.
func (s *Store) epochsTogether(ctx context.Context, without []uint32) error {
	return s.keysTogether(ctx, func(h keyHolder) bool { return !slices.Contains(without, uint32(h.Epoch)) })
}

// inUse is the number of the version that is used for what is new.
func inUse(states []KeyState) int64 {
	i := slices.IndexFunc(states, func(k KeyState) bool { return k.Primary })
	return int64(states[i].ID)
}
