package sql

import (
	"context"
	"encoding/json"
	"errors"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql/referral"
)

const selectSupervisor = `-- name: selectSupervisor
SELECT EXISTS (SELECT FROM person WHERE id::text = $1 AND role = $2 AND NOT disabled)`

// write keeps what is said of a referral that stands so, its words sealed.
func (t Referrals) write(ctx context.Context, tx pgx.Tx, c *caseRow, r Referral, state referral.State) error {
	if err := r.check(); err != nil {
		return err
	}
	if err := t.choose(ctx, tx, &r, state); err != nil {
		return err
	}
	if err := t.consulted(ctx, tx, r.Asked, state); err != nil {
		return err
	}
	words, err := json.Marshal(r.Words)
	if err != nil {
		return err
	}
	box, err := t.store.Cases().box(ctx, c)
	if err != nil {
		return err
	}
	sealed, err := sealText(box, words, referralPlace(r.Case, r.ID))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, updateReferral, r.ID, r.Agency, r.version, r.Kind, list(r.Grounds), r.Method, list(r.Shared), r.Consent, r.Due, r.Told, r.Asked, sealed)
	return err
}

// choose finds the version of the agency that holds, unless the referral was sent by another one. Before one is chosen, it may be
// known of what kind it will be.
func (t Referrals) choose(ctx context.Context, tx pgx.Tx, r *Referral, state referral.State) error {
	if r.Agency == "" {
		r.version = 0
		if _, known := form.Listed(form.AgencyKinds, r.Kind); !known {
			r.Kind = ""
		}
		return nil
	}
	if state.Waits() || state == referral.OutcomeReceived || state == referral.Closed {
		return nil
	}
	now, err := newestAgency(ctx, tx, r.Agency)
	if _, referred := form.Listed(form.AgencyKinds, now.Kind); errors.Is(err, ErrNotFound) || err == nil && !referred {
		err = referral.Fault("agency")
	}
	r.version, r.Kind = now.Rev, now.Kind
	return err
}

// consulted tells whether somebody is a supervisor. One who was, when they were asked, may be none any more.
func (t Referrals) consulted(ctx context.Context, tx pgx.Tx, who queue.AgentID, state referral.State) error {
	if who == "" || state != referral.Drafted {
		return nil
	}
	is, err := isSupervisor(ctx, tx, who)
	if err == nil && !is {
		err = referral.Fault("supervisor")
	}
	return err
}

func isSupervisor(ctx context.Context, tx pgx.Tx, who queue.AgentID) (is bool, err error) {
	err = tx.QueryRow(ctx, selectSupervisor, who, queue.Supervisor).Scan(&is)
	return is, err
}

// leave tells what a referral lacks to be sent, if anything, and pins it to the agency's entry as it is now.
func (t Referrals) leave(ctx context.Context, tx pgx.Tx, c *caseRow, r Referral) error {
	var agency Agency
	if r.Agency != "" {
		var err error
		if agency, err = newestAgency(ctx, tx, r.Agency); err != nil {
			return err
		}
	}
	s := referral.Sending{Agency: agency.Active, Kind: agency.Kind, Risk: c.Risk, Grounds: r.Grounds, Method: r.Method, Shared: r.Shared,
		Consent: r.Consent, Reason: r.Words.Reason, Due: r.Due, Consulted: r.Asked != "", Without: r.Words.Without}
	if s.Due < time.Now().Format(time.DateOnly) { // a day that is over is none
		s.Due = ""
	}
	if lacks := s.Lacks(); lacks != "" {
		return lacks
	}
	return t.write(ctx, tx, c, r, referral.Drafted)
}

// check tells whether codes are the form's, and words not too many.
func (r Referral) check() error {
	for _, code := range []struct{ field, code string }{{"method", r.Method}, {"consent", r.Consent}, {"feedback_to_child", r.Told}} {
		if _, known := form.Offered("referrals."+code.field, code.code); !known && code.code != "" {
			return referral.Fault("code")
		}
	}
	for field, codes := range map[string][]string{"grounds": r.Grounds, "shared": r.Shared} {
		for _, code := range codes {
			if _, known := form.Offered("referrals."+field, code); !known {
				return referral.Fault("code")
			}
		}
	}
	if _, err := time.Parse(time.DateOnly, or(r.Due, "2026-01-01")); err != nil {
		return referral.Fault("due")
	}
	w := r.Words
	for text, most := range map[string]int{w.Reason: 600, w.Without: 300, w.Recipient: 120, w.Reference: 60, w.NextStep: 300, w.Outcome: 2000, w.Letter: 4000} {
		if utf8.RuneCountInString(text) > most {
			return referral.Fault("long")
		}
	}
	return nil
}

// list makes no codes an empty list, which is not null.
func list(codes []string) []string {
	if codes == nil {
		return []string{}
	}
	return codes
}
