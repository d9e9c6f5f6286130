package sql

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const forgetCase = `-- name: forgetCase
UPDATE child_case SET values = '{}', sealed = '{}', place = NULL, follow_up = NULL, forgotten_at = coalesce(forgotten_at, clock_timestamp()),
    status = 'closed', outcome = coalesce(outcome, 'other'), closed_at = coalesce(closed_at, greatest(clock_timestamp(), opened_at))
WHERE id = $1`

// What was done in a case, all but its statuses, says more than its statistics need.
const deleteCaseHistory = `-- name: deleteCaseHistory
SELECT forget_case_history($1)`

const selectCaseKey = `-- name: selectCaseKey
SELECT vault_key::text FROM child_case WHERE id = $1`

const clearCaseKey = `-- name: clearCaseKey
UPDATE child_case SET vault_key = NULL WHERE id = $1 AND forgotten_at IS NOT NULL`

const selectHalfForgottenCases = `-- name: selectHalfForgottenCases
SELECT id::text FROM child_case WHERE forgotten_at IS NOT NULL AND vault_key IS NOT NULL ORDER BY forgotten_at`

// Forget erases what is personal in a case, here and in every backup, as Store.Forget does with a contact; an open one is closed. Its
// contacts stay: each is forgotten on its own. That there was a case stays, how long, at what risk, for what and how it ended.
func (t Cases) Forget(ctx context.Context, id, purpose string) error {
	if uuid.Validate(id) != nil {
		return fmt.Errorf("forget case: %w", ErrNotFound)
	}
	err := t.store.in(ctx, func(tx pgx.Tx) error { return t.store.forgetCases(ctx, tx, []string{id}, purpose) })
	if err == nil {
		err = t.store.destroyKey(ctx, keyedCase, id)
	}
	if err != nil {
		return fmt.Errorf("forget case: %w", err)
	}
	return nil
}

// forgetCases empties cases of all that is personal. Their keys are to be destroyed once that is committed.
func (s *Store) forgetCases(ctx context.Context, tx pgx.Tx, cases []string, purpose string) error {
	for _, id := range cases {
		if err := one(tx.Exec(ctx, forgetCase, id)); err != nil {
			return err
		}
		if err := s.audited(ctx, tx, Act{Action: "case.forgotten", Object: caseObject(id), Purpose: purpose}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteCaseHistory, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, forgetReferrals, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, forgetDocuments, id); err != nil {
			return err
		}
		if err := s.eraseAuditWords(ctx, tx, caseObject(id), purpose); err != nil {
			return err
		}
	}
	return nil
}
