package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/retention"
)

// purgeEvery is how often the service looks whether an erasure was cut off, and whether the night's purge is still to be done.
const purgeEvery = time.Hour

// purge finishes what an erasure that was cut off left, now and each hour, and carries out the retention rules, if there are any, once a
// night, until the context ends. The file is read each time, so that a change needs
// no restart; what hinders it is told once, and never ends the service.
func (h *house) purge(ctx context.Context) error {
	if h.retention.RetentionFile == "" {
		h.log.Warn().Msg(errNoRetention.Error())
	}
	ticks := time.NewTicker(purgeEvery)
	defer ticks.Stop()
	said := ""
	for {
		said = h.purgeOnce(ctx, time.Now(), said)
		select {
		case <-ctx.Done():
			return nil
		case <-ticks.C:
		}
	}
}

// purgeOnce gives what hinders it; what was said before is not said again.
func (h *house) purgeOnce(ctx context.Context, now time.Time, said string) (hindrance string) {
	finished, err := h.store.FinishForgetting(ctx)
	if finished > 0 {
		h.log.Info().Int("contacts", finished).Msg("an erasure that was cut off is finished")
	}
	if err == nil {
		_, err = h.store.ForgetApproaches(ctx) // its end is its own, whatever the rules
	}
	var gone map[string]int
	var done bool
	if err == nil && h.retention.RetentionFile != "" {
		gone, done, err = h.carryOut(ctx, now)
	}
	if done || len(gone) > 0 {
		counts := zerolog.Dict()
		for _, name := range names(gone) {
			counts.Int(name, gone[name])
		}
		h.log.Info().Dict("gone", counts).Msg("what had its time is gone")
	}
	if done {
		if err := epochsDue(ctx, h.store, now); err != nil {
			h.log.Warn().Err(err).Msg("a person is needed, for the service cannot change its own keys")
		}
	}
	if err == nil || ctx.Err() != nil {
		return ""
	}
	if err.Error() != said {
		h.log.Error().Err(err).Msg("what is to go is not all gone; look with 'alo116 doctor' and 'alo116 retention'")
	}
	return err.Error()
}

// carryOut carries the rules out, as they are now, if this night's turn is still to come.
func (h *house) carryOut(ctx context.Context, now time.Time) (gone map[string]int, done bool, err error) {
	rules, err := h.retention.rules()
	if err != nil {
		return nil, false, err
	}
	return h.store.Retention(rules).Daily(ctx, now)
}

func names(gone map[string]int) []string { return slices.Sorted(maps.Keys(gone)) }

// checkRetention tells whether what has had its time goes.
func (d *doctorCommand) checkRetention(ctx context.Context) error {
	rules, err := d.rules()
	if err != nil {
		return err
	}
	if err := linesExist(rules, readPolicy(d.PolicyFile).policy); err != nil {
		return err
	}
	store, _, err := d.openStore(ctx, zerolog.Nop())
	if err != nil || checkDatabase(ctx, store) != nil {
		return errors.New("the database above comes first")
	}
	defer store.Close()
	confirmed, err := store.Retention(rules).Confirmed(ctx)
	if err != nil {
		return err
	}
	if !confirmed {
		return errors.New("the retention rules are new or changed and do nothing yet: see what they would do with 'alo116 retention', and confirm them")
	}
	last, err := store.LastRetentionRun(ctx)
	if err == nil && time.Since(last.Began) > 3*24*time.Hour {
		err = fmt.Errorf("the last purge was on %s: the log of 'alo116 serve' tells why none came since", last.Began.Local().Format(time.DateOnly))
	}
	if errors.Is(err, sql.ErrNotFound) {
		return nil // it comes in the night
	}
	return err
}

// linesExist finds a line that a rule names and the policy does not have, for its contacts would go by another rule.
func linesExist(rules *retention.Rules, policy *queue.Policy) error {
	if policy == nil {
		return nil // that is told already
	}
	for _, rule := range rules.Of(retention.Contact) {
		if rule.Match == nil {
			continue
		}
		for _, line := range rule.Match.Lines {
			if !slices.ContainsFunc(policy.Lines, func(l queue.Line) bool { return l.ID == line }) {
				return fmt.Errorf("the retention rule %s is about the line %s, which the policy does not have: correct one of them", rule.Name, line)
			}
		}
	}
	return nil
}
