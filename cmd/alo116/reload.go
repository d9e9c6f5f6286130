package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"alo116/queue"
)

// reload reads the policy and the key file again at each SIGHUP, until the context ends. Rules that cannot work change
// nothing: the old ones stay, and the log says why. No waiting call is lost either way.
func (h *house) reload(ctx context.Context) error {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-hangups:
			h.usePolicy()
			h.useKeys()
		}
	}
}

func (h *house) usePolicy() {
	policy, err := loadPolicy(h.policyFile)
	if err != nil {
		h.log.Error().Err(err).Msg("the policy was not changed; correct it and send SIGHUP again")
		return
	}
	h.policy.Store(policy)
	h.loop.emit(queue.PolicyChanged{Policy: policy})
	h.log.Info().Int("lines", len(policy.Lines)).Msg("the policy changed")
}

// useKeys takes a changed key file at once. Otherwise it is taken when it is next needed.
func (h *house) useKeys() {
	if err := h.keys.Refresh(); err != nil {
		h.log.Error().Err(err).Msg("the keys were not changed; mend that and send SIGHUP again")
	}
}
