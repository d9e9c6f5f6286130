package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"alo116/queue"
	"alo116/sql"
)

// reading is a policy file as it was read just now: the rules, or why they cannot be used.
type reading struct {
	policy *queue.Policy
	fault  error
	kept   sql.PolicyVersion // what the journal keeps of it
}

// readPolicy reads the helpline's rules and judges them as far as they go by themselves.
func readPolicy(file string) reading {
	r := reading{kept: sql.PolicyVersion{At: time.Now()}}
	if file == "" {
		return r.refuse("unreadable", errors.New("no policy is set: give --policy-file or ALO116_POLICY_FILE; deploy/policy.json is ALO 116's own"))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return r.refuse("unreadable", fmt.Errorf("read the policy: %w", err))
	}
	r.kept.Text = text
	if r.policy, err = queue.ParsePolicy(text); err != nil {
		return r.refuse(reasonOf(text), fmt.Errorf("the policy %s cannot work: %w", file, err))
	}
	return r
}

// reasonOf tells a file that is no policy from one that contradicts itself.
func reasonOf(text []byte) string {
	if json.Unmarshal(text, &queue.Policy{}) != nil {
		return "malformed"
	}
	return "faulty"
}

func (r reading) refuse(reason string, fault error) reading {
	r.policy, r.fault, r.kept.Refused = nil, fault, reason
	return r
}

// loadPolicy gives the rules in a file, or why they cannot be used.
func loadPolicy(file string) (*queue.Policy, error) {
	r := readPolicy(file)
	return r.policy, r.fault
}

// suits judges rules by the people there are. A team without anybody is one that is yet to come: it is told, and
// refuses nothing.
func (r reading) suits(team []queue.Member) error {
	if len(team) == 0 {
		return nil
	}
	if err := r.policy.CheckTeam(team); err != nil {
		return fmt.Errorf("the policy cannot work with the people there are: %w", err)
	}
	return nil
}

// team lists who may sign in to take calls. It is not waited for long: rules may have to change while the
// database is away.
func team(ctx context.Context, store *sql.Store) ([]queue.Member, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	people, err := store.ListPeople(ctx)
	if err != nil {
		return nil, err
	}
	var members []queue.Member
	for _, p := range people {
		switch p.Role {
		case queue.Psychologist, queue.SocialWorker, queue.Supervisor:
			if !p.Disabled {
				members = append(members, queue.Member{Role: p.Role, Skills: p.Skills})
			}
		}
	}
	return members, nil
}

// begin brings the first rules of this life into force. New ones that cannot work are refused. Rules that were in
// force before and lost the people they need are kept and complained of: a helpline that does not open
// is worse than one that is short of somebody.
func (h *house) begin(ctx context.Context, r reading) error {
	if r.fault == nil {
		members, err := team(ctx, h.store)
		if err != nil {
			return err
		}
		if len(members) == 0 {
			h.log.Warn().Msg("nobody may sign in to take calls yet: add people with 'alo116 user add'")
		}
		if fault := r.suits(members); fault != nil && h.held(ctx, r) {
			h.log.Error().Err(fault).Msg("the team changed: correct the policy, or give people what it asks for")
		} else if fault != nil {
			r = r.refuse("team", fault)
		}
	}
	if err := h.store.AddPolicy(ctx, r.kept); err != nil {
		return errors.Join(r.fault, err)
	}
	h.policy.Store(r.policy)
	return r.fault
}

// held says whether these rules were in force before.
func (h *house) held(ctx context.Context, r reading) bool {
	was, err := h.store.PolicyAt(ctx, r.kept.At)
	return err == nil && string(was.Text) == string(r.kept.Text)
}
