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
FROM call WHERE line IS NOT NULL AND (arrived_at >= $1 OR ended_at >= $1 OR ended_at IS NULL)
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

// RecordedCall is what of a past call drives a simulation of that day: who called when, how long they
// were willing to wait, and how long the work took.
type RecordedCall struct {
	Call    queue.CallID
	Line    queue.LineID
	Arrived time.Time
	Waited  time.Duration // until the talk, or until the end without one
	// Patience tells that the caller gave up after Waited. Otherwise they were willing to wait at
	// least as long, nobody knows how much longer.
	Patience bool
	Talked   time.Duration // 0 if there was no talk
	Wrapped  time.Duration
	Agent    queue.AgentID // who talked; empty if nobody did
	Reason   queue.EndReason
}

const selectRecorded = `-- name: selectRecorded
SELECT id, line, arrived_at, waited_us * 1000, end_reason = 'abandoned', talked_us * 1000, wrapped_us * 1000, coalesce(agent, ''), end_reason
FROM call WHERE arrived_at >= $1 AND arrived_at < $2 AND line IS NOT NULL AND end_reason IS NOT NULL
ORDER BY arrived_at, id`

// RecordedCalls lists the ended calls that arrived from one moment on and before another, the oldest
// first.
func (s *Store) RecordedCalls(ctx context.Context, from, before time.Time) ([]RecordedCall, error) {
	rows, _ := s.pool.Query(ctx, selectRecorded, from, before)
	calls, err := pgx.CollectRows(rows, pgx.RowToStructByPos[RecordedCall])
	if err != nil {
		return nil, fmt.Errorf("list recorded calls: %w", err)
	}
	return calls, nil
}
