package sql

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
	"alo116/sql/casework"
	"alo116/sql/referral"
)

// referralStep is what the timeline of a case tells of a referral's step.
type referralStep struct {
	ID   string         `json:"id"`
	From referral.State `json:"from,omitempty"`
	To   referral.State `json:"to,omitempty"`
	// Contact is the one whose form it was drafted from.
	Contact string `json:"contact,omitempty"`
}

// referralChange is what the timeline of a case tells of what is said of a referral: which kinds of things are others now, and no word of them.
type referralChange struct {
	ID      string   `json:"id"`
	Changed []string `json:"changed"`
}

// otherThan names what is said otherwise than before, in the order in which it is asked.
func (r Referral) otherThan(was Referral) (changed []string) {
	for _, thing := range []struct {
		name  string
		other bool
	}{
		{"agency", r.Agency != was.Agency}, {"grounds", !slices.Equal(r.Grounds, was.Grounds)}, {"method", r.Method != was.Method},
		{"shared", !slices.Equal(r.Shared, was.Shared)}, {"consent", r.Consent != was.Consent}, {"reason", r.Words.Reason != was.Words.Reason},
		{"consulted", r.Asked != was.Asked}, {"without", r.Words.Without != was.Words.Without}, {"due", r.Due != was.Due},
		{"letter", r.Words.Letter != was.Words.Letter}, {"recipient", r.Words.Recipient != was.Words.Recipient},
		{"reference", r.Words.Reference != was.Words.Reference}, {"next_step", r.Words.NextStep != was.Words.NextStep},
		{"outcome", r.Words.Outcome != was.Words.Outcome}, {"told", r.Told != was.Told},
	} {
		if thing.other {
			changed = append(changed, thing.name)
		}
	}
	return changed
}

// tell writes a step into the timeline of the case and into the audit trail.
func (t Referrals) tell(ctx context.Context, tx pgx.Tx, c *caseRow, s referralStep, by queue.AgentID, action string) error {
	return t.told(ctx, tx, c, CaseEvent{Kind: casework.Referred, Actor: by, Value: value(s)}, action)
}

// tellChange does so with what is said otherwise, if anything is.
func (t Referrals) tellChange(ctx context.Context, tx pgx.Tx, c *caseRow, s referralChange, by queue.AgentID) error {
	if len(s.Changed) == 0 {
		return nil
	}
	return t.told(ctx, tx, c, CaseEvent{Kind: casework.ReferralChanged, Actor: by, Value: value(s)}, "referral.changed")
}

func (t Referrals) told(ctx context.Context, tx pgx.Tx, c *caseRow, e CaseEvent, action string) error {
	if err := t.store.Cases().event(ctx, tx, c, e); err != nil {
		return err
	}
	return t.store.audited(ctx, tx, Act{Actor: e.Actor, Action: action, Object: caseObject(c.ID)})
}
