package sql

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"alo116/sql/audit"
)

const eraseAuditWords = `-- name: eraseAuditWords
UPDATE audit SET salt = NULL, words = NULL WHERE object = $1 AND words IS NOT NULL RETURNING n`

const selectAuditWords = `-- name: selectAuditWords
SELECT n, words FROM audit WHERE words IS NOT NULL ORDER BY n`

const updateAuditWords = `-- name: updateAuditWords
UPDATE audit SET words = $2 WHERE n = $1 AND words IS NOT NULL`

// EraseAuditWords takes the free words about an object out of the audit trail, as the law may demand. That something was
// done, by whom and why, as a code, stays provable.
func (s *Store) EraseAuditWords(ctx context.Context, object, purpose string) error {
	err := s.in(ctx, func(tx pgx.Tx) error { return s.eraseAuditWords(ctx, tx, object, purpose) })
	if err != nil {
		return fmt.Errorf("erase words of the audit trail: %w", err)
	}
	return nil
}

func (s *Store) eraseAuditWords(ctx context.Context, tx pgx.Tx, object, purpose string) error {
	rows, _ := tx.Query(ctx, eraseAuditWords, object)
	erased, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	for _, n := range erased {
		if err := s.audited(ctx, tx, Act{Action: audit.Erased, Object: audit.Name(n), Purpose: purpose}); err != nil {
			return err
		}
	}
	return nil
}

// ResealAuditWords seals all free words of the audit trail with the newest key, so that older ones can be retired.
func (s *Store) ResealAuditWords(ctx context.Context) error {
	err := s.in(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, selectAuditWords)
		entries, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e audit.Entry, err error) {
			err = row.Scan(&e.N, &e.Sealed)
			return e, err
		})
		if err != nil {
			return err
		}
		for _, e := range entries {
			sealed, err := s.keys.trail().Reseal(e)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, updateAuditWords, e.N, sealed); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("seal the words of the audit trail anew: %w", err)
	}
	return nil
}
