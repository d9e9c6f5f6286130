package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"alo116/queue"
	"alo116/queue/sim"
	"alo116/sql"
)

// The journal is read from before the first day, to know who was there at its beginning, until after the
// last one, for the ends of its calls.
const (
	before = 24 * time.Hour
	after  = 6 * time.Hour
)

// replay puts the helpline's own days through the queue, as they were and under a change.
func (s *simulateCommand) replay(ctx context.Context, term stdio) error {
	from, to, err := span(s.Replay)
	if err != nil {
		return err
	}
	change, err := s.change(term)
	if err != nil {
		return err
	}
	return s.withStore(ctx, func(store *sql.Store) error {
		policy, err := s.rulesOf(ctx, store, from)
		if err != nil {
			return err
		}
		days, err := recall(ctx, store, policy, from, to)
		if err != nil {
			return err
		}
		compared, err := sim.Replay(days, change)
		if err != nil {
			return fmt.Errorf("these days cannot be replayed: %w", err)
		}
		return compared.Print(term.out)
	})
}

// rulesOf gives the policy file's rules or, without one, those that were in force at a moment.
func (s *simulateCommand) rulesOf(ctx context.Context, store *sql.Store, at time.Time) (*queue.Policy, error) {
	if s.PolicyFile != "" {
		return loadPolicy(s.PolicyFile)
	}
	was, err := store.PolicyAt(ctx, at)
	if errors.Is(err, sql.ErrNotFound) {
		return nil, fmt.Errorf("the journal knows no policy of %s: give the one that was in force as --policy-file", at.Format(time.DateTime))
	}
	if err != nil {
		return nil, err
	}
	return queue.ParsePolicy(was.Text)
}

// change reads what shall be tried; without a file nothing is changed.
func (s *simulateCommand) change(term stdio) (*sim.Change, error) {
	if s.File == "" {
		return sim.ParseChange([]byte("{}"))
	}
	in, err := s.open(term)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("read the change: %w", err)
	}
	return sim.ParseChange(text)
}

func recall(ctx context.Context, store *sql.Store, policy *queue.Policy, from, to time.Time) (sim.Recording, error) {
	journal, err := store.Records(ctx, from.Add(-before), to.Add(after))
	if err != nil {
		return sim.Recording{}, err
	}
	people, err := store.ListPeople(ctx)
	if err != nil {
		return sim.Recording{}, err
	}
	profiles := make(map[queue.AgentID]sim.Profile, len(people))
	for _, p := range people {
		profiles[p.ID] = sim.Profile{Role: p.Role, Skills: p.Skills}
	}
	return sim.Recall(journal, profiles, policy, from, to), nil
}

// span reads FROM..TO: two days, the second one included, or two moments.
func span(text string) (from, to time.Time, err error) {
	first, last, ok := strings.Cut(text, "..")
	if from, err = moment(first, 0); err == nil && ok {
		to, err = moment(last, 1)
	}
	if !ok || err != nil || !from.Before(to) {
		return from, to, errors.New("--replay takes two days like 2026-11-20..2026-11-22, or two moments like 2026-11-20T18:00..2026-11-21T02:00")
	}
	return from, to, nil
}

// moment reads a day, which ends so many days after its beginning, or a moment of one, by this computer's clock.
func moment(text string, days int) (time.Time, error) {
	if day, err := time.ParseInLocation(time.DateOnly, text, time.Local); err == nil {
		return day.AddDate(0, 0, days), nil
	}
	return time.ParseInLocation("2006-01-02T15:04", text, time.Local)
}
