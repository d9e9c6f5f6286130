package sql

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql/casework"
)

const nextCaseNumber = `-- name: nextCaseNumber
INSERT INTO case_number (year, last) VALUES ($1, 1) ON CONFLICT (year) DO UPDATE SET last = case_number.last + 1 RETURNING last`

const insertCase = `-- name: insertCase
INSERT INTO child_case (id, code, owner, version, values, sealed, risk, place, category, vault_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

// Begin opens a case for its owner, from a contact if one is given: what the contact told and a case asks as well is its
// beginning. ErrInCase if the contact belongs to a case already, ErrNotFound if there is none.
func (t Cases) Begin(ctx context.Context, owner, by queue.AgentID, contact string) (c Case, err error) {
	err = t.store.in(ctx, func(tx pgx.Tx) (err error) {
		var from row
		if contact != "" {
			from, err = t.free(ctx, tx, contact)
		}
		if err == nil {
			c, err = t.begin(ctx, tx, owner, by, from)
		}
		if err == nil && contact != "" {
			err = t.store.Referrals().takeClosed(ctx, tx, from, by)
		}
		return err
	})
	if err != nil {
		return Case{}, fmt.Errorf("begin a case: %w", err)
	}
	return c, nil
}

// begin makes a case, with a key of its own, from a contact unless that is none. The key of one that is not begun after all opens
// nothing, and is destroyed here if that is known here already; if not, it is swept.
func (t Cases) begin(ctx context.Context, tx pgx.Tx, owner, by queue.AgentID, from row) (Case, error) {
	key, box, err := t.store.newCaseKey(ctx, tx)
	if err != nil {
		return Case{}, err
	}
	c := caseRow{Case: Case{ID: uuid.NewString(), Status: casework.Open, Owner: owner, Version: form.CaseSheet}, key: &key}
	c.Values = form.Shared(from.Contact, c.Version)
	err = t.insert(ctx, tx, &c, box)
	if err == nil {
		err = t.event(ctx, tx, &c, CaseEvent{Kind: casework.Begun, Actor: by})
	}
	if err == nil && from.ID != "" {
		err = t.join(ctx, tx, &c, from.ID, by)
	}
	if err == nil {
		err = t.store.audited(ctx, tx, Act{Actor: by, Action: "case.begun", Object: caseObject(c.ID)})
	}
	if err != nil {
		t.store.discard(key)
	}
	return c.Case, err
}

// insert gives a case its code and stores it, with what it begins with.
func (t Cases) insert(ctx context.Context, tx pgx.Tx, c *caseRow, box tink.AEAD) error {
	year, number := time.Now().Year(), 0
	if err := tx.QueryRow(ctx, nextCaseNumber, year).Scan(&number); err != nil {
		return err
	}
	c.Code = casework.Code(t.store.prefix, year, number)
	open, sealed := map[string]json.RawMessage{}, map[string]string{}
	for field, value := range c.Values {
		plain, hidden, err := protect(func() (tink.AEAD, error) { return box, nil }, c.Version, field, value, casePlace(c.ID, field))
		if err != nil {
			return err
		}
		if hidden != nil {
			sealed[field] = *hidden
		} else if plain != nil {
			open[field] = value
		}
	}
	risk, place, category := mirrored(c.Values)
	_, err := tx.Exec(ctx, insertCase, c.ID, c.Code, c.Owner, c.Version, open, sealed, risk, place, category, *c.key)
	return err
}

// mirrored gives those of a case's values that it is found by: the level of risk, the last of the place's codes, and the first category.
func mirrored(values form.Values) (risk, place, category *string) {
	var one string
	if json.Unmarshal(values["risk_level"], &one) == nil && one != "" {
		risk = &one
	}
	var where, why []string
	if json.Unmarshal(values["place"], &where) == nil && len(where) > 0 {
		place = &where[len(where)-1]
	}
	if json.Unmarshal(values["categories"], &why) == nil && len(why) > 0 {
		category = &why[0]
	}
	return risk, place, category
}
