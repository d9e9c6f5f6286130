package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"alo116/queue"
)

// keepAgain is how often what the database did not take of the policies' history is tried again, and the keys in use are told.
const keepAgain = 10 * time.Second

// reload reads the policy and the key file again at each SIGHUP, until the context ends. Rules that cannot work change
// nothing: the old ones stay, and the log and the journal say why. No waiting call is lost either way.
func (h *house) reload(ctx context.Context) error {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	again := time.NewTicker(keepAgain)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-hangups:
			h.usePolicy(ctx)
			h.useKeys(ctx)
		case <-again.C:
		}
		h.keepPolicies(ctx)
		h.holdKeys(ctx)
	}
}

// usePolicy brings the policy file's rules into force, if they can work. While the database is away nobody knows
// the team, and the rules are believed.
func (h *house) usePolicy(ctx context.Context) {
	r := readPolicy(h.policyFile)
	if r.fault == nil {
		members, err := team(ctx, h.store)
		if err != nil {
			h.log.Warn().Err(err).Msg("the policy was not checked against the people there are")
		}
		if fault := r.suits(members); fault != nil {
			r = r.refuse("team", fault)
		}
	}
	h.unkept = append(h.unkept, r.kept)
	if r.fault != nil {
		h.log.Error().Err(r.fault).Str("reason", r.kept.Refused).Msg("the policy was not changed; correct it and send SIGHUP again")
		return
	}
	h.policy.Store(r.policy)
	h.loop.emit(queue.PolicyChanged{Policy: r.policy})
	h.log.Info().Int("lines", len(r.policy.Lines)).Msg("the policy changed")
}

// keepPolicies writes the policies' history, in its order.
func (h *house) keepPolicies(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for len(h.unkept) > 0 {
		if err := h.store.AddPolicy(ctx, h.unkept[0]); err != nil {
			h.log.Warn().Err(err).Int("versions", len(h.unkept)).Msg("the policies' history is not written yet")
			return
		}
		h.unkept = h.unkept[1:]
	}
}

// useKeys takes a changed key file at once. Otherwise it is taken when it is next needed.
func (h *house) useKeys(ctx context.Context) {
	if err := h.keys.Refresh(); err != nil {
		h.log.Error().Err(err).Msg("the keys were not changed; mend that and send SIGHUP again")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := h.store.AuditKeys(ctx); err != nil {
		h.log.Warn().Err(err).Msg("the audit trail does not tell of the keys yet; the next start does")
	}
}

// holdKeys takes a changed key file and tells the others which keys this service works with. What is wrong is logged once, until it is
// something else.
func (h *house) holdKeys(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	err := h.store.HoldKeys(ctx)
	said := ""
	if err != nil {
		said = err.Error()
	}
	if said != "" && said != h.keysSaid {
		h.log.Error().Err(err).Msg("the others do not know which keys are in use here, or they are not the right ones")
	}
	h.keysSaid = said
}

// letKeysGo tells that this service does not run any more, so that nobody who changes keys waits for it.
func (h *house) letKeysGo(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := h.store.LetKeysGo(ctx); err != nil {
		h.log.Warn().Err(err).Msg("for a minute it looks as if this service still ran")
	}
}
