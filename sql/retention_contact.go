package sql

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/sql/retention"
)

// contactHeld tells whether no rule lets anything of a contact go: it is held, or its case is, or is not closed yet.
const contactHeld = `(contact.held_at IS NOT NULL OR EXISTS (SELECT FROM child_case WHERE child_case.id = contact.child_case
    AND child_case.forgotten_at IS NULL AND (child_case.closed_at IS NULL OR child_case.held_at IS NOT NULL)))`

// ruledContacts are the contacts that are not forgotten, each with the first rule that fits it, if any. One that is held has no age. $1 is what ruleRows makes.
const ruledContacts = `
FROM (SELECT contact.id, contact.values, call.line, coalesce(contact.closed_at, contact.opened_at) AS since, ` + contactHeld + ` AS held,
    CASE WHEN NOT ` + contactHeld + ` THEN coalesce(contact.closed_at, contact.opened_at) END AS age
    FROM contact LEFT JOIN call ON call.id = contact.call WHERE contact.forgotten_at IS NULL) AS c
LEFT JOIN LATERAL (SELECT i, cutoff FROM jsonb_to_recordset($1::jsonb) AS r (i integer, every boolean, lines jsonb, kinds jsonb, cutoff timestamptz)
    WHERE every OR lines ? c.line OR kinds ? (c.values ->> 'call_type') ORDER BY i LIMIT 1) AS rule ON true `

const dueContacts = `-- name: dueContacts
SELECT coalesce(rule.i, -1), count(*) FILTER (WHERE c.age < rule.cutoff), count(*) FILTER (WHERE (c.age < rule.cutoff) IS NOT TRUE), min(c.since), count(*) FILTER (WHERE c.held)` +
	ruledContacts + `GROUP BY 1 ORDER BY 1`

const findContacts = `-- name: findContacts
SELECT c.id::text` + ruledContacts + `WHERE rule.i = $2 AND c.age < rule.cutoff ORDER BY c.age LIMIT $3`

// What is left in a forgotten contact: the codes that statistics need, and not the story of how it was filled in.
const trimContacts = `-- name: trimContacts
UPDATE contact SET values = coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(contact.values) WHERE key = ANY ($2::text[])), '{}')
WHERE id = ANY ($1::uuid[]) AND $2::text[] IS NOT NULL`

const deleteContactHistory = `-- name: deleteContactHistory
SELECT forget_history($1::uuid[])`

// ruleRow is a contact rule as ruledContacts reads it.
type ruleRow struct {
	I      int        `json:"i"`
	Every  bool       `json:"every"`
	Lines  []string   `json:"lines"`
	Kinds  []string   `json:"kinds"`
	Cutoff *time.Time `json:"cutoff"`
}

func ruleRows(rules []retention.Rule, now time.Time) ([]byte, error) {
	rows := make([]ruleRow, len(rules))
	for i, rule := range rules {
		rows[i] = ruleRow{I: i, Every: rule.Match == nil, Cutoff: cutoff(rule, now), Lines: []string{}, Kinds: []string{}}
		if rule.Match == nil {
			continue
		}
		for _, line := range rule.Match.Lines {
			rows[i].Lines = append(rows[i].Lines, string(line))
		}
		rows[i].Kinds = append(rows[i].Kinds, rule.Match.Kinds()...)
	}
	return json.Marshal(rows)
}

func (r Retention) dueContacts(ctx context.Context, now time.Time) ([]Due, error) {
	rules := r.rules.Of(retention.Contact)
	found := make([]Due, len(rules))
	for i := range rules {
		found[i].Rule = rules[i]
	}
	text, err := ruleRows(rules, now)
	if err != nil {
		return nil, err
	}
	rows, _ := r.store.pool.Query(ctx, dueContacts, text)
	var i int
	var d Due
	_, err = pgx.ForEachRow(rows, []any{&i, &d.Due, &d.Kept, &d.Oldest, &d.Held}, func() error {
		if i >= 0 {
			d.Rule = rules[i]
			found[i] = d
			return nil
		}
		d.Rule = retention.Rule{Class: retention.Contact, Then: retention.Keep}
		found = append(found, d)
		return nil
	})
	return found, err
}

// nextContacts finds some that are due by a rule, the i-th of the contacts' rules.
func (r Retention) nextContacts(ctx context.Context, tx pgx.Tx, i int, now time.Time) ([]string, error) {
	text, err := ruleRows(r.rules.Of(retention.Contact), now)
	if err != nil {
		return nil, err
	}
	rows, _ := tx.Query(ctx, findContacts, text, i, retentionBatch)
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// forgetting says how contacts are forgotten.
type forgetting struct {
	stays   []string // the coded fields that stay; nil is all
	unlink  bool     // their calls tell no more who called, also if other contacts of that caller are kept
	purpose string   // a code, for the audit trail
}

// forgetAll empties contacts of all that is personal, all but some codes, their history, and the words that were said about them in
// the audit trail. Their keys are to be destroyed once that is committed.
func (s *Store) forgetAll(ctx context.Context, tx pgx.Tx, contacts []string, f forgetting) error {
	for _, contact := range contacts {
		if err := forget(ctx, tx, contact, f.unlink); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, trimContacts, contacts, f.stays); err != nil {
		return err
	}
	if err := s.deleteHistory(ctx, tx, contacts, "contact.forgotten", f.purpose); err != nil {
		return err
	}
	for _, contact := range contacts {
		if err := s.eraseAuditWords(ctx, tx, contactObject(contact), f.purpose); err != nil {
			return err
		}
	}
	return nil
}

// deleteHistory deletes how contacts were filled in. What was done to each stands in the audit trail first: the database deletes nothing else.
func (s *Store) deleteHistory(ctx context.Context, tx pgx.Tx, contacts []string, action, purpose string) error {
	for _, contact := range contacts {
		if err := s.audited(ctx, tx, Act{Action: action, Object: contactObject(contact), Purpose: purpose}); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, deleteContactHistory, contacts)
	return err
}

// contactObject is how a contact is called in the audit trail.
func contactObject(id string) string { return "contact:" + id }
