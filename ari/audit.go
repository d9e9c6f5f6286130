package ari

import (
	"context"

	"alo116/queue"
)

// audited are the channels that Asterisk lists.
type audited map[string]bool

// audit lists the channels, in case the end of one was not told. It fails if Asterisk does not
// answer: it has happened that its requests hang while its event socket lives on.
func (a *Adapter) audit(ctx context.Context) error {
	var channels []channelInfo
	if err := a.list(ctx, "/channels", &channels); err != nil {
		return err
	}
	there := audited{}
	for _, ch := range channels {
		there[ch.ID] = true
	}
	a.inbox.push(there)
	return nil
}

// compare doubts the calls and legs that Asterisk does not list. Those that are just being made or
// ended are listed, or told, by the time the doubt is looked into.
func (a *Adapter) compare(there audited) {
	for id, c := range a.floor.calls {
		if !there[channelOf(id)] {
			a.doubt(id, channelOf(id))
		}
		for n := range c.legs {
			if leg := legOf(queue.OfferID{Call: id, N: n}); !there[leg] {
				a.doubt(id, leg)
			}
		}
	}
}
