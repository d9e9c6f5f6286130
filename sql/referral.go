package sql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/queue"
	"alo116/sql/referral"
)

// Referral is a case handed to an agency.
type Referral struct {
	ID      string         `json:"id"`
	Case    string         `json:"case"`
	Code    string         `json:"code"` // of the case
	Rev     int            `json:"rev"`
	State   referral.State `json:"state"`
	Agency  string         `json:"agency"` // an entry of the directory; empty: not chosen yet
	Name    string         `json:"name"`   // of the agency, as it was then
	Kind    string         `json:"kind"`
	Grounds []string       `json:"grounds"`
	Method  string         `json:"method"`
	Shared  []string       `json:"shared"`
	Consent string         `json:"consent"`
	Due     string         `json:"due"` // a day, 2026-03-14
	Told    string         `json:"child_told"`
	Asked   queue.AgentID  `json:"consulted"` // the supervisor who was consulted
	AskedAt time.Time      `json:"consulted_at,omitzero"`
	Words   ReferralWords  `json:"words"`
	MadeAt  time.Time      `json:"made_at"`
	MovedAt time.Time      `json:"moved_at"`
	SentAt  time.Time      `json:"sent_at,omitzero"`
	SentBy  string         `json:"sent_by"` // their name
	Owner   queue.AgentID  `json:"owner"`   // of the case
	Whose   string         `json:"owner_name"`
	From    *ReferralFrom  `json:"from,omitempty"`
	Team    string         `json:"-"`
	version int            // of the agency's entry
	sealed  *string
}

// ReferralFrom is the contact whose form a referral was drafted from.
type ReferralFrom struct {
	Contact string    `json:"contact"`
	At      time.Time `json:"at"`   // when the contact was begun
	Said    string    `json:"said"` // where the referral stood, as its form says
}

// ReferralWords is what a referral says in words. They lie sealed with the case's own key.
type ReferralWords struct {
	Reason    string `json:"reason,omitempty"`    // for going on without consent
	Without   string `json:"without,omitempty"`   // why no supervisor was consulted
	Recipient string `json:"recipient,omitempty"` // who took it, and their badge
	Reference string `json:"reference,omitempty"` // the agency's own number
	NextStep  string `json:"next_step,omitempty"`
	Outcome   string `json:"outcome,omitempty"`
	Letter    string `json:"letter,omitempty"` // what the letter says to the agency
}

// Referrals keeps the referrals of the cases.
type Referrals struct{ store *Store }

// Referrals gives the store of the referrals.
func (s *Store) Referrals() Referrals { return Referrals{s} }

const referralColumns = `referral.id, referral.child_case, child_case.code, referral.rev, referral.state, coalesce(referral.agency::text, ''),
    coalesce(agency.name, ''), coalesce(referral.kind, ''), referral.grounds, coalesce(referral.method, ''), referral.shared,
    coalesce(referral.consent, ''), coalesce(referral.due::text, ''), coalesce(referral.child_told, ''), coalesce(referral.consulted::text, ''),
    referral.consulted_at, referral.made_at, referral.moved_at, referral.sent_at, coalesce(sender.name, ''), child_case.owner, person.name,
    person.team, coalesce(referral.agency_rev, 0), referral.sealed, told.id::text, told.opened_at, contact_referral.said`

const fromReferrals = ` FROM referral JOIN child_case ON child_case.id = referral.child_case JOIN person ON person.id = child_case.owner
    LEFT JOIN person AS sender ON sender.id = referral.sent_by
    LEFT JOIN agency ON agency.id = referral.agency AND agency.rev = referral.agency_rev
    LEFT JOIN contact_referral ON contact_referral.referral = referral.id LEFT JOIN contact AS told ON told.id = contact_referral.contact `

const selectReferral = `-- name: selectReferral
SELECT ` + referralColumns + fromReferrals + `WHERE referral.id = $1`

const selectReferralsOfCase = `-- name: selectReferralsOfCase
SELECT ` + referralColumns + fromReferrals + `WHERE referral.child_case = $1 ORDER BY referral.made_at DESC, referral.id`

// The longest due comes first.
const selectReferralsWaiting = `-- name: selectReferralsWaiting
SELECT ` + referralColumns + fromReferrals + `
WHERE referral.state = ANY ($1) AND child_case.forgotten_at IS NULL AND ($2 OR child_case.owner::text = ANY ($3::text[]))
ORDER BY referral.due, referral.moved_at, referral.id LIMIT 500`

