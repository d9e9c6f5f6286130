package sql

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"alo116/sql/audit"
)

// What was made unreadable is read as something that no key ever signed, so that verify can name the entry.
const auditColumns = `n, coalesce(nullif(nullif(at, 'infinity'), '-infinity'), 'epoch'), coalesce(actor, 'null'), coalesce(action, 'null'),
    coalesce(object, 'null'), coalesce(purpose, 'null'), commitment, mac, node, salt, words`

const selectAudit = `-- name: selectAudit
SELECT ` + auditColumns + ` FROM audit ORDER BY n`

const selectAuditEntry = `-- name: selectAuditEntry
SELECT ` + auditColumns + ` FROM audit WHERE n = $1`

// VerifyAudit computes the whole audit trail anew, as it is at this moment, and compares it with anchors from before.
func (s *Store) VerifyAudit(ctx context.Context, anchors []audit.Anchor) (audit.Report, error) {
	verifier := audit.NewVerifier(s.keys.trail(), anchors)
	rows, _ := s.pool.Query(ctx, selectAudit)
	var e audit.Entry
	_, err := pgx.ForEachRow(rows, entryFields(&e), func() error {
		verifier.Add(e)
		e = audit.Entry{}
		return nil
	})
	if err != nil {
		return audit.Report{}, fmt.Errorf("read the audit trail: %w", err)
	}
	return verifier.Report(), nil
}

// ReadAnchors finds the anchors in a text; bad tells how many in it were not made with this key file.
func (s *Store) ReadAnchors(text string) (anchors []audit.Anchor, bad int) {
	return s.keys.trail().ReadAnchors(text)
}

// AuditInclusion proves that entry n is in the trail that an anchor fixed; audit.Includes checks it.
func (s *Store) AuditInclusion(ctx context.Context, n int64, in audit.Anchor) (e audit.Entry, proof [][]byte, err error) {
	entry := func(n int64) (audit.Entry, error) { return s.auditEntry(ctx, n) }
	if e, err = entry(n); err == nil {
		proof, err = audit.Inclusion(n, in.Size, entry)
	}
	return e, proof, err
}

// AuditConsistency proves that the trail of one anchor is the beginning of that of another; audit.Extends checks it.
func (s *Store) AuditConsistency(ctx context.Context, older, newer audit.Anchor) ([][]byte, error) {
	return audit.Consistency(older.Size, newer.Size, func(n int64) (audit.Entry, error) { return s.auditEntry(ctx, n) })
}

func (s *Store) auditEntry(ctx context.Context, n int64) (e audit.Entry, err error) {
	if err = s.pool.QueryRow(ctx, selectAuditEntry, n).Scan(entryFields(&e)...); err != nil {
		return e, fmt.Errorf("read audit entry %d: %w", n, found(err))
	}
	return e, nil
}

func entryFields(e *audit.Entry) []any {
	return []any{&e.N, &e.At, &e.Actor, &e.Action, &e.Object, &e.Purpose, &e.Commitment, &e.MAC, &e.Node, &e.Salt, &e.Sealed}
}

// VerifyOwnAudit is VerifyAudit with the anchors that this program keeps.
func (s *Store) VerifyOwnAudit(ctx context.Context) (audit.Report, error) {
	var anchors []audit.Anchor
	if s.anchors != nil {
		var err error
		if anchors, err = s.anchors.All(); err != nil {
			return audit.Report{}, err
		}
	}
	return s.VerifyAudit(ctx, anchors)
}
