package sql

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"alo116/queue"
)

// errNothing undoes a change that turned out to be none, without an act.
var errNothing = errors.New("nothing to do")

// changeOwn changes what a person signs in with, by themselves, together with the act that proves it: there is neither without
// the other.
func (s *Store) changeOwn(ctx context.Context, what string, id queue.AgentID, action string, change func(pgx.Tx) error) error {
	err := s.in(ctx, func(tx pgx.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		return s.audited(ctx, tx, Act{Actor: id, Action: action, Object: personObject(id)})
	})
	if err != nil && !errors.Is(err, errNothing) {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// one makes a change of no row ErrNotFound.
func one(done pgconn.CommandTag, err error) error {
	if err == nil && done.RowsAffected() == 0 {
		return ErrNotFound
	}
	return err
}
