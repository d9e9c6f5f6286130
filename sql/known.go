package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
)

const selectKnown = `-- name: selectKnown
SELECT count(DISTINCT call.id), max(contact.opened_at),
    count(DISTINCT call.id) FILTER (WHERE contact.values ->> 'call_type' = 'silent' AND contact.opened_at > now() - interval '7 days'),
    coalesce((array_agg(contact.values -> 'place' ->> -1 ORDER BY contact.opened_at DESC, contact.id)
        FILTER (WHERE contact.values -> 'place' ->> -1 <> 'unknown'))[1], '')
FROM contact JOIN call ON call.id = contact.call
WHERE call.caller_key = ANY ($1::bytea[]) AND call.id <> $2 AND contact.forgotten_at IS NULL`

const selectKnownCases = `-- name: selectKnownCases
SELECT child_case.id::text, child_case.code, child_case.status, coalesce(child_case.risk, ''), person.name
FROM child_case JOIN person ON person.id = child_case.owner
WHERE child_case.closed_at IS NULL AND child_case.forgotten_at IS NULL AND child_case.id IN (
    SELECT contact.child_case FROM contact JOIN call ON call.id = contact.call WHERE call.caller_key = ANY ($1::bytea[]))
ORDER BY child_case.opened_at DESC, child_case.id LIMIT 10`

const selectEarlier = `-- name: selectEarlier
SELECT ` + contactColumns + `, person.name, person.team, coalesce(contact.closed_at, contact.opened_at)
FROM contact JOIN call ON call.id = contact.call JOIN person ON person.id = contact.agent
WHERE call.caller_key = ANY ($1::bytea[]) AND call.id <> $2 AND contact.forgotten_at IS NULL
ORDER BY contact.opened_at DESC, contact.id LIMIT $3`

const isOfCaller = `-- name: isOfCaller
SELECT EXISTS (SELECT FROM contact JOIN call ON call.id = contact.call
    WHERE contact.id::text = $1 AND call.caller_key = ANY ($2::bytea[]) AND contact.forgotten_at IS NULL)`

// Known tells what is known of the caller of a call, for who is about to talk with them. What colleagues left is given once the audit
// trail tells who read it. Of a caller whose number is withheld nothing is known.
func (t Contacts) Known(ctx context.Context, call queue.CallID, caller queue.Caller, by queue.AgentID) (k form.Known, err error) {
	keys := KeysOf(caller)
	if len(keys) == 0 {
		return k, nil
	}
	var last *time.Time
	err = t.store.pool.QueryRow(ctx, selectKnown, keys, call).Scan(&k.Contacts, &last, &k.Silent, &k.Place)
	if err == nil {
		k.Last = moment(last)
		rows, _ := t.store.pool.Query(ctx, selectKnownCases, keys)
		k.Cases, err = pgx.CollectRows(rows, pgx.RowToStructByPos[form.KnownCase])
	}
	if err == nil {
		k.Approaches, err = t.approaches(ctx, keys, by)
	}
	if err != nil {
		return form.Known{}, fmt.Errorf("find what is known of a caller: %w", err)
	}
	return k, nil
}

// Earlier lists the contacts that the caller of a call had before it, the newest first, at most so many. Whose words by may read, as
// reads decides, are opened, once the audit trail has it; that by looked at the list is there in any case.
func (t Contacts) Earlier(ctx context.Context, call queue.CallID, caller queue.Caller, by queue.AgentID, most int, reads func(form.Whose) bool) ([]form.Earlier, error) {
	rows, _ := t.store.pool.Query(ctx, selectEarlier, KeysOf(caller), call, most)
	found, err := pgx.CollectRows(rows, scanEarlier)
	all := make([]form.Earlier, len(found))
	for i := range found {
		if err == nil {
			all[i], err = t.earlier(ctx, &found[i], by, reads)
		}
	}
	if err == nil {
		err = t.store.Audit(ctx, Act{Actor: by, Action: "history.read", Object: "call:" + string(call)})
	}
	if err != nil {
		return nil, fmt.Errorf("list earlier contacts: %w", err)
	}
	return all, nil
}

// IsOfCaller tells whether a contact is one that a caller had. The keys are those of KeysOf.
func (t Contacts) IsOfCaller(ctx context.Context, contact string, keys [][]byte) (is bool, err error) {
	if err = t.store.pool.QueryRow(ctx, isOfCaller, contact, keys).Scan(&is); err != nil {
		return false, fmt.Errorf("find whose contact it is: %w", err)
	}
	return is, nil
}

// earlierRow is an earlier contact as it is stored, and whose it is.
type earlierRow struct {
	row
	name, team string
	since      time.Time
}

func scanEarlier(from pgx.CollectableRow) (r earlierRow, err error) {
	err = from.Scan(append(r.places(), &r.name, &r.team, &r.since)...)
	return r, err
}

func (t Contacts) earlier(ctx context.Context, r *earlierRow, by queue.AgentID, reads func(form.Whose) bool) (form.Earlier, error) {
	open := reads(form.Whose{Agent: r.Agent, Team: r.team, Age: time.Since(r.since)})
	if !open {
		return form.Earlier{Contact: r.Contact, Name: r.name}, nil
	}
	err := t.open(ctx, &r.row)
	if err == nil && r.Agent != by {
		err = t.store.Audit(ctx, Act{Actor: by, Action: "contact.opened", Object: contactObject(r.ID)})
	}
	return form.Earlier{Contact: r.Contact, Name: r.name, Open: true}, err
}
