package sql

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const insertRetentionRun = `-- name: insertRetentionRun
INSERT INTO retention_run (rules, daily) VALUES ($1, $2) RETURNING id::text`

const endRetentionRun = `-- name: endRetentionRun
UPDATE retention_run SET ended_at = greatest(clock_timestamp(), began_at), done = $2, problem = $3 WHERE id = $1`

const selectRetentionRun = `-- name: selectRetentionRun
SELECT began_at, daily, done FROM retention_run WHERE ended_at IS NOT NULL AND problem = '' ORDER BY began_at DESC LIMIT 1`

// RetentionRun is one time that the rules were carried out to the end.
type RetentionRun struct {
	Began time.Time
	Daily bool           // by the service, not by a person
	Gone  map[string]int // how much, by the rule's name
}

// LastRetentionRun is the last one; ErrNotFound if there was none yet.
func (s *Store) LastRetentionRun(ctx context.Context) (run RetentionRun, err error) {
	err = found(s.pool.QueryRow(ctx, selectRetentionRun).Scan(&run.Began, &run.Daily, &run.Gone))
	if err != nil {
		return RetentionRun{}, fmt.Errorf("find the last retention run: %w", err)
	}
	return run, nil
}

// run carries the rules out and writes down that it did.
func (r Retention) run(ctx context.Context, now time.Time, daily bool) (gone map[string]int, err error) {
	var id string
	digest := r.rules.Digest()
	if err := r.store.pool.QueryRow(ctx, insertRetentionRun, digest[:], daily).Scan(&id); err != nil {
		return nil, err
	}
	gone, err = r.carryOut(ctx, now)
	problem := ""
	if err != nil {
		problem = err.Error()[:min(500, len(err.Error()))]
	}
	ended := r.store.in(context.WithoutCancel(ctx), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, endRetentionRun, id, gone, problem)
		return err
	})
	if err == nil {
		err = ended
	}
	return gone, err
}

// purgeHour is when the night is quietest, by the clock of the machine.
const purgeHour = 3

// Daily carries the rules out if that was not done yet since the last night's third hour; done is false if it was, or is being done by
// another process. If more is due than the rules let go in a day, it does nothing: a person must look.
func (r Retention) Daily(ctx context.Context, now time.Time) (gone map[string]int, done bool, err error) {
	night := time.Date(now.Year(), now.Month(), now.Day(), purgeHour, 0, 0, 0, now.Location())
	last, err := r.store.LastRetentionRun(ctx)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	if err != nil || now.Before(night) || !last.Began.Before(night) {
		return nil, false, err
	}
	if err := r.brake(ctx, now); err != nil {
		return nil, false, err
	}
	gone, err = r.apply(ctx, now, true)
	if errors.Is(err, ErrRetentionBusy) {
		return nil, false, nil
	}
	return gone, err == nil, err
}

// brake stops the daily job before it lets go of more than the rules allow in a day: a clock that is years ahead, or a backlog.
func (r Retention) brake(ctx context.Context, now time.Time) error {
	found, err := r.Due(ctx, now)
	if err != nil {
		return err
	}
	due := 0
	for _, d := range found {
		due += d.Due
	}
	if due > r.rules.MostADay {
		return fmt.Errorf("%d things are due at once, more than the %d a day of the retention rules: see that this machine's clock is right, "+
			"look with 'alo116 retention', and let them go with 'alo116 retention --apply'", due, r.rules.MostADay)
	}
	return nil
}
