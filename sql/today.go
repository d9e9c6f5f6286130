package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

// LineToday counts one line's calls since a moment, each by its own: arrived, first talked on, given
// up by the caller.
type LineToday struct {
	Line                         queue.LineID
	Offered, Answered, Abandoned int
}

const selectToday = `-- name: selectToday
SELECT line,
    count(*) FILTER (WHERE arrived_at >= $1),
    count(*) FILTER (WHERE connected_at >= $1),
    count(*) FILTER (WHERE ended_at >= $1 AND end_reason = 'abandoned')
FROM call WHERE line IS NOT NULL AND NOT outgoing AND (arrived_at >= $1 OR ended_at >= $1 OR ended_at IS NULL)
GROUP BY line ORDER BY line`

// Today counts the calls of each line from a moment on, which usually is the last midnight. A line that
// had none may be missing.
func (s *Store) Today(ctx context.Context, from time.Time) ([]LineToday, error) {
	rows, _ := s.pool.Query(ctx, selectToday, from)
	lines, err := pgx.CollectRows(rows, pgx.RowToStructByPos[LineToday])
	if err != nil {
		return nil, fmt.Errorf("count today's calls: %w", err)
	}
	return lines, nil
}
