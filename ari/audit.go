package ari

import (
	"context"

	"alo116/queue"
)

// audited is what Asterisk lists: channels, and phones with whether they are registered.
type audited struct{ channels, phones map[string]bool }

// audit lists channels and phones, in case something about one was not told. It fails if Asterisk does not
// answer: it has happened that its requests hang while its event socket lives on.
func (a *Adapter) audit(ctx context.Context) error {
	var channels []channelInfo
	if err := a.list(ctx, "/channels", &channels); err != nil {
		return err
	}
	phones, err := a.phones(ctx)
	if err != nil {
		return err
	}
	list := audited{map[string]bool{}, phones}
	for _, ch := range channels {
		list.channels[ch.ID] = true
	}
	a.inbox.push(list)
	return nil
}

// compare doubts the calls and legs that Asterisk does not list. Those that are just being made or
// ended are listed, or told, by the time the doubt is looked into.
func (a *Adapter) compare(list audited) {
	for id, c := range a.floor.calls {
		if !list.channels[channelOf(id)] && (!c.unanswered() || c.dialled) {
			a.doubt(id, channelOf(id))
		}
		for n := range c.legs {
			if leg := legOf(queue.OfferID{Call: id, N: n}); !list.channels[leg] {
				a.doubt(id, leg)
			}
		}
	}
	for _, acc := range a.accounts.all() {
		a.compareAccount(acc, list.phones[acc.User])
	}
}

// compareAccount believes the list only when it differs twice: once may be a matter of timing.
func (a *Adapter) compareAccount(acc *account, is bool) {
	differed := acc.differs
	acc.differs = is != acc.registered
	if differed && acc.differs {
		acc.differs = false
		a.registered(registered{user: acc.User, is: is})
	}
}
