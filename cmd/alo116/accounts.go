package main

import (
	"context"

	"alo116/agent"
	"alo116/ari"
	"alo116/queue"
)

// accounts makes and revokes phone accounts one after the other, in the order in which people sign in and
// out: a revocation that came late would take the account of somebody who is back.
type accounts struct {
	asterisk *ari.Adapter
	jobs     *inbox[func(context.Context)]
}

func newAccounts(asterisk *ari.Adapter) *accounts {
	return &accounts{asterisk: asterisk, jobs: newInbox[func(context.Context)]()}
}

// run does the jobs until the context ends. What is left is not done: accounts outlive this service on
// purpose, so that phones stay registered over a restart.
func (a *accounts) run(ctx context.Context) error {
	var batch []func(context.Context)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-a.jobs.wake:
			batch = a.jobs.take(batch)
			for _, job := range batch {
				job(ctx)
			}
			clear(batch)
		}
	}
}

// account gives a person's phone account.
func (a *accounts) account(ctx context.Context, id queue.AgentID) (agent.PhoneAccount, error) {
	type answer struct {
		account agent.PhoneAccount
		err     error
	}
	answers := make(chan answer, 1)
	a.jobs.put(func(context.Context) {
		account, err := a.asterisk.Account(ctx, id)
		if a.asterisk.Uses(id) {
			answers <- answer{agent.PhoneAccount{Desk: true}, err}
			return
		}
		answers <- answer{agent.PhoneAccount{User: account.User, Password: account.Password}, err}
	})
	select {
	case got := <-answers:
		return got.account, got.err
	case <-ctx.Done():
		return agent.PhoneAccount{}, ctx.Err()
	}
}

// heed revokes the account of who signs out. It never blocks.
func (a *accounts) heed(e queue.Event, failed func(error)) {
	out, ok := e.(queue.SignedOut)
	if !ok {
		return
	}
	a.jobs.put(func(ctx context.Context) {
		if err := a.asterisk.Revoke(ctx, out.Agent); err != nil {
			failed(err)
		}
	})
}
