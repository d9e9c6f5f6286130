package ari

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"alo116/queue"

	cy "github.com/CyCoreSystems/ari/v5"
)

func channelKey(id string) *cy.Key { return cy.NewKey(cy.ChannelKey, id) }
func bridgeKey(id string) *cy.Key  { return cy.NewKey(cy.BridgeKey, id) }

func (r *rest) answer(ctx context.Context, verb, channel string) error {
	return r.repeat(ctx, verb, func() error { return r.lib.Channel().Answer(channelKey(channel)) })
}

// hangUp ends a channel; one that is gone already is as good.
func (r *rest) hangUp(ctx context.Context, verb, channel string) error {
	err := r.repeat(ctx, verb, func() error { return r.lib.Channel().Hangup(channelKey(channel), "normal") })
	if missing(err) {
		return nil
	}
	return err
}

// play starts media on a channel. It is not repeated: a prompt heard twice is worse than none.
func (r *rest) play(ctx context.Context, verb, channel, id string, media []string) error {
	body := map[string]any{"media": media}
	return r.send(ctx, verb, http.MethodPost, "/channels/"+url.PathEscape(channel)+"/play/"+url.PathEscape(id), body, nil)
}

func (r *rest) stopPlay(ctx context.Context, verb, id string) error {
	err := r.repeat(ctx, verb, func() error { return r.lib.Playback().Stop(cy.NewKey(cy.PlaybackKey, id)) })
	if missing(err) {
		return nil
	}
	return err
}

// startMusic and stopMusic work on the channel, not on the bridge: a bridge's music leaves with
// the last caller and then may miss the next one.
func (r *rest) startMusic(ctx context.Context, verb, channel string) error {
	return r.repeat(ctx, verb, func() error { return r.lib.Channel().MOH(channelKey(channel), "default") })
}

// stopMusic takes the channel out of its waiting room first. What reads a channel makes its music, and in a room that is another thread
// than the one which ends it: Asterisk (22.10, ast_deactivate_generator) misses music that is being made at that moment, and it plays on,
// under the talk. A channel that is in no such room, or gone, is told by what follows.
func (r *rest) stopMusic(ctx context.Context, verb, room, channel string) error {
	body := map[string]any{"channel": channel}
	err := r.resend(ctx, verb, http.MethodPost, "/bridges/"+url.PathEscape(room)+"/removeChannel", body, nil)
	if err != nil && !refused(err) {
		return err
	}
	return r.repeat(ctx, verb, func() error { return r.lib.Channel().StopMOH(channelKey(channel)) })
}

// makeBridge makes a bridge of ours; one that exists already is as good. Its name is our app's, so
// that we know our own when cleaning up.
func (r *rest) makeBridge(ctx context.Context, verb, id, kind string) error {
	err := r.repeat(ctx, verb, func() error {
		_, err := r.lib.Bridge().Create(bridgeKey(id), kind, r.app)
		return err
	})
	if status(err) == http.StatusConflict {
		return nil
	}
	return err
}

// enter puts a channel into a bridge, out of any other. Neither side is told the other's identity.
func (r *rest) enter(ctx context.Context, verb, bridge, channel string) error {
	body := map[string]any{"channel": channel, "inhibitConnectedLineUpdates": true}
	return r.resend(ctx, verb, http.MethodPost, "/bridges/"+url.PathEscape(bridge)+"/addChannel", body, nil)
}

// enterRoom puts a caller into a line's waiting room, which the first of them makes.
func (r *rest) enterRoom(ctx context.Context, verb, bridge, channel string) error {
	err := r.enter(ctx, verb, bridge, channel)
	if !missing(err) {
		return err
	}
	if err := r.makeBridge(ctx, verb, bridge, "holding"); err != nil {
		return err
	}
	return r.enter(ctx, verb, bridge, channel)
}

func (r *rest) dropBridge(ctx context.Context, verb, id string) error {
	err := r.repeat(ctx, verb, func() error { return r.lib.Bridge().Delete(bridgeKey(id)) })
	if missing(err) {
		return nil
	}
	return err
}

// ring calls an agent's phone, or a place outside. The offer's id tells the browser which offer rings; the caller id is the line.
func (r *rest) ring(ctx context.Context, offer queue.OfferID, endpoint string, line queue.LineID, limit time.Duration) error {
	req := cy.OriginateRequest{
		Endpoint: endpoint, ChannelID: legOf(offer), App: r.app, AppArgs: "leg," + offer.String(),
		CallerID: string(line), Timeout: whole(limit),
		Variables: map[string]string{"PJSIP_HEADER(add,X-Alo116-Offer)": offer.String()},
	}
	if strings.HasPrefix(endpoint, "Local/") {
		req.Variables = map[string]string{"ALO116_LINE": string(line)}
	}
	return r.originate(ctx, "ring", req)
}

func (r *rest) originate(ctx context.Context, verb string, req cy.OriginateRequest) error {
	err := r.repeat(ctx, verb, func() error { _, err := r.lib.Channel().Originate(nil, req); return err })
	if status(err) == http.StatusConflict {
		return nil // the first try reached Asterisk after all
	}
	return err
}

func (r *rest) remember(ctx context.Context, verb, channel, memo string) error {
	return r.repeat(ctx, verb, func() error { return r.lib.Channel().SetVariable(channelKey(channel), memoVariable, memo) })
}

// unlearn takes a number off a channel that was dialled by it: whoever lists live channels does not see it there.
func (r *rest) unlearn(ctx context.Context, channel string) error {
	return r.repeat(ctx, "join", func() error { return r.lib.Channel().SetVariable(channelKey(channel), numberVariable, "") })
}

func (r *rest) recall(ctx context.Context, channel string) (string, error) {
	var v string
	err := r.repeat(ctx, "sync", func() (err error) {
		v, err = r.lib.Channel().GetVariable(channelKey(channel), memoVariable)
		return err
	})
	if missing(err) {
		return "", nil
	}
	return v, err
}

// leave gives a channel to the dialplan, which knows where a target is, and which there are.
func (r *rest) leave(ctx context.Context, verb, channel, target string) error {
	return r.repeat(ctx, verb, func() error { return r.lib.Channel().Continue(channelKey(channel), "divert", target, 1) })
}

// exists fails with 404 if a channel does not exist.
func (r *rest) exists(ctx context.Context, channel string) error {
	return r.resend(ctx, "doubt", http.MethodGet, "/channels/"+url.PathEscape(channel), nil, nil)
}
