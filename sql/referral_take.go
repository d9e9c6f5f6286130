package sql

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql/casework"
)

const insertContactReferral = `-- name: insertContactReferral
INSERT INTO contact_referral (contact, item, child_case, said) VALUES ($1, $2, $3, $4) ON CONFLICT (contact, item) DO NOTHING`

const updateContactReferral = `-- name: updateContactReferral
UPDATE contact_referral SET referral = $3 WHERE contact = $1 AND item = $2`

// A draft is written once when it is made; a later revision is somebody's work.
const deleteUntouched = `-- name: deleteUntouched
WITH gone AS (DELETE FROM contact_referral USING referral WHERE referral.id = contact_referral.referral AND contact_referral.contact = $1
    AND referral.child_case = $2 AND referral.state = 'drafted' AND referral.rev = 2 RETURNING referral.id)
DELETE FROM referral WHERE id IN (SELECT id FROM gone) RETURNING id::text`

// takeClosed is take, for a contact that came to a case after it was closed. One that is open is taken from when it closes.
func (t Referrals) takeClosed(ctx context.Context, tx pgx.Tx, from row, by queue.AgentID) error {
	if !from.Closed {
		return nil
	}
	return t.take(ctx, tx, from, by)
}

// take drafts the referrals that a contact's form tells of, for the case that it belongs to: each row once, whatever became of the
// draft since and of the row. Without a case there is nothing to draft; form.ErrCaseClosed if there is something for one that is closed.
func (t Referrals) take(ctx context.Context, tx pgx.Tx, from row, by queue.AgentID) error {
	of, err := caseOf(ctx, tx, from.ID)
	if err != nil || of == "" {
		return err
	}
	if err := t.store.Contacts().open(ctx, &from); err != nil {
		return err
	}
	rows := form.ReferralsOf(from.Contact)
	if len(rows) == 0 {
		return nil
	}
	c, err := t.store.Cases().locked(ctx, tx, of)
	if errors.Is(err, ErrForgotten) {
		return nil
	}
	for _, said := range rows {
		if err == nil {
			err = t.takeRow(ctx, tx, &c, from.ID, said, by)
		}
	}
	return err
}

func (t Referrals) takeRow(ctx context.Context, tx pgx.Tx, c *caseRow, contact string, said form.Referred, by queue.AgentID) error {
	fresh, err := tx.Exec(ctx, insertContactReferral, contact, said.ID, c.ID, or(said.State, "drafted"))
	if err != nil || fresh.RowsAffected() == 0 {
		return err
	}
	if c.Status == casework.Closed {
		return form.ErrCaseClosed
	}
	r, err := t.said(ctx, tx, said)
	if err != nil {
		return err
	}
	id, err := t.draft(ctx, tx, c, r, by, contact)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, updateContactReferral, contact, said.ID, id)
	return err
}

// said makes a referral of what a form says. An entry that the directory does not have, and somebody who is no supervisor, are left
// out: whoever sends the draft chooses then.
func (t Referrals) said(ctx context.Context, tx pgx.Tx, said form.Referred) (r Referral, err error) {
	r = Referral{Kind: said.Kind, Grounds: said.Grounds, Method: said.Method, Shared: said.Shared, Consent: said.Consent, Due: said.Due, Told: said.Told}
	r.Words = ReferralWords{Reason: said.Reason, Without: said.Without, Recipient: said.Recipient, Reference: said.Reference,
		NextStep: said.NextStep, Outcome: said.Outcome}
	if said.Entry != "" {
		switch entry, err := newestAgency(ctx, tx, said.Entry); {
		case err == nil && entry.Kind == said.Kind:
			r.Agency = said.Entry
		case err == nil:
		case !errors.Is(err, ErrNotFound):
			return r, err
		}
	}
	is := false
	if said.Asked != "" {
		is, err = isSupervisor(ctx, tx, queue.AgentID(said.Asked))
	}
	if is {
		r.Asked = queue.AgentID(said.Asked)
	}
	return r, err
}

// untake discards the drafts that came with a contact which is taken from its case, so that they can come with it to another one.
// What somebody worked on stays, and so does what left the house.
func (t Referrals) untake(ctx context.Context, tx pgx.Tx, c *caseRow, contact string, by queue.AgentID) error {
	rows, _ := tx.Query(ctx, deleteUntouched, contact, c.ID)
	gone, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, id := range gone {
		if err == nil {
			err = t.tell(ctx, tx, c, referralStep{ID: id, From: "drafted", Contact: contact}, by, "referral.discarded")
		}
	}
	return err
}
