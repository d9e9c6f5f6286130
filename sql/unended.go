package sql

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

const selectUnended = `-- name: selectUnended
SELECT id, coalesce(line, ''), connected_at IS NOT NULL, outgoing FROM call WHERE ended_at IS NULL ORDER BY arrived_at, id`

// Unended lists the calls whose end the journal has not told of, the oldest first. When nobody
// writes to the journal, those are what an earlier life left behind.
func (s *Store) Unended(ctx context.Context) ([]queue.RecalledCall, error) {
	rows, _ := s.pool.Query(ctx, selectUnended)
	calls, err := pgx.CollectRows(rows, pgx.RowToStructByPos[queue.RecalledCall])
	if err != nil {
		return nil, fmt.Errorf("list calls without an end: %w", err)
	}
	return calls, nil
}
