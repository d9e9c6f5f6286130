package ari

import (
	"context"
	"net/http"
	"net/url"

	"alo116/queue"
)

// survey lists what there is in Asterisk, cleans up what belongs to nobody and makes the accounts
// again. The gate is shut, so nothing of ours changes meanwhile.
func (a *Adapter) survey(ctx context.Context) (inv inventory, err error) {
	if err = a.rest.filter(ctx); err != nil {
		return inv, err
	}
	var mine struct {
		Channels []string `json:"channel_ids"`
	}
	if err = a.list(ctx, "/applications/"+url.PathEscape(a.cfg.App), &mine); err != nil {
		return inv, err
	}
	var channels []channelInfo
	if err = a.list(ctx, "/channels", &channels); err != nil {
		return inv, err
	}
	var bridges []bridgeInfo
	if err = a.list(ctx, "/bridges", &bridges); err != nil {
		return inv, err
	}
	callers, legs := callersIn(a.cfg.App, mine.Channels, channels)
	for _, id := range ringingOut(mine.Channels, channels) {
		if err = a.rest.hangUp(ctx, "sync", id); err != nil {
			return inv, err
		}
	}
	for _, ch := range callers {
		s, err := a.rest.recall(ctx, ch.ID)
		if err != nil {
			return inv, err
		}
		m, _ := parseMemo(s)
		inv.calls = append(inv.calls, a.dialledBy(ctx, found(ch, m, bridges)))
	}
	if err = a.tidy(ctx, &inv, legs, bridges); err != nil {
		return inv, err
	}
	inv.phones, err = a.restore(ctx)
	return inv, err
}

func (a *Adapter) list(ctx context.Context, path string, answer any) error {
	return a.rest.resend(ctx, "sync", http.MethodGet, path, nil, answer)
}

// tidy ends the legs and bridges that belong to no call, and notes the legs that stay.
func (a *Adapter) tidy(ctx context.Context, inv *inventory, legs []channelInfo, bridges []bridgeInfo) error {
	hangUp, drop := orphans(a.cfg.App, inv.calls, legs, bridges)
	for _, id := range hangUp {
		if err := a.rest.hangUp(ctx, "sync", id); err != nil {
			return err
		}
	}
	for _, id := range drop {
		if err := a.rest.dropBridge(ctx, "sync", id); err != nil {
			return err
		}
	}
	inv.legs = map[string]bool{}
	for _, l := range legs {
		inv.legs[l.ID] = l.State == "Up"
	}
	for _, id := range hangUp {
		delete(inv.legs, id)
	}
	if len(hangUp)+len(drop) > 0 {
		a.log.Info().Int("legs", len(hangUp)).Int("bridges", len(drop)).Msg("cleaned up what belonged to no call")
	}
	return nil
}

// filter asks Asterisk for the events we listen to, and no others.
func (r *rest) filter(ctx context.Context) error {
	type eventType struct {
		Type string `json:"type"`
	}
	var allowed []eventType
	for _, t := range eventTypes {
		allowed = append(allowed, eventType{t})
	}
	return r.resend(ctx, "sync", http.MethodPut, "/applications/"+url.PathEscape(r.app)+"/eventFilter",
		map[string]any{"allowed": allowed}, nil)
}

// liven makes the link live: the calls that were found are told, and then what came meanwhile.
func (a *Adapter) liven(s synced) {
	a.round.Add(1)
	up, after := a.floor.reconcile(s.found)
	for id := range a.workers {
		if a.floor.calls[id] == nil {
			a.discharge(id, nil)
		}
	}
	for id := range a.floor.calls {
		if _, has := a.workers[id]; !has {
			a.employ(id)
		}
	}
	a.live = true
	a.become(Live)
	a.gate.admit(s.ctx)
	a.cfg.Emit(up)
	a.settle(after)
	for _, id := range a.floor.astray() {
		a.begin(queue.Command{Do: queue.Wait, Call: id})
	}
	a.tellPhones(s.found.phones)
	a.tellAllSilenced()
	a.log.Info().Int("calls", len(up.Live)).Msg("link to asterisk is live")
	held := a.held
	a.held = nil
	for _, n := range held {
		a.notice(n)
	}
}

// lose notes that the link is gone. Nothing is told twice.
func (a *Adapter) lose() {
	a.round.Add(1)
	a.held = nil
	a.become(Disconnected)
	if a.live {
		a.live = false
		a.cfg.Emit(queue.LinkDown{})
	}
}
