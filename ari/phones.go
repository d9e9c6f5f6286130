package ari

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"alo116/queue"
)

// tellPhone asks the loop to tell, again, whether a person's phone is there.
type tellPhone struct{ agent queue.AgentID }

func (a *Adapter) tellPhone(id queue.AgentID) {
	acc := a.accounts.rung(id)
	if acc != nil && acc.registered {
		a.cfg.Emit(queue.PhoneUp{Agent: id})
		return
	}
	a.cfg.Emit(queue.PhoneDown{Agent: id})
}

// registered takes what Asterisk told about a phone, often several times, and tells it once.
func (a *Adapter) registered(n registered) {
	acc := a.accounts.owner(n.user)
	if acc == nil {
		return
	}
	inUse := acc == a.accounts.rung(acc.agent)
	if inUse && !acc.desk && (n.moved || !n.is) { // a desk phone may be silent while nobody speaks: its RTP time-out tells
		a.suspect(acc.agent)
	}
	if acc.registered != n.is {
		acc.registered = n.is
		if inUse {
			a.tellPhone(acc.agent)
		}
	}
}

// tellPhones tells of every account after a sync.
func (a *Adapter) tellPhones(up map[string]bool) {
	all := a.accounts.all()
	for _, acc := range all { // first all of them: one may stand for the other
		acc.registered = up[acc.User]
	}
	for _, acc := range all {
		if acc == a.accounts.rung(acc.agent) {
			a.tellPhone(acc.agent)
		}
		if _, made := up[acc.User]; !made { // it was asked for while the others were being made
			a.wg.Go(func() {
				if err := a.rest.makeAccount(a.ctx, acc, a.accounts.preferred()); err != nil {
					a.log.Error().Err(err).Msg("account not made")
				}
			})
		}
	}
}

// suspect looks at the talk of an agent whose page went away. If the page was only cut off from
// its socket, its voice goes on and so does the talk; if it was closed or loaded anew, nothing is
// heard from it any more, and the leg is lost now and not at the end of the RTP time-out.
func (a *Adapter) suspect(id queue.AgentID) {
	for _, c := range a.floor.calls {
		for _, o := range c.sorted() {
			if l := c.legs[o.N]; l.agent == id && l.joined && !l.suspected {
				l.suspected = true
				a.wg.Go(func() { a.listen(o) })
			}
		}
	}
}

// trusted ends a suspicion: the leg was heard.
type trusted struct{ offer queue.OfferID }

// listen hangs up a leg from which nothing is heard twice in a row.
func (a *Adapter) listen(o queue.OfferID) {
	before, err := a.rest.heard(a.ctx, legOf(o))
	for range 2 {
		select {
		case <-time.After(a.pace.silence):
		case <-a.ctx.Done():
			return
		}
		var now int
		if err == nil {
			now, err = a.rest.heard(a.ctx, legOf(o))
		}
		if err != nil || now > before {
			a.inbox.push(trusted{o}) // or gone, or not to be judged
			return
		}
	}
	a.log.Info().Str("call", string(o.Call)).Uint32("offer", o.N).Msg("the page and its voice are gone")
	a.warn(a.rest.hangUp(a.ctx, "lost", legOf(o)), o.Call)
}

// heard counts the packets that came from a channel.
func (r *rest) heard(ctx context.Context, channel string) (int, error) {
	var s struct {
		Received int `json:"rxcount"`
	}
	err := r.resend(ctx, "listen", http.MethodGet, "/channels/"+url.PathEscape(channel)+"/rtp_statistics", nil, &s)
	return s.Received, err
}
