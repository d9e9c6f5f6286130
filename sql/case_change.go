package sql

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql/casework"
)

const selectCaseThing = `-- name: selectCaseThing
SELECT coalesce(max(rev), 0) FROM case_event WHERE child_case = $1 AND kind = $2 AND coalesce(field, '') = $3`

const updateCaseValue = `-- name: updateCaseValue
UPDATE child_case SET
    values = CASE WHEN $3::jsonb IS NULL THEN values - $2::text ELSE values || jsonb_build_object($2::text, $3::jsonb) END,
    sealed = CASE WHEN $4::text  IS NULL THEN sealed - $2::text ELSE sealed || jsonb_build_object($2::text, $4::text) END,
    risk = $5, place = $6, category = $7
WHERE id = $1`

const updateCaseStatus = `-- name: updateCaseStatus
UPDATE child_case SET status = $2, outcome = coalesce(nullif($3, ''), outcome),
    closed_at = CASE WHEN $2 = 'closed' THEN greatest(clock_timestamp(), opened_at) END,
    follow_up = CASE WHEN $2 = 'closed' THEN NULL ELSE follow_up END
WHERE id = $1`

const updateCaseOwner = `-- name: updateCaseOwner
UPDATE child_case SET owner = $2 WHERE id = $1`

const updateCaseFollowUp = `-- name: updateCaseFollowUp
UPDATE child_case SET follow_up = nullif($2, '')::date WHERE id = $1`

// Set stores one field of the case sheet, and gives the new revision. JSON null empties it. Rev is the revision that the writer
// saw: if that field was changed since, it is form.ErrConflict.
func (t Cases) Set(ctx context.Context, id string, by queue.AgentID, field string, value json.RawMessage, rev int) (int, error) {
	return t.change(ctx, id, CaseEvent{Kind: casework.Filled, Field: field, Actor: by, Rev: rev}, func(tx pgx.Tx, c *caseRow, e *CaseEvent) error {
		if err := form.Validate(c.Version, field, value); err != nil {
			return err
		}
		box := func() (tink.AEAD, error) { return t.box(ctx, c) }
		open, sealed, err := protect(box, c.Version, field, value, casePlace(c.ID, field))
		if err != nil {
			return err
		}
		if open != nil {
			e.Value = json.RawMessage(*open)
		}
		c.Values[field] = e.Value
		risk, place, category := mirrored(c.Values)
		_, err = tx.Exec(ctx, updateCaseValue, c.ID, field, open, sealed, risk, place, category)
		if err != nil || sealed == nil {
			return err
		}
		e.sealed, err = sealedAgain(box, value, eventPlace(c.ID, c.Rev+1))
		return err
	})
}

// sealedAgain seals a value for the timeline, where it has another place.
func sealedAgain(box func() (tink.AEAD, error), value json.RawMessage, place []byte) (*string, error) {
	key, err := box()
	if err != nil {
		return nil, err
	}
	text, err := sealText(key, value, place)
	return &text, err
}

// Move brings a case to another status; to be closed, it needs an outcome. ErrNoStep if it does not go there.
func (t Cases) Move(ctx context.Context, id string, by queue.AgentID, to casework.Status, outcome string, rev int) (int, error) {
	e := CaseEvent{Kind: casework.Moved, Actor: by, Rev: rev}
	return t.change(ctx, id, e, func(tx pgx.Tx, c *caseRow, e *CaseEvent) error {
		if !c.Status.May(to) || (to == casework.Closed) != (outcome != "") || outcome != "" && !casework.IsOutcome(outcome) {
			return ErrNoStep
		}
		e.Value = value(step{c.Status, to, outcome})
		_, err := tx.Exec(ctx, updateCaseStatus, c.ID, to, outcome)
		return err
	})
}

// step is what the timeline tells of another status.
type step struct {
	From    casework.Status `json:"from"`
	To      casework.Status `json:"to"`
	Outcome string          `json:"outcome,omitempty"`
}

// Assign makes a case somebody else's.
func (t Cases) Assign(ctx context.Context, id string, by, to queue.AgentID, rev int) (int, error) {
	return t.change(ctx, id, CaseEvent{Kind: casework.Assigned, Actor: by, Rev: rev, Value: value(to)}, func(tx pgx.Tx, c *caseRow, _ *CaseEvent) error {
		_, err := tx.Exec(ctx, updateCaseOwner, c.ID, to)
		if refusal(err) != "" {
			err = ErrNotFound // no such person
		}
		return err
	})
}

// FollowUp sets the day on which the owner wants to be reminded, or none.
func (t Cases) FollowUp(ctx context.Context, id string, by queue.AgentID, day string, rev int) (int, error) {
	e := CaseEvent{Kind: casework.FollowingUp, Actor: by, Rev: rev}
	if day != "" {
		e.Value = value(day)
	}
	return t.change(ctx, id, e, func(tx pgx.Tx, c *caseRow, _ *CaseEvent) error {
		_, err := tx.Exec(ctx, updateCaseFollowUp, c.ID, day)
		return err
	})
}

// Note adds words to a case's timeline. Nobody else's are in their way.
func (t Cases) Note(ctx context.Context, id string, by queue.AgentID, words string) (int, error) {
	return t.change(ctx, id, CaseEvent{Kind: casework.Noted, Actor: by}, func(_ pgx.Tx, c *caseRow, e *CaseEvent) (err error) {
		e.sealed, err = sealedAgain(func() (tink.AEAD, error) { return t.box(ctx, c) }, json.RawMessage(words), eventPlace(c.ID, c.Rev+1))
		return err
	})
}

// acts are the kinds of changes that the audit trail tells, too.
var acts = map[casework.Kind]string{casework.Moved: "case.moved", casework.Assigned: "case.assigned"}

// change runs change on a case that nobody else changes meanwhile, and writes its event; e.Rev is what the writer saw. It gives the new revision.
func (t Cases) change(ctx context.Context, id string, e CaseEvent, change func(pgx.Tx, *caseRow, *CaseEvent) error) (rev int, err error) {
	err = t.store.in(ctx, func(tx pgx.Tx) error {
		c, err := t.writable(ctx, tx, id, e)
		if err == nil {
			err = change(tx, &c, &e)
		}
		if err == nil {
			err = t.event(ctx, tx, &c, e)
		}
		if action := acts[e.Kind]; err == nil && action != "" {
			err = t.store.audited(ctx, tx, Act{Actor: e.Actor, Action: action, Object: caseObject(c.ID)})
		}
		rev = c.Rev
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("change a case: %w", err)
	}
	return rev, nil
}

// writable gives a case that may be changed so, by who saw that revision of it.
func (t Cases) writable(ctx context.Context, tx pgx.Tx, id string, e CaseEvent) (caseRow, error) {
	c, err := t.locked(ctx, tx, id)
	if err != nil {
		return c, err
	}
	if c.Status == casework.Closed && e.Kind != casework.Moved && e.Kind != casework.Noted {
		return c, ErrCaseClosed
	}
	var newest int
	if err := tx.QueryRow(ctx, selectCaseThing, c.ID, e.Kind, e.Field).Scan(&newest); err != nil {
		return c, err
	}
	if newest > e.Rev && e.Kind != casework.Noted {
		return c, form.ErrConflict
	}
	return c, nil
}
