package sql

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const selectKeyTrail = `-- name: selectKeyTrail
SELECT object, at FROM audit WHERE action = 'keys.changed' ORDER BY n`

// A call's key stands with the call and with what made it.
const selectEpochUsed = `-- name: selectEpochUsed
SELECT EXISTS (SELECT FROM call WHERE caller_key IS NOT NULL AND substring(caller_key FROM 1 FOR 4) = $1)
    OR EXISTS (SELECT FROM call_event WHERE caller_key IS NOT NULL AND substring(caller_key FROM 1 FOR 4) = $1)`

// rested is how long an epoch must be over before its key may go: by then no call of its time is under way.
const rested = 24 * time.Hour

// Turn is what is to be done about the epochs of the hash for numbers.
type Turn struct {
	// Begin: the present one is as old as one may become, so that another one is to begin.
	Begin bool
	// Drop are old ones by which nobody is recognised any more: what they hashed had its time, or was erased. Their keys serve only
	// whoever has an old backup.
	Drop []uint32
}

// Due tells whether anything is.
func (t Turn) Due() bool { return t.Begin || len(t.Drop) > 0 }

// EpochTurn tells what is to be done about the epochs at that time, if none may be in use for longer than so long. An epoch of which the
// audit trail of this database does not know when it began, or when the next one did, is left alone: it may not be the right database.
func (s *Store) EpochTurn(ctx context.Context, now time.Time, longest time.Duration) (turn Turn, err error) {
	if err := s.keys.Refresh(); err != nil {
		return turn, err
	}
	began, err := s.epochsBegan(ctx)
	if err != nil {
		return turn, fmt.Errorf("look when the epochs began: %w", err)
	}
	epochs := s.keys.Epochs()
	for i, epoch := range epochs {
		since, known := began[epoch.ID]
		if epoch.Primary {
			turn.Begin = known && now.Sub(since) >= longest
			continue
		}
		if i+1 == len(epochs) {
			continue
		}
		if over, known := began[epochs[i+1].ID]; !known || now.Sub(over) < rested {
			continue
		}
		used, err := s.epochUsed(ctx, epoch.ID)
		if err != nil {
			return Turn{}, fmt.Errorf("look whether epoch %d recognises anybody: %w", epoch.ID, err)
		}
		if !used {
			turn.Drop = append(turn.Drop, epoch.ID)
		}
	}
	return turn, nil
}

// epochsBegan tells from the audit trail when each epoch was first known.
func (s *Store) epochsBegan(ctx context.Context) (map[uint32]time.Time, error) {
	began := map[uint32]time.Time{}
	rows, _ := s.pool.Query(ctx, selectKeyTrail)
	var told string
	var at time.Time
	_, err := pgx.ForEachRow(rows, []any{&told, &at}, func() error {
		_, epochs, _ := strings.Cut(told, " epochs ")
		for name := range strings.FieldsSeq(epochs) {
			id, err := strconv.ParseUint(strings.TrimSuffix(name, "*"), 10, 32)
			if err != nil {
				return err
			}
			if _, known := began[uint32(id)]; !known {
				began[uint32(id)] = at
			}
		}
		return nil
	})
	return began, err
}

func (s *Store) epochUsed(ctx context.Context, epoch uint32) (used bool, err error) {
	err = s.pool.QueryRow(ctx, selectEpochUsed, epochMark(epoch)).Scan(&used)
	return used, err
}

// TurnEpochs gives keys as a turn says, to be put in the file's place. It refuses to drop one while records wait in the spool, for they may
// name callers of any epoch, or while a service that runs hashes with it (ErrKeysApart).
func (s *Store) TurnEpochs(ctx context.Context, turn Turn, spoolDir string) (*Keys, error) {
	if err := spoolEmpty(spoolDir); err != nil && len(turn.Drop) > 0 {
		return nil, fmt.Errorf("no epoch was dropped: %w", err)
	}
	if err := s.epochsTogether(ctx, turn.Drop); err != nil {
		return nil, fmt.Errorf("no epoch was begun or dropped: %w", err)
	}
	keys := s.keys
	var err error
	if turn.Begin {
		keys, err = keys.NewEpoch()
	}
	for _, epoch := range turn.Drop {
		if err == nil {
			keys, err = keys.DropEpoch(epoch)
		}
	}
	return keys, err
}

// DropEpoch gives keys without an old epoch, whoever is still recognised by it. ErrKeysApart if a service that runs hashes with it.
func (s *Store) DropEpoch(ctx context.Context, epoch uint32) (*Keys, error) {
	if err := s.epochsTogether(ctx, []uint32{epoch}); err != nil {
		return nil, fmt.Errorf("epoch %d was not dropped: %w", epoch, err)
	}
	return s.keys.DropEpoch(epoch)
}
