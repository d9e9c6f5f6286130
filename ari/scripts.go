package ari

import (
	"context"
	"net/http"
	"time"

	"alo116/queue"
)

// The scripts are what a worker does for a command. Whatever becomes of one is told to the loop as
// a notice; a failure is told as what it amounts to: a leg that is gone, a prompt that is over.

// perform plays a prompt that something waits for, to a caller who may have to be answered first.
// If there is nothing to play, or it cannot be played, it is over at once.
func (a *Adapter) perform(ctx context.Context, w *worker, verb string, id queue.CallID, play string, answer bool, media []string) {
	channel := channelOf(id)
	var err error
	if answer {
		err = w.insist(ctx, a.pace.again, func(ctx context.Context) error { return a.rest.answer(ctx, verb, channel) })
	}
	if err == nil && len(media) > 0 {
		err = a.rest.play(ctx, verb, channel, play, media)
	}
	if err != nil || len(media) == 0 {
		a.inbox.push(played{play, true})
	}
	a.missed(err, id)
}

// wait gives a caller music, and then a place in the line's waiting room. The music comes first:
// with it the caller is well off even if the room cannot be entered.
func (a *Adapter) wait(ctx context.Context, w *worker, verb string, id queue.CallID, answer bool, line queue.LineID) error {
	channel, room := channelOf(id), waitBridge(line)
	err := w.insist(ctx, a.pace.again, func(ctx context.Context) error {
		if answer {
			if err := a.rest.answer(ctx, verb, channel); err != nil {
				return err
			}
		}
		return a.rest.startMusic(ctx, verb, channel)
	})
	if err != nil {
		a.missed(err, id)
		return err
	}
	err = w.insist(ctx, a.pace.again, func(ctx context.Context) error {
		return a.rest.enterRoom(ctx, verb, room, channel)
	})
	a.missed(err, id)
	return err
}

// say plays to a waiting caller. The music pauses by itself.
func (a *Adapter) say(ctx context.Context, id queue.CallID, play string, media []string) {
	a.missed(a.rest.play(ctx, "say", channelOf(id), play, media), id)
}

// ringAgent rings a phone; if that cannot be begun, the leg is as good as gone.
func (a *Adapter) ringAgent(ctx context.Context, offer queue.OfferID, endpoint string, line queue.LineID, limit time.Duration) {
	err := a.rest.ring(ctx, offer, endpoint, line, limit)
	if ctx.Err() != nil {
		return // the connection is lost: the next one finds out what became of it
	}
	if err != nil {
		a.log.Warn().Err(err).Str("call", string(offer.Call)).Uint32("offer", offer.N).Msg("ring")
		if status(err) == 0 { // it may ring all the same
			a.warn(a.rest.hangUp(ctx, "ring", legOf(offer)), offer.Call)
		}
		a.inbox.push(gone{channel: legOf(offer)})
	}
}

// withdraw ends an agent's leg. That it is gone is told by its own event.
func (a *Adapter) withdraw(ctx context.Context, w *worker, offer queue.OfferID) {
	a.warn(w.insist(ctx, a.pace.again, func(ctx context.Context) error {
		return a.rest.hangUp(ctx, "withdraw", legOf(offer))
	}), offer.Call)
}

// join lets two talk. The music is the channel's and would go on under the talk: it ends first.
func (a *Adapter) join(ctx context.Context, w *worker, offer queue.OfferID, m memo) {
	caller, agent, room := channelOf(offer.Call), legOf(offer), talkBridge(offer.Call)
	if m.Out != "" { // they heard it ring
		a.warn(a.rest.tone(ctx, agent, false), offer.Call)
		a.warn(a.rest.unlearn(ctx, caller), offer.Call)
	}
	err := a.rest.makeBridge(ctx, "join", room, "mixing")
	if err == nil {
		if err = a.rest.enter(ctx, "join", room, agent); absent(err) {
			a.doubt(offer.Call, agent)
			return
		}
	}
	if err == nil {
		if err = a.rest.stopMusic(ctx, "join", waitBridge(m.Line), caller); err == nil {
			err = a.rest.enter(ctx, "join", room, caller)
		}
		if absent(err) {
			a.doubt(offer.Call, caller)
			return
		}
	}
	if ctx.Err() != nil {
		return // the connection is lost: the next one finds out what became of it
	}
	if err != nil {
		a.unjoin(ctx, w, offer, err, m)
		return
	}
	a.warn(a.rest.remember(ctx, "join", caller, m.String()), offer.Call)
}

