package sql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

// Proofs are the ways in which somebody who lost their second factors may have proven who they are: as surely as on their first
// day (ASVS 6.4.4). Their words are the page's.
var Proofs = []string{"id_seen", "two_colleagues", "called_back"}

// ErrNotProven says that nobody told how somebody proved who they are.
var ErrNotProven = errors.New("it is not said how they proved who they are")

// ForgetFactors takes all second factors from a person who lost them and proved who they are, forgets who they are at an OpenID
// provider, and ends their sessions and their desk phone. From then on the password alone leads in, or to enrolling; and they are told.
func (s *Store) ForgetFactors(ctx context.Context, id queue.AgentID, proof string) error {
	if !slices.Contains(Proofs, proof) {
		return ErrNotProven
	}
	err := s.in(ctx, func(tx pgx.Tx) error {
		var all pgx.Batch
		all.Queue(deleteTOTP, id)
		all.Queue(deletePasskeys, id)
		all.Queue(deleteRecoveryCodes, id)
		all.Queue(deleteSubject, id)
		if _, err := s.endEra(ctx, tx, id); err != nil {
			return err
		}
		if err := tx.SendBatch(ctx, &all).Close(); err != nil {
			return err
		}
		return s.audited(ctx, tx, Act{Action: "account.factors_forgotten", Object: personObject(id), Purpose: proof})
	})
	if err != nil {
		return fmt.Errorf("forget second factors: %w", err)
	}
	return nil
}

// Forgotten is that somebody's second factors were taken from them, which they have not been told yet.
type Forgotten struct {
	At    time.Time
	By    string // empty: by whoever runs the server
	Proof string
}

const selectForgotten = `-- name: selectForgotten
SELECT audit.at, coalesce(person.name, ''), audit.purpose
FROM audit LEFT JOIN person ON person.id::text = audit.actor
WHERE audit.object = $1 AND audit.action = 'account.factors_forgotten' AND audit.purpose <> '' AND audit.n > coalesce(
    (SELECT max(n) FROM audit WHERE object = $1 AND action = 'account.forgetting_told'), 0)
ORDER BY audit.n DESC LIMIT 1`

// Forgotten tells whether somebody's second factors were forgotten since they were told of it last; ErrNotFound if not.
func (s *Store) Forgotten(ctx context.Context, id queue.AgentID) (f Forgotten, err error) {
	err = s.pool.QueryRow(ctx, selectForgotten, personObject(id)).Scan(&f.At, &f.By, &f.Proof)
	if err != nil {
		return Forgotten{}, fmt.Errorf("look for forgotten factors: %w", found(err))
	}
	return f, nil
}

// ToldForgotten notes that they have been told.
func (s *Store) ToldForgotten(ctx context.Context, id queue.AgentID) error {
	return s.changeOwn(ctx, "tell of forgotten factors", id, "account.forgetting_told", func(tx pgx.Tx) error {
		var f Forgotten
		err := tx.QueryRow(ctx, selectForgotten, personObject(id)).Scan(&f.At, &f.By, &f.Proof)
		if errors.Is(err, pgx.ErrNoRows) {
			return errNothing
		}
		return err
	})
}
