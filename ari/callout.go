package ari

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"alo116/queue"

	cy "github.com/CyCoreSystems/ari/v5"
)

// A call out is there from the ringing of its counsellor's phone. Its channel, which is named as it, is made when the other end is
// rung, and comes into our application when that answers; from then on it is a call like any. One that is not answered does
// not outlive the connection.

// Dialled gives the number of whom a call out rings, if they may be called at this moment; ErrUnasked if that cannot be found out. It is the
// only place that does, and may block until ctx ends.
type Dialled func(ctx context.Context, target string) (number string, err error)

// ErrUnasked: what knows whom one may call does not answer.
var ErrUnasked = errors.New("whom one may call cannot be looked up")

var errNobody = errors.New("nobody is called back from here")

// numberVariable takes the number to the dialplan, and into no channel's name.
const numberVariable = "ALO116_TO"

// isOut tells the channel of a call out from a caller's.
func isOut(channel string) bool { return strings.HasPrefix(channel, queue.OutPrefix) }

// unanswered tells whether nobody is on the line yet but who asked for the call.
func (c *call) unanswered() bool { return isOut(string(c.id)) && !c.up }

// beginOut makes a call of the first ringing of its counsellor's phone.
func (a *Adapter) beginOut(cmd queue.Command) *call {
	c := &call{id: cmd.Call, memo: memo{Line: cmd.Line, At: time.Now().UTC()}, legs: map[uint32]*leg{}}
	a.floor.calls[c.id], a.floor.channels[channelOf(c.id)] = c, c.id
	a.employ(c.id)
	return c
}

// beginDial rings the other end.
func (a *Adapter) beginDial(c *call, cmd queue.Command, t *task) {
	c.memo.Out, c.dialled = cmd.Target, true
	m := c.memo
	t.run = func(ctx context.Context) { a.dialOut(ctx, cmd, m) }
	t.stale = func() { a.inbox.push(gone{channel: channelOf(c.id)}) }
}

// dialOut does so. The counsellor hears it ring.
func (a *Adapter) dialOut(ctx context.Context, cmd queue.Command, m memo) {
	channel := channelOf(cmd.Call)
	call, err := a.outward(ctx, cmd, m)
	if err != nil {
		cause := barred
		if errors.Is(err, ErrUnasked) {
			cause = unasked
		}
		a.log.Info().Err(err).Str("call", string(cmd.Call)).Msg("a call out is not made")
		a.inbox.push(gone{channel: channel, cause: cause})
		return
	}
	a.warn(a.rest.tone(ctx, legOf(cmd.Offer), true), cmd.Call)
	err = a.rest.originate(ctx, "dial", call)
	if err == nil || ctx.Err() != nil {
		return // or the connection is lost: the next one ends what rings
	}
	a.warn(err, cmd.Call)
	if status(err) == 0 { // it may ring all the same
		a.warn(a.rest.hangUp(ctx, "dial", channel), cmd.Call)
	}
	a.inbox.push(gone{channel: channel})
}

// outward is the request that rings the other end: a place of the allow-list by its name, an agency or a caller by the number.
func (a *Adapter) outward(ctx context.Context, cmd queue.Command, m memo) (cy.OriginateRequest, error) {
	req := cy.OriginateRequest{
		ChannelID: channelOf(cmd.Call), App: a.cfg.App, AppArgs: string(m.Line) + ",out", CallerID: string(m.Line),
		Endpoint: placeOutside(cmd.Target), Timeout: whole(cmd.Limit),
		Variables: map[string]string{"ALO116_LINE": string(m.Line), memoVariable: m.String()},
	}
	if !strings.HasPrefix(cmd.Target, queue.ContactTarget) {
		return req, nil
	}
	number, err := a.cfg.Dialled(ctx, cmd.Target)
	req.Endpoint, req.Variables[numberVariable] = "Local/s@callback/n", number
	return req, err
}

// placeOutside is how the dialplan brings a place of the allow-list, or an agency.
func placeOutside(target string) string {
	if number, is := strings.CutPrefix(target, queue.AgencyTarget); is {
		return "Local/" + number + "@agency/n"
	}
	return "Local/" + target + "@invite/n"
}

// whole is a duration in whole seconds, as Asterisk takes it.
func whole(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// tone lets who waits on an answered leg hear that it rings elsewhere, or ends that.
func (r *rest) tone(ctx context.Context, channel string, on bool) error {
	how := http.MethodPost
	if !on {
		how = http.MethodDelete
	}
	return r.resend(ctx, "tone", how, "/channels/"+url.PathEscape(channel)+"/ring", nil, nil)
}

// reached: the other end of a call out answered.
type reached struct {
	channel string
	line    queue.LineID
	at      time.Time
}

// reached tells so, once. One that nobody knows of is a caller now, who is not left in silence.
func (f *floor) reached(n reached, out *facts) {
	c := f.calls[f.channels[n.channel]]
	switch {
	case c == nil:
		f.arrive(arrived{channel: n.channel, line: n.line, at: n.at, up: true}, out)
	case !c.up:
		c.up = true
		out.events = append(out.events, queue.Reached{Call: c.id})
	}
}

// Causes of Q.931 by which the other end of a call out is not reached.
const (
	userBusy, rejected = 17, 21
	barred             = 52  // the dialplan's own, for what it dials for nobody
	unasked            = 999 // ours alone: nothing was dialled, for nobody could say whether it may be
)

// unreachedBy reads why a call out came to nothing.
func unreachedBy(cause int) queue.EndReason {
	switch cause {
	case userBusy, rejected:
		return queue.EndBusy
	case 16, 18, 19, 26: // it rang, and nobody took it
		return queue.EndNoAnswer
	case barred:
		return queue.EndNotAllowed
	case unasked:
		return queue.EndUnknown
	}
	return queue.EndUnreached
}

// farHalf ends the id of a Local channel's other half, which stays in the dialplan for as long as the two talk.
const farHalf = ";2"

// ringingOut are the channels of calls out that nobody answered. Whoever asks for a Local channel may be subscribed to its other half, too.
func ringingOut(subscribed []string, all []channelInfo) (ids []string) {
	for _, ch := range all {
		if slices.Contains(subscribed, ch.ID) && isOut(ch.ID) && ch.Dialplan.App != "Stasis" && !strings.HasSuffix(ch.ID, farHalf) {
			ids = append(ids, ch.ID)
		}
	}
	return ids
}

// dialledBy finds out who is on the line of a call out, whose channel tells the line's number.
func (a *Adapter) dialledBy(ctx context.Context, c foundCall) foundCall {
	if !isOut(string(c.id)) {
		return c
	}
	c.number = ""
	if strings.HasPrefix(c.memo.Out, queue.ContactTarget) {
		if number, err := a.cfg.Dialled(ctx, c.memo.Out); err == nil {
			c.number = number
		}
	}
	return c
}