// unjoin undoes a join that failed half-way: the leg is given up, the caller gets music again.
func (a *Adapter) unjoin(ctx context.Context, w *worker, offer queue.OfferID, why error, m memo) {
	a.log.Warn().Err(why).Str("call", string(offer.Call)).Uint32("offer", offer.N).Msg("join")
	a.warn(a.rest.hangUp(ctx, "join", legOf(offer)), offer.Call)
	_ = a.wait(ctx, w, "join", offer.Call, false, m.Line) // what failed is logged
	a.inbox.push(gone{channel: legOf(offer)})
}

// park is wait for a caller whose agent was lost: out of the talk's room, which is closed.
func (a *Adapter) park(ctx context.Context, w *worker, id queue.CallID, m memo) {
	if a.wait(ctx, w, "park", id, false, m.Line) == nil {
		a.warn(a.rest.dropBridge(ctx, "park", talkBridge(id)), id)
	}
	a.warn(a.rest.remember(ctx, "park", channelOf(id), m.String()), id)
}

// divert gives the caller back to the dialplan.
func (a *Adapter) divert(ctx context.Context, w *worker, id queue.CallID, target string, m memo) {
	channel := channelOf(id)
	a.warn(a.rest.remember(ctx, "divert", channel, m.String()), id)
	a.missed(w.insist(ctx, a.pace.again, func(ctx context.Context) error {
		if err := a.rest.stopMusic(ctx, "divert", waitBridge(m.Line), channel); err != nil {
			return err
		}
		return a.rest.leave(ctx, "divert", channel, target)
	}), id)
}

func (a *Adapter) hangUp(ctx context.Context, w *worker, id queue.CallID) {
	a.warn(w.insist(ctx, a.pace.again, func(ctx context.Context) error {
		return a.rest.hangUp(ctx, "hang_up", channelOf(id))
	}), id)
}

// clean ends the legs that an ended call leaves behind.
func (a *Adapter) clean(ctx context.Context, id queue.CallID, legs []queue.OfferID) {
	for _, o := range legs {
		a.warn(a.rest.hangUp(ctx, "clean", legOf(o)), id)
	}
}

// missed looks whether a caller's request failed because the caller is gone. Their end is told by
// its own event; should that be lost, a doubt finds out.
func (a *Adapter) missed(err error, id queue.CallID) {
	if absent(err) {
		a.doubt(id, channelOf(id))
	}
	a.warn(err, id)
}

func (a *Adapter) warn(err error, id queue.CallID) {
	switch {
	case err == nil:
	case absent(err):
		a.log.Debug().Err(err).Str("call", string(id)).Msg("too late")
	default:
		a.log.Warn().Err(err).Str("call", string(id)).Msg("command failed")
	}
}

// absent tells whether a channel is not in our hands (any more). A bridge says so with 400 or 422.
func absent(err error) bool {
	switch status(err) {
	case http.StatusNotFound, http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// doubted is a channel that seems to be gone though no event told so.
type doubted struct {
	call    queue.CallID
	channel string
}

// doubt looks after a channel a moment later.
func (a *Adapter) doubt(id queue.CallID, channel string) {
	time.AfterFunc(a.pace.doubt, func() { a.inbox.push(doubted{id, channel}) })
}

// verify asks whether a channel exists, and tells that it is gone if it does not.
func (a *Adapter) verify(d doubted) {
	a.give(d.call, func(ctx context.Context) {
		if missing(a.rest.exists(ctx, d.channel)) {
			a.inbox.push(gone{channel: d.channel})
		}
	})
}
