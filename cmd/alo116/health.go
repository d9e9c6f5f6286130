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
	}
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
