package sql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/sql/retention"
)

// ErrUnconfirmed says that nobody confirmed these rules since they changed; nothing may go by them.
var ErrUnconfirmed = errors.New("the retention rules are new or changed, and nothing goes until they are confirmed")

// Retention carries out a helpline's rules about how long it keeps what.
type Retention struct {
	store *Store
	rules *retention.Rules
}

// Retention gives what carries out these rules.
func (s *Store) Retention(rules *retention.Rules) Retention { return Retention{s, rules} }

// Due is what one rule finds.
type Due struct {
	Rule   retention.Rule
	Due    int       // how many would go now
	Kept   int       // how many there are that would not
	Held   int       // of those that are kept, how many because somebody holds them, or their case is open
	Oldest time.Time // of all of them; zero if there are none
}

// Due tells what each rule would let go at that time, in the order in which they would be carried out. What no rule names is
// told too, as rules without a name that keep.
func (r Retention) Due(ctx context.Context, now time.Time) ([]Due, error) {
	found, err := r.dueContacts(ctx, now)
	if err != nil {
		return nil, fmt.Errorf("look what is due: %w", err)
	}
	for _, class := range retention.Classes()[1:] {
		rules := r.rules.Of(class)
		if len(rules) == 0 {
			rules = []retention.Rule{{Class: class, Then: retention.Keep}}
		}
		d := Due{Rule: rules[0]}
		var oldest *time.Time
		query := shelves[class].due
		if err := r.store.pool.QueryRow(ctx, query, cutoff(d.Rule, now)).Scan(&d.Due, &d.Kept, &oldest); err != nil {
			return nil, fmt.Errorf("look what is due of %s: %w", class, err)
		}
		d.Oldest = moment(oldest)
		found = append(found, d)
	}
	return found, nil
}

// cutoff is the age beyond which a rule lets go; nil if it keeps.
func cutoff(rule retention.Rule, now time.Time) *time.Time {
	if rule.Then == retention.Keep {
		return nil
	}
	before := rule.After.Before(now)
	return &before
}

const upsertRetentionRules = `-- name: upsertRetentionRules
INSERT INTO retention_rules (digest, rules) VALUES ($1, $2)
ON CONFLICT (digest) DO UPDATE SET rules = excluded.rules, confirmed_at = clock_timestamp()`

const selectRetentionConfirmed = `-- name: selectRetentionConfirmed
SELECT coalesce((SELECT digest = $1 FROM retention_rules ORDER BY confirmed_at DESC LIMIT 1), false)`

// Confirm makes these the rules that may be carried out, for somebody who saw what they would do.
func (r Retention) Confirm(ctx context.Context) error {
	text, err := json.Marshal(r.rules)
	if err != nil {
		return fmt.Errorf("confirm retention rules: %w", err)
	}
	digest := r.rules.Digest()
	err = r.store.in(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, upsertRetentionRules, digest[:], text); err != nil {
			return err
		}
		return r.store.audited(ctx, tx, Act{Action: "retention.confirmed", Object: "retention_rules:" + r.rules.Code()})
	})
	if err != nil {
		return fmt.Errorf("confirm retention rules: %w", err)
	}
	return nil
}

// Confirmed tells whether these are the rules that were confirmed last.
func (r Retention) Confirmed(ctx context.Context) (confirmed bool, err error) {
	digest := r.rules.Digest()
	if err := r.store.pool.QueryRow(ctx, selectRetentionConfirmed, digest[:]).Scan(&confirmed); err != nil {
		return false, fmt.Errorf("look whether retention rules are confirmed: %w", err)
	}
	return confirmed, nil
}
