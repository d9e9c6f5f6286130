package main

import (
	"context"

	"alo116/sql"
)

type forgetFactors struct {
	databaseSettings
	Login string `arg:"" help:"Whose."`
}

// Help is shown by 'alo116 user forget-factors --help'.
func (forgetFactors) Help() string {
	return `For somebody who has lost their passkeys, their app and their recovery codes. Make sure that it is them who ask. Example:

  alo116 user forget-factors arta`
}

// Run takes a person's second factors away; their sessions end.
func (u *forgetFactors) Run(ctx context.Context) error {
	return u.withStore(ctx, func(store *sql.Store) error {
		p, err := person(ctx, store, u.Login)
		if err != nil {
			return err
		}
		return store.ForgetFactors(ctx, p.ID)
	})
}
