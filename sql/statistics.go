package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

// ContactCount is how many contacts came by a line, a channel, and were of a kind: codes, which tell of nobody. A contact that was no call
// has no line; Kind is empty where nobody chose one.
type ContactCount struct {
	Line, Channel, Kind string
	N                   int
}

// Contacts entered afterwards count on the day on which they were, or the first of the month or year where no more is known; those of calls on the day of the call, or in
// its month once they are forgotten, which is all that is kept. A forgotten one without a line was of a call that a counsellor made.
const countContacts = `-- name: countContacts
WITH known AS (
    SELECT contact.values, contact.opened_at, contact.entered_by IS NOT NULL AS entered, coalesce(call.line, contact.line, '') AS line,
        left(contact.values->'happened_at'->>'at', 10) AS happened
    FROM contact LEFT JOIN call ON call.id = contact.call
    WHERE NOT starts_with(coalesce(contact.call, ''), $5) AND NOT coalesce(call.outgoing, false) AND (contact.call IS NOT NULL OR contact.entered_by IS NOT NULL OR contact.line IS NOT NULL))
SELECT line, coalesce(values->>'channel', CASE WHEN entered THEN '' ELSE 'phone_' || line END), coalesce(values->>'call_type', ''), count(*)
FROM known
WHERE CASE WHEN entered AND happened IS NOT NULL
        THEN (happened || substr('0000-01-01', length(happened) + 1))::date >= $1::date AND (happened || substr('0000-01-01', length(happened) + 1))::date < $2::date
        ELSE opened_at >= $3 AND opened_at < $4 END
    AND coalesce(values->>'call_type', '') <> ALL ($6::text[])
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`

// CountContacts counts the contacts from a midnight on, before another, by line, channel and kind. Calls that counsellors made are nobody's
// contact with us, and those of a kind that but names are not counted either.
func (s *Store) CountContacts(ctx context.Context, from, before time.Time, but []string) ([]ContactCount, error) {
	day := func(at time.Time) string { return at.Format(time.DateOnly) }
	rows, _ := s.pool.Query(ctx, countContacts, day(from), day(before), from, before, queue.OutPrefix, list(but))
	counts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ContactCount])
	if err != nil {
		return nil, fmt.Errorf("count contacts: %w", err)
	}
	return counts, nil
}
