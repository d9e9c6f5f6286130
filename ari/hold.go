package ari

import (
	"context"

	"alo116/queue"
)

// hold takes a caller out of the talk's room, where the agent stays, and gives them music. The memo comes first: whoever finds
// the two apart must know that it is meant so.
func (a *Adapter) hold(ctx context.Context, w *worker, id queue.CallID, m memo) {
	a.warn(a.rest.remember(ctx, "hold", channelOf(id), m.String()), id)
	if err := a.wait(ctx, w, "hold", id, false, m.Line); err != nil && ctx.Err() == nil && !absent(err) {
		a.inbox.push(heldNot{id})
	}
}

// heldNot: a caller could not be put on hold. Some of it may have been done: they are brought back.
type heldNot struct{ call queue.CallID }

// resume brings a caller back to the agent who kept them on hold.
func (a *Adapter) resume(ctx context.Context, w *worker, offer queue.OfferID, m memo) {
	caller := channelOf(offer.Call)
	err := w.insist(ctx, a.pace.again, func(ctx context.Context) error {
		if err := a.rest.stopMusic(ctx, "resume", waitBridge(m.Line), caller); err != nil {
			return err
		}
		return a.rest.enter(ctx, "resume", talkBridge(offer.Call), caller)
	})
	switch {
	case err == nil:
		a.warn(a.rest.remember(ctx, "resume", caller, m.String()), offer.Call)
	case ctx.Err() != nil: // the connection is lost: the next one finds out what became of it
	default:
		a.missed(err, offer.Call)
		a.unjoin(ctx, w, offer, err, m)
	}
}
