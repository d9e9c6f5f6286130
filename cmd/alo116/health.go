package main

import (
	"context"
	"errors"
	"fmt"

	"alo116/ari"
	"alo116/web"
)

// checks are the parts without which callers are not served. Each asks the part itself: a process
// that merely exists is not ready.
func (h *house) checks() []web.Check {
	return []web.Check{
		{Name: "queue", Probe: h.queueReady},
		{Name: "asterisk", Probe: h.linkReady},
		{Name: "database", Probe: h.store.Ping},
		{Name: "journal", Probe: h.journal.Healthy},
		{Name: "keyring", Probe: h.store.Keyring},
		{Name: "keys", Probe: h.store.KeysCurrent},
	}
}

// helpful are parts without which callers are served all the same.
func (h *house) helpful() []web.Check {
	if h.scanner == nil {
		return nil
	}
	return []web.Check{{Name: "scanner", Probe: h.scanner.Answers}}
}

// openScanner finds who looks at documents, and says at the start if nobody does or if who should does not answer.
func (s *serveCommand) openScanner(ctx context.Context, h *house) (err error) {
	h.scanner, err = s.scanner()
	if errors.Is(err, errNoScanner) {
		h.log.Warn().Msg(errNoScanner.Error())
		return nil
	}
	if err != nil {
		return err
	}
	if err := h.scanner.Answers(ctx); err != nil {
		h.log.Warn().Err(err).Msg("no document is taken until the scanner answers")
	}
	return nil
}

func (h *house) queueReady(ctx context.Context) error {
	if h.loop.alive(ctx) {
		return nil
	}
	return errors.New("the queue does not answer")
}

func (h *house) linkReady(context.Context) error {
	if state := h.asterisk.State(); state != ari.Live {
		return fmt.Errorf("the link to asterisk is %s", state)
	}
	return nil
}
