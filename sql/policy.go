package sql

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// PolicyVersion is one attempt to bring rules into force.
type PolicyVersion struct {
	At time.Time
	// Text is the policy file as it was read. It is kept only of a policy that came into force.
	Text []byte
	// Refused is why it did not: "unreadable", "malformed", "faulty" or "team"; empty if it did.
	Refused string
}

// A policy that is in force already is not written again: each start reads it.
const insertPolicy = `-- name: insertPolicy
INSERT INTO policy_version (at, sha256, policy, refused)
SELECT $1::timestamptz, $2::bytea, nullif($3::text, ''), nullif($4::text, '')
WHERE $4 <> '' OR $2::bytea IS DISTINCT FROM
    (SELECT sha256 FROM policy_version WHERE refused IS NULL ORDER BY at DESC, id DESC LIMIT 1)`

const selectPolicy = `-- name: selectPolicy
SELECT at, policy FROM policy_version WHERE refused IS NULL AND at <= $1 ORDER BY at DESC, id DESC LIMIT 1`

// AddPolicy keeps an attempt, unless it is the policy that is in force already, and has the audit trail tell of it.
func (s *Store) AddPolicy(ctx context.Context, v PolicyVersion) error {
	sum, text := sha256.Sum256(v.Text), string(v.Text)
	if v.Refused != "" {
		text = ""
	}
	err := s.in(ctx, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, insertPolicy, v.At, sum[:], text, v.Refused)
		if err != nil || done.RowsAffected() == 0 {
			return err
		}
		action := "policy.changed"
		if v.Refused != "" {
			action = "policy.refused"
		}
		return s.audited(ctx, tx, Act{Action: action, Object: fmt.Sprintf("policy:%x", sum)})
	})
	if err != nil {
		return fmt.Errorf("keep the policy: %w", err)
	}
	return nil
}

// PolicyAt gives the policy that was in force at a moment; ErrNotFound if none was yet.
func (s *Store) PolicyAt(ctx context.Context, at time.Time) (PolicyVersion, error) {
	rows, _ := s.pool.Query(ctx, selectPolicy, at)
	v, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (v PolicyVersion, err error) {
		var text string
		err = row.Scan(&v.At, &text)
		v.Text = []byte(text)
		return v, err
	})
	if err := found(err); err != nil {
		return PolicyVersion{}, fmt.Errorf("find the policy: %w", err)
	}
	return v, nil
}
