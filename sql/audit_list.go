package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
	"alo116/sql/audit"
)

// selectAuditPage gives the newest entries first, without their words.
const selectAuditPage = `-- name: selectAuditPage
SELECT audit.n, audit.at, audit.actor, coalesce(person.name, ''), audit.action, audit.object, audit.purpose,
    audit.commitment IS NOT NULL, audit.words IS NOT NULL
FROM audit LEFT JOIN person ON person.id::text = audit.actor
WHERE ($1::bigint = 0 OR audit.n < $1) AND ($2::text = '' OR audit.actor = $2) AND ($3::text = '' OR audit.action = $3)
    AND ($4::text = '' OR audit.object = $4) AND ($5::timestamptz IS NULL OR audit.at >= $5) AND ($6::timestamptz IS NULL OR audit.at < $6)
ORDER BY audit.n DESC LIMIT $7`

// AuditFilter chooses entries; what is empty does not choose.
type AuditFilter struct {
	Actor  queue.AgentID
	Action string
	Object string
	From   time.Time // that moment included
	Until  time.Time // that moment not
	Before int64     // only entries older than this one: where the page before ended
	Limit  int       // entries on a page; 0: 50
}

// AuditEntry is an entry as the auditor sees it.
type AuditEntry struct {
	N         int64
	At        time.Time
	Actor     queue.AgentID // empty: the service or the command line
	ActorName string
	Action    string
	Object    string
	Purpose   string
	Worded    bool // it was written with free words
	Readable  bool // they are not erased
}

// AuditPage is one page, the newest entry first.
type AuditPage struct {
	Entries []AuditEntry
	Before  int64 // for the next page; 0: this is the last one
}

const auditPage = 50

// AuditEntries lists the audit trail.
func (s *Store) AuditEntries(ctx context.Context, f AuditFilter) (AuditPage, error) {
	if f.Limit <= 0 {
		f.Limit = auditPage
	}
	rows, _ := s.pool.Query(ctx, selectAuditPage, f.Before, f.Actor, f.Action, f.Object, bound(f.From), bound(f.Until), f.Limit+1)
	entries, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e AuditEntry, err error) {
		err = row.Scan(&e.N, &e.At, &e.Actor, &e.ActorName, &e.Action, &e.Object, &e.Purpose, &e.Worded, &e.Readable)
		return e, err
	})
	if err != nil {
		return AuditPage{}, fmt.Errorf("list the audit trail: %w", err)
	}
	if len(entries) <= f.Limit {
		return AuditPage{Entries: entries}, nil
	}
	entries = entries[:f.Limit]
	return AuditPage{Entries: entries, Before: entries[f.Limit-1].N}, nil
}

// bound is nil for the zero time.
func bound(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// AuditWords gives the free words of an entry; empty if it has none (any more). That they were read is an entry itself.
func (s *Store) AuditWords(ctx context.Context, n int64, reader queue.AgentID) (words string, err error) {
	err = s.in(ctx, func(tx pgx.Tx) error {
		var e audit.Entry
		if err := tx.QueryRow(ctx, selectAuditEntry, n).Scan(entryFields(&e)...); err != nil {
			return found(err)
		}
		if words, err = s.keys.trail().Words(e); err != nil {
			return err
		}
		if words, err = s.uncover(ctx, tx, e.Object, words); err != nil {
			return err
		}
		return s.audited(ctx, tx, Act{Actor: reader, Action: "audit.words_read", Object: audit.Name(n)})
	})
	if err != nil {
		return "", fmt.Errorf("read the words of an audit entry: %w", err)
	}
	return words, nil
}
