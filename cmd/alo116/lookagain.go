package main

import (
	"context"
	"time"
)

// lookAgainEvery is how often the service asks whether the scanner knows more than when it last looked at the documents that are kept.
const lookAgainEvery = time.Hour

// lookAgain has the documents looked at anew whenever the scanner knows more, until the context ends. What hinders it is told once, and never ends the service.
func (h *house) lookAgain(ctx context.Context) error {
	if h.scanner == nil {
		<-ctx.Done()
		return nil
	}
	ticks := time.NewTicker(lookAgainEvery)
	defer ticks.Stop()
	said := ""
	for {
		said = h.lookAgainOnce(ctx, said)
		select {
		case <-ctx.Done():
			return nil
		case <-ticks.C:
		}
	}
}

// lookAgainOnce gives what hinders it; what was said before is not said again.
func (h *house) lookAgainOnce(ctx context.Context, said string) (hindrance string) {
	signatures, err := h.scanner.Signatures(ctx)
	locked := 0
	if err == nil {
		locked, err = h.store.Documents().LookAgain(ctx, signatures, h.scanner.Evil)
	}
	if locked > 0 {
		h.log.Warn().Int("documents", locked).Msg("documents that were kept are known as evil by now, and locked")
	}
	if err == nil || ctx.Err() != nil {
		return ""
	}
	if err.Error() != said {
		h.log.Warn().Err(err).Msg("documents that are kept were not all looked at anew")
	}
	return err.Error()
}
