package sql

import (
	"context"
	"time"

	"alo116/sql/referral"
)

// SubjectReferral is what an agency was told. Who told it is not the subject's to know.
type SubjectReferral struct {
	To      string         `json:"to"`
	Kind    string         `json:"kind"`
	State   referral.State `json:"state"`
	Grounds []string       `json:"grounds"`
	Shared  []string       `json:"shared"`
	Consent string         `json:"consent,omitempty"`
	Made    time.Time      `json:"made_at"`
	Sent    time.Time      `json:"sent_at,omitzero"`
	Words   ReferralWords  `json:"words"`
}

func (s *Store) subjectReferrals(ctx context.Context, id string) (found []SubjectReferral, err error) {
	all, err := s.Referrals().of(ctx, id)
	for _, r := range all {
		found = append(found, SubjectReferral{r.Name, r.Kind, r.State, r.Grounds, r.Shared, r.Consent, r.MadeAt, r.SentAt, r.Words})
	}
	return found, err
}