// Head finds a referral without its words; ErrNotFound if there is none.
func (t Referrals) Head(ctx context.Context, id string) (Referral, error) {
	r, err := t.find(ctx, t.store.pool, id)
	if err != nil {
		return Referral{}, fmt.Errorf("find a referral: %w", err)
	}
	return r, nil
}

// Look gives a referral with its words, to who may read them; what for is for who calls it to write down.
func (t Referrals) Look(ctx context.Context, id string) (Referral, error) {
	r, err := t.find(ctx, t.store.pool, id)
	var c caseRow
	if err == nil {
		c, err = t.store.Cases().find(ctx, t.store.pool, r.Case)
	}
	if err == nil {
		err = t.openWords(ctx, &c, &r)
	}
	if err != nil {
		return Referral{}, fmt.Errorf("look at a referral: %w", err)
	}
	return r, nil
}

// Of lists the referrals of a case with their words, the newest first, once the audit trail tells who reads them and what for.
func (t Referrals) Of(ctx context.Context, id string, by queue.AgentID, purpose, words string) ([]Referral, error) {
	all, err := t.of(ctx, id)
	if err == nil {
		err = t.store.Audit(ctx, Act{Actor: by, Action: "referral.opened", Object: caseObject(id), Purpose: purpose, Words: words})
	}
	if err != nil {
		return nil, fmt.Errorf("list referrals: %w", err)
	}
	return all, nil
}

func (t Referrals) of(ctx context.Context, id string) ([]Referral, error) {
	if uuid.Validate(id) != nil {
		return nil, ErrNotFound
	}
	rows, _ := t.store.pool.Query(ctx, selectReferralsOfCase, id)
	all, err := pgx.CollectRows(rows, scanReferral)
	if err != nil || len(all) == 0 {
		return all, err
	}
	c, err := t.store.Cases().find(ctx, t.store.pool, id)
	if err != nil || c.Forgotten {
		return all, err
	}
	box, err := t.store.Cases().box(ctx, &c)
	if errors.Is(err, ErrForgotten) { // its key is: the database is a backup of before
		return all, nil
	}
	for i := range all {
		if err == nil {
			err = all[i].open(box)
		}
	}
	return all, err
}

// Waiting lists those that an agency is to answer, without their words, the longest due first: of these owners' cases, or everybody's.
func (t Referrals) Waiting(ctx context.Context, owners []queue.AgentID, everybody bool) ([]Referral, error) {
	rows, _ := t.store.pool.Query(ctx, selectReferralsWaiting, referral.Waiting(), everybody, texts(owners))
	all, err := pgx.CollectRows(rows, scanReferral)
	if err != nil {
		return nil, fmt.Errorf("list referrals that wait: %w", err)
	}
	return all, nil
}

func (t Referrals) find(ctx context.Context, in asked, id string) (Referral, error) {
	if uuid.Validate(id) != nil {
		return Referral{}, ErrNotFound
	}
	rows, _ := in.Query(ctx, selectReferral, id)
	r, err := pgx.CollectExactlyOneRow(rows, scanReferral)
	return r, found(err)
}

func scanReferral(row pgx.CollectableRow) (r Referral, err error) {
	var asked, sent, told *time.Time
	var contact, said *string
	err = row.Scan(&r.ID, &r.Case, &r.Code, &r.Rev, &r.State, &r.Agency, &r.Name, &r.Kind, &r.Grounds, &r.Method, &r.Shared, &r.Consent,
		&r.Due, &r.Told, &r.Asked, &asked, &r.MadeAt, &r.MovedAt, &sent, &r.SentBy, &r.Owner, &r.Whose, &r.Team, &r.version, &r.sealed,
		&contact, &told, &said)
	if contact != nil {
		r.From = &ReferralFrom{*contact, *told, *said}
	}
	r.AskedAt, r.SentAt = moment(asked), moment(sent)
	return r, err
}

// open adds the words.
func (r *Referral) open(box tink.AEAD) error {
	if r.sealed == nil {
		return nil
	}
	plain, err := openText(box, *r.sealed, referralPlace(r.Case, r.ID))
	if err == nil {
		err = json.Unmarshal(plain, &r.Words)
	}
	if err != nil {
		return fmt.Errorf("referral %s: %w", r.ID, err)
	}
	return nil
}

// referralPlace binds a referral's words to their case and referral.
func referralPlace(of, id string) []byte { return casePlace(of, "referral "+id) }
