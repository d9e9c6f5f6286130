package sql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/sql/retention"
)

// ErrRetentionBusy says that the rules are being carried out already, here or by another process.
var ErrRetentionBusy = errors.New("the retention rules are being carried out already")

// retentionPurpose is why, in the audit trail.
const retentionPurpose = "retention"

// retentionBatch is how many things go in one transaction: few, for the journal waits meanwhile.
const retentionBatch = 50

const lockRetention = `-- name: lockRetention
SELECT pg_try_advisory_lock(116, 10)`

const unlockRetention = `-- name: unlockRetention
SELECT pg_advisory_unlock(116, 10)`

// Apply lets go of what is due at that time, and tells how much went by each rule's name, also beside an error. Done again after
// an error or a crash it goes on where it was. ErrUnconfirmed if nobody confirmed the rules, ErrRetentionBusy while another does it.
func (r Retention) Apply(ctx context.Context, now time.Time) (gone map[string]int, err error) {
	return r.apply(ctx, now, false)
}

func (r Retention) apply(ctx context.Context, now time.Time, daily bool) (gone map[string]int, err error) {
	err = r.alone(ctx, func() error {
		confirmed, err := r.Confirmed(ctx)
		if err == nil && !confirmed {
			err = ErrUnconfirmed
		}
		if err != nil {
			return err
		}
		gone, err = r.run(ctx, now, daily)
		return err
	})
	if err != nil {
		return gone, fmt.Errorf("carry out the retention rules: %w", err)
	}
	return gone, nil
}

// alone does work while no other process does.
func (r Retention) alone(ctx context.Context, work func() error) error {
	conn, err := r.store.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	var ours bool
	if err := conn.QueryRow(ctx, lockRetention).Scan(&ours); err != nil {
		return err
	}
	if !ours {
		return ErrRetentionBusy
	}
	err = work()
	_, unlocked := conn.Exec(context.WithoutCancel(ctx), unlockRetention)
	return errors.Join(err, unlocked)
}

// carryOut goes through the rules, one after the other.
func (r Retention) carryOut(ctx context.Context, now time.Time) (gone map[string]int, err error) {
	gone = make(map[string]int)
	if _, err := r.store.FinishForgetting(ctx); err != nil {
		return gone, err
	}
	for _, class := range retention.Classes() {
		for i, rule := range r.rules.Of(class) {
			if rule.Then == retention.Keep {
				continue
			}
			if err := r.empty(ctx, rule, i, now, gone); err != nil {
				return gone, fmt.Errorf("rule %s: %w", rule.Name, err)
			}
		}
	}
	return gone, nil
}

// errStays says that the database keeps what the service takes for old.
var errStays = errors.New("what is due stays: see that the clocks of this machine and of the database's are right")

// empty lets go of all that is due by one rule, batch by batch. What came in the batch before has not gone.
func (r Retention) empty(ctx context.Context, rule retention.Rule, i int, now time.Time, gone map[string]int) error {
	var last []string
	for {
		var ids []string
		err := r.store.in(ctx, func(tx pgx.Tx) (err error) {
			if ids, err = r.next(ctx, tx, rule, i, now); err != nil || len(ids) == 0 {
				return err
			}
			if slices.Equal(ids, last) {
				return errStays
			}
			return r.clear(ctx, tx, rule, ids)
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		last = ids
		gone[rule.Name] += len(ids)
		if err := r.destroyKeys(ctx, rule.Class, ids); err != nil {
			return err
		}
	}
}

// destroyKeys destroys the keys of what was forgotten.
func (r Retention) destroyKeys(ctx context.Context, class retention.Class, ids []string) error {
	of, has := map[retention.Class]keyed{retention.Contact: keyedContact, retention.Case: keyedCase}[class]
	for _, id := range ids {
		if !has {
			return nil
		}
		if err := r.store.destroyKey(ctx, of, id); err != nil {
			return err
		}
	}
	return nil
}

func (r Retention) next(ctx context.Context, tx pgx.Tx, rule retention.Rule, i int, now time.Time) ([]string, error) {
	if rule.Class == retention.Contact {
		return r.nextContacts(ctx, tx, i, now)
	}
	query := shelves[rule.Class].find
	rows, _ := tx.Query(ctx, query, cutoff(rule, now), retentionBatch)
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// clear lets go of a batch, and proves that it did: the act has the rule, how many, and their ids in words that can be erased.
func (r Retention) clear(ctx context.Context, tx pgx.Tx, rule retention.Rule, ids []string) (err error) {
	words := fmt.Sprintf("%d of %s: %s", len(ids), rule.Class, strings.Join(ids, " "))
	switch rule.Class {
	case retention.Session: // how a session is called is nobody's business
		words = fmt.Sprintf("%d of %s", len(ids), rule.Class)
		err = shelves[rule.Class].clear(ctx, tx, ids)
	case retention.Contact:
		err = r.store.forgetAll(ctx, tx, ids, forgetting{stays: rule.Stays, purpose: retentionPurpose})
	case retention.Case:
		err = r.store.forgetCases(ctx, tx, ids, retentionPurpose)
	case retention.ContactHistory:
		err = r.store.deleteHistory(ctx, tx, ids, "contact.history_forgotten", retentionPurpose)
	case retention.AuditWords:
		words = "" // its entries name themselves
		err = r.store.eraseWords(ctx, tx, ids, retentionPurpose)
	default:
		err = shelves[rule.Class].clear(ctx, tx, ids)
	}
	if err != nil || words == "" {
		return err
	}
	return r.store.audited(ctx, tx, Act{Action: "retention." + string(rule.Then), Object: "retention_rule:" + rule.Name,
		Purpose: retentionPurpose, Words: words})
}
