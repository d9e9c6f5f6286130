package main

import (
	"context"

	"alo116/sql"
)

type forgetFactors struct {
	databaseSettings
	Login string `arg:"" help:"Whose."`
	Proof string `required:"" enum:"id_seen,two_colleagues,called_back" help:"How they proved who they are: ${enum}."`
}

// Help is shown by 'alo116 user forget-factors --help'.
func (forgetFactors) Help() string {
	return `For somebody who has lost their passkeys, their app and their recovery codes. Make sure that it is them who ask, as surely as on their first
day, and say how: seen in person with an identity document, recognised in person by two colleagues, or called back on a number that the
house knew before, with a second colleague as witness. It is written into the audit trail, and they are told when they sign in. Example:

  alo116 user forget-factors arta --proof id_seen`
}

// Run takes a person's second factors away; their sessions end.
func (u *forgetFactors) Run(ctx context.Context) error {
	return u.withStore(ctx, func(store *sql.Store) error {
		p, err := person(ctx, store, u.Login)
		if err != nil {
			return err
		}
		return store.ForgetFactors(ctx, p.ID, u.Proof)
	})
}
