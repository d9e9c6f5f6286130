package sql

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
	"alo116/sql/audit"
)

// Act is one thing somebody did that the house must be able to prove afterwards.
type Act = audit.Act

// One writer at a time: an entry's hash follows from all before it. It holds until the transaction ends.
const lockAudit = `-- name: lockAudit
SELECT pg_advisory_xact_lock(116, 3)`

// selectAuditPeaks gives the nodes that the present tree, and the one of another size, are made of.
const selectAuditPeaks = `-- name: selectAuditPeaks
WITH RECURSIVE head (size) AS (SELECT coalesce(max(n), 0) FROM audit),
peak (n) AS (
    SELECT n FROM (SELECT size FROM head UNION SELECT $1::bigint) AS s (n) WHERE n > 0
    UNION SELECT n - (n & -n) FROM peak WHERE n - (n & -n) > 0)
SELECT head.size, peak.n, audit.node FROM head LEFT JOIN peak ON true LEFT JOIN audit USING (n)`

const insertAudit = `-- name: insertAudit
INSERT INTO audit (n, at, actor, action, object, purpose, commitment, mac, node, salt, words)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

type actorKey struct{}

// ActingAs gives a context whose acts are that person's, where an act itself names nobody.
func ActingAs(ctx context.Context, actor queue.AgentID) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// Audit writes an act to the audit trail on its own. If it fails, the deed must not be done.
func (s *Store) Audit(ctx context.Context, a Act) error {
	return s.in(ctx, func(tx pgx.Tx) error { return s.audited(ctx, tx, a) })
}

// audited writes an act in the transaction of what it proves, so that there is neither without the other. It
// is to be the transaction's last work: whoever else has something to prove waits for its end. The transaction must be one of Store.in.
func (s *Store) audited(ctx context.Context, tx pgx.Tx, a Act) error {
	within, ok := tx.(*transaction)
	if !ok {
		return errors.New("audit: the transaction was not begun by Store.in")
	}
	if a.Actor == "" {
		a.Actor, _ = ctx.Value(actorKey{}).(queue.AgentID)
	}
	words, err := s.cover(ctx, tx, a.Object, a.Words)
	if err != nil {
		return fmt.Errorf("audit %s: %w", a.Action, err)
	}
	a.Words = words
	tree, err := s.auditTree(ctx, tx)
	if err != nil {
		return fmt.Errorf("audit %s: %w", a.Action, err)
	}
	now := time.Now()
	e, err := s.keys.trail().Append(tree, a, now)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, insertAudit, e.N, e.At, e.Actor, e.Action, e.Object, e.Purpose,
		e.Commitment, e.MAC, e.Node, e.Salt, e.Sealed); err != nil {
		return fmt.Errorf("audit %s: %w", a.Action, err)
	}
	within.anchor, err = s.keys.trail().Anchor(tree, now)
	return err
}

// auditTree gives the tree as it is, for the one writer that there may be.
func (s *Store) auditTree(ctx context.Context, tx pgx.Tx) (*audit.Tree, error) {
	if _, err := tx.Exec(ctx, lockAudit); err != nil {
		return nil, err
	}
	known, err := s.newestAnchor() // not before we are the one writer
	if err != nil {
		return nil, err
	}
	size, nodes, err := auditPeaks(ctx, tx, known.Size)
	if err != nil {
		return nil, err
	}
	if !agrees(known, size, nodes) {
		s.refute(known, size)
	}
	tree, whole := audit.Resume(size, nodes)
	if !whole {
		s.log.Error().Int64("size", size).Msg("the audit trail is damaged; run 'alo116 audit verify'")
	}
	return tree, nil
}

// auditPeaks gives the trail's size, and the nodes of its tree and of the one that had the other size.
func auditPeaks(ctx context.Context, tx pgx.Tx, other int64) (size int64, nodes map[int64][]byte, err error) {
	nodes = make(map[int64][]byte)
	rows, _ := tx.Query(ctx, selectAuditPeaks, other)
	var n *int64
	var node []byte
	_, err = pgx.ForEachRow(rows, []any{&size, &n, &node}, func() error {
		if n != nil {
			nodes[*n] = node
			node = nil
		}
		return nil
	})
	return size, nodes, err
}
