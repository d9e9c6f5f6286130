package ari

import (
	"context"
	"time"

	"alo116/queue"
)

// beginMute keeps a caller's voice from the others in the talk, or lets it in.
func (a *Adapter) beginMute(c *call, on bool, t *task) {
	c.memo.Muted = time.Time{}
	if on {
		c.memo.Muted = time.Now().UTC()
	}
	m, w := c.memo, a.workers[c.id].caller
	t.run = func(ctx context.Context) { a.muteCaller(ctx, w, c.id, on, m) }
}

// muteCaller does so. The memo comes first when muting and last when not: whoever finds the call never takes for heard who is not.
func (a *Adapter) muteCaller(ctx context.Context, w *worker, id queue.CallID, on bool, m memo) {
	caller := channelOf(id)
	if on {
		a.warn(a.rest.remember(ctx, "mute", caller, m.String()), id)
	}
	err := w.insist(ctx, a.pace.again, func(ctx context.Context) error { return a.rest.mute(ctx, "mute", caller, on) })
	switch {
	case err == nil && !on:
		a.warn(a.rest.remember(ctx, "mute", caller, m.String()), id)
	case err == nil || ctx.Err() != nil || absent(err):
	default:
		a.warn(err, id)
		if on {
			a.inbox.push(mutedNot{id})
		}
	}
}

// mutedNot: a caller could not be muted, and is heard.
type mutedNot struct{ call queue.CallID }

// mutedNot has the counsellor see that the caller is heard.
func (f *floor) mutedNot(n mutedNot, out *facts) {
	if c := f.calls[n.call]; c != nil && !c.memo.Muted.IsZero() {
		out.events = append(out.events, queue.CallerMuted{Call: c.id, Agent: c.memo.Agent})
	}
}
