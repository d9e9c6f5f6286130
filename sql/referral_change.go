package sql

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql/casework"
	"alo116/sql/referral"
)

const insertReferral = `-- name: insertReferral
INSERT INTO referral (id, child_case, made_by) VALUES ($1, $2, $3)`

const updateReferral = `-- name: updateReferral
UPDATE referral SET rev = rev + 1, agency = nullif($2, '')::uuid, agency_rev = nullif($3, 0), kind = nullif($4, ''), grounds = $5, method = nullif($6, ''),
    shared = $7, consent = nullif($8, ''), due = nullif($9, '')::date, child_told = nullif($10, ''), consulted = nullif($11, '')::uuid,
    consulted_at = CASE WHEN $11 = '' THEN NULL WHEN consulted::text = $11 THEN consulted_at ELSE clock_timestamp() END, sealed = $12
WHERE id = $1`

const moveReferral = `-- name: moveReferral
UPDATE referral SET rev = rev + 1, state = $2, moved_at = clock_timestamp(),
    sent_at = CASE WHEN $2 = 'sent' THEN clock_timestamp() ELSE sent_at END, sent_by = CASE WHEN $2 = 'sent' THEN $3::uuid ELSE sent_by END
WHERE id = $1`

const deleteReferral = `-- name: deleteReferral
DELETE FROM referral WHERE id = $1`

const forgetReferrals = `-- name: forgetReferrals
UPDATE referral SET sealed = NULL, agency = NULL, agency_rev = NULL, shared = '{}', consulted = NULL, consulted_at = NULL, due = NULL
WHERE child_case = $1`

// Add drafts a referral of a case.
func (t Referrals) Add(ctx context.Context, id string, r Referral, by queue.AgentID) (Referral, error) {
	return t.work(ctx, "draft a referral", func(tx pgx.Tx) (string, error) {
		c, err := t.open(ctx, tx, id)
		if err != nil {
			return "", err
		}
		return t.draft(ctx, tx, &c, r, by, "")
	})
}

// draft begins a referral of a case, from the form of a contact unless that is empty, and gives its id.
func (t Referrals) draft(ctx context.Context, tx pgx.Tx, c *caseRow, r Referral, by queue.AgentID, contact string) (string, error) {
	r.ID, r.Case, r.State = uuid.NewString(), c.ID, referral.Drafted
	if _, err := tx.Exec(ctx, insertReferral, r.ID, r.Case, by); err != nil {
		return "", err
	}
	if err := t.write(ctx, tx, c, r, r.State); err != nil {
		return "", err
	}
	return r.ID, t.tell(ctx, tx, c, referralStep{ID: r.ID, To: r.State, Contact: contact}, by, "referral.drafted")
}

// Change writes what is said of a referral. Of one that has left the house, what it was sent with stays: the agency, the grounds,
// the method, what was shared, the consent and who was consulted. form.ErrConflict if somebody else changed it since r.Rev.
func (t Referrals) Change(ctx context.Context, r Referral, by queue.AgentID) (Referral, error) {
	return t.work(ctx, "change a referral", func(tx pgx.Tx) (string, error) {
		c, was, err := t.locked(ctx, tx, r.ID, r.Rev)
		if err != nil {
			return "", err
		}
		r.Case = was.Case
		if was.State != referral.Drafted && was.State != referral.Refused && was.State != referral.NoAnswer {
			r = was.answered(r)
		}
		if err := t.write(ctx, tx, &c, r, was.State); err != nil {
			return "", err
		}
		return r.ID, t.tellChange(ctx, tx, &c, referralChange{r.ID, r.otherThan(was)}, by)
	})
}

// answered gives a referral with what may be added to it once it was sent.
func (r Referral) answered(now Referral) Referral {
	r.Due, r.Told = now.Due, now.Told
	r.Words.Recipient, r.Words.Reference, r.Words.NextStep, r.Words.Outcome = now.Words.Recipient, now.Words.Reference, now.Words.NextStep, now.Words.Outcome
	return r
}

// Move brings a referral to another state. A referral.Fault tells what it lacks to be sent, ErrNoStep that it does not go there.
func (t Referrals) Move(ctx context.Context, id string, to referral.State, rev int, by queue.AgentID) (Referral, error) {
	return t.work(ctx, "move a referral", func(tx pgx.Tx) (string, error) {
		c, r, err := t.locked(ctx, tx, id, rev)
		if err != nil {
			return "", err
		}
		if !r.State.May(to) {
			return "", ErrNoStep
		}
		if to == referral.Sent {
			if err := t.leave(ctx, tx, &c, r); err != nil {
				return "", err
			}
		}
		if _, err := tx.Exec(ctx, moveReferral, id, to, by); err != nil {
			return "", err
		}
		return id, t.tell(ctx, tx, &c, referralStep{ID: id, From: r.State, To: to}, by, "referral."+string(to))
	})
}

// Discard takes a draft away. What has left the house stays.
func (t Referrals) Discard(ctx context.Context, id string, rev int, by queue.AgentID) error {
	err := t.store.in(ctx, func(tx pgx.Tx) error {
		c, r, err := t.locked(ctx, tx, id, rev)
		if err == nil && r.State != referral.Drafted {
			err = ErrNoStep
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteReferral, id); err != nil {
			return err
		}
		return t.tell(ctx, tx, &c, referralStep{ID: id, From: r.State}, by, "referral.discarded")
	})
	if err != nil {
		return fmt.Errorf("discard a referral: %w", err)
	}
	return nil
}

// work does work in one transaction, and gives the referral as it is then.
func (t Referrals) work(ctx context.Context, deed string, work func(pgx.Tx) (string, error)) (r Referral, err error) {
	err = t.store.in(ctx, func(tx pgx.Tx) error {
		id, err := work(tx)
		if err == nil {
			r, err = t.find(ctx, tx, id)
		}
		if err != nil {
			return err
		}
		c, err := t.store.Cases().find(ctx, tx, r.Case)
		if err == nil {
			err = t.openWords(ctx, &c, &r)
		}
		return err
	})
	if err != nil {
		return Referral{}, fmt.Errorf("%s: %w", deed, err)
	}
	return r, nil
}

func (t Referrals) openWords(ctx context.Context, c *caseRow, r *Referral) error {
	box, err := t.store.Cases().box(ctx, c)
	if err != nil {
		return err
	}
	return r.open(box)
}

// open gives a case that is not closed, and that nobody else changes meanwhile.
func (t Referrals) open(ctx context.Context, tx pgx.Tx, id string) (caseRow, error) {
	c, err := t.store.Cases().locked(ctx, tx, id)
	if err == nil && c.Status == casework.Closed {
		err = ErrCaseClosed
	}
	return c, err
}

// locked gives a referral at that revision, with its words, and its case, which nobody else changes meanwhile.
func (t Referrals) locked(ctx context.Context, tx pgx.Tx, id string, rev int) (c caseRow, r Referral, err error) {
	if r, err = t.find(ctx, tx, id); err != nil {
		return c, r, err
	}
	if c, err = t.store.Cases().locked(ctx, tx, r.Case); err != nil {
		return c, r, err
	}
	if r, err = t.find(ctx, tx, id); err != nil { // as it is now that the case is ours
		return c, r, err
	}
	if r.Rev != rev {
		return c, r, form.ErrConflict
	}
	return c, r, t.openWords(ctx, &c, &r)
}
