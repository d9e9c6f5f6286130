package sql

import (
	"context"

	"github.com/jackc/pgx/v5"

	"alo116/sql/audit"
	"alo116/sql/retention"
)

// shelf is where the things of one class lie. Its statements count what is due and what is not, and how old the oldest is, by
// the cutoff $1; find at most $2 of those that are due; and let go of them.
type shelf struct {
	due, find string
	clear     func(ctx context.Context, tx pgx.Tx, ids []string) error
}

var shelves = map[retention.Class]shelf{
	retention.Case:               {due: dueCases, find: findCases},
	retention.ContactNumber:      {dueNumbers, findNumbers, runs(eraseNumbers)},
	retention.ContactHistory:     {due: dueHistories, find: findHistories},
	retention.CallWithoutContact: {dueLoneCalls, findLoneCalls, unlink},
	retention.CallerKey:          {dueCallerKeys, findCallerKeys, unlink},
	retention.AuditWords:         {due: dueAuditWords, find: findAuditWords},
	retention.RefusedRecord:      {dueRefused, findRefused, runs(deleteRefused)},
	retention.Session:            {dueSessions, findSessions, runs(deleteSessions)},
}

func runs(query string) func(context.Context, pgx.Tx, []string) error {
	return func(ctx context.Context, tx pgx.Tx, ids []string) error {
		_, err := tx.Exec(ctx, query, ids)
		return err
	}
}

const countThings = `SELECT count(*) FILTER (WHERE age < $1), count(*) FILTER (WHERE (age < $1::timestamptz) IS NOT TRUE), min(age)
FROM (`

const findThings = `SELECT id FROM (`

const dueThings = `) AS thing WHERE age < $1 ORDER BY age LIMIT $2`

// What belongs to a contact that is held has no age, so no rule lets go of it.
const unheldAge = `CASE WHEN NOT ` + contactHeld + ` THEN coalesce(closed_at, opened_at) END AS age`

// A case that is not closed, or held, has no age either.
const closedCases = `SELECT id::text, CASE WHEN held_at IS NULL THEN closed_at END AS age FROM child_case WHERE forgotten_at IS NULL`

const dueCases = `-- name: dueCases
` + countThings + closedCases + `) AS thing`

const findCases = `-- name: findCases
` + findThings + closedCases + dueThings

const numbers = `SELECT id::text, ` + unheldAge + ` FROM contact WHERE number_sealed IS NOT NULL`

const dueNumbers = `-- name: dueNumbers
` + countThings + numbers + `) AS thing`

const findNumbers = `-- name: findNumbers
` + findThings + numbers + dueThings

const eraseNumbers = `-- name: eraseNumbers
UPDATE contact SET number_sealed = NULL WHERE id = ANY ($1::uuid[])`

// A history is as old as what was written last, also of a contact that was never closed.
const histories = `SELECT id::text, CASE WHEN NOT ` + contactHeld + ` THEN greatest(coalesce(closed_at, opened_at), newest.at) END AS age FROM contact
JOIN LATERAL (SELECT max(at) AS at FROM contact_change WHERE contact = contact.id) AS newest ON newest.at IS NOT NULL`

const dueHistories = `-- name: dueHistories
` + countThings + histories + `) AS thing`

const findHistories = `-- name: findHistories
` + findThings + histories + dueThings

const loneCalls = `SELECT id, coalesce(ended_at, arrived_at) AS age FROM call WHERE caller_key IS NOT NULL
AND NOT EXISTS (SELECT FROM contact WHERE contact.call = call.id AND contact.forgotten_at IS NULL)`

const dueLoneCalls = `-- name: dueLoneCalls
` + countThings + loneCalls + `) AS thing`

const findLoneCalls = `-- name: findLoneCalls
` + findThings + loneCalls + dueThings

const callerKeys = `SELECT id, CASE WHEN NOT EXISTS (SELECT FROM contact WHERE contact.call = call.id AND ` + contactHeld + `)
THEN coalesce(ended_at, arrived_at) END AS age FROM call WHERE caller_key IS NOT NULL`

const dueCallerKeys = `-- name: dueCallerKeys
` + countThings + callerKeys + `) AS thing`

const findCallerKeys = `-- name: findCallerKeys
` + findThings + callerKeys + dueThings

const refusedRecords = `SELECT epoch || ' ' || n AS id, written_at AS age FROM call_event_refused`

const dueRefused = `-- name: dueRefused
` + countThings + refusedRecords + `) AS thing`

const findRefused = `-- name: findRefused
` + findThings + refusedRecords + dueThings

const deleteRefused = `-- name: deleteRefused
DELETE FROM call_event_refused WHERE epoch || ' ' || n = ANY ($1::text[])`

const auditWords = `SELECT n::text AS id, CASE WHEN NOT EXISTS (SELECT FROM contact WHERE 'contact:' || contact.id = object AND ` + contactHeld + `)
AND NOT EXISTS (SELECT FROM child_case WHERE 'case:' || child_case.id = object AND child_case.held_at IS NOT NULL) THEN at END AS age FROM audit WHERE words IS NOT NULL`

const dueAuditWords = `-- name: dueAuditWords
` + countThings + auditWords + `) AS thing`

const findAuditWords = `-- name: findAuditWords
` + findThings + auditWords + dueThings

const eraseOldAuditWords = `-- name: eraseOldAuditWords
UPDATE audit SET salt = NULL, words = NULL WHERE n = ANY ($1::bigint[])`

const endedSessions = `SELECT encode(token_hash, 'hex') AS id, expires_at AS age FROM session`

const dueSessions = `-- name: dueSessions
` + countThings + endedSessions + `) AS thing`

const findSessions = `-- name: findSessions
` + findThings + endedSessions + dueThings

const deleteSessions = `-- name: deleteSessions
DELETE FROM session WHERE encode(token_hash, 'hex') = ANY ($1::text[])`

// unlink makes it impossible to tell who called.
func unlink(ctx context.Context, tx pgx.Tx, calls []string) error {
	for _, statement := range []string{openVault, lockJournal} {
		query := statement
		if _, err := tx.Exec(ctx, query); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, unlinkEvents, calls); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, unlinkCalls, calls)
	return err
}

// eraseWords takes the free words out of entries of the audit trail, and tells so there.
func (s *Store) eraseWords(ctx context.Context, tx pgx.Tx, entries []string, purpose string) error {
	if _, err := tx.Exec(ctx, eraseOldAuditWords, entries); err != nil {
		return err
	}
	for _, n := range entries {
		if err := s.audited(ctx, tx, Act{Action: audit.Erased, Object: "audit:" + n, Purpose: purpose}); err != nil {
			return err
		}
	}
	return nil
}
