package main

import (
	"context"
	"errors"
	"fmt"

	"alo116/sql"
)

type userPassword struct {
	databaseSettings
	Login string `arg:"" help:"Whose."`
	ownPassword
}

// Help is shown by 'alo116 user password --help'.
func (userPassword) Help() string {
	return `The new password is the first line of the standard input. Example:

  alo116 user password arta < password-file`
}

// Run gives a new password.
func (u *userPassword) Run(ctx context.Context, term stdio) error {
	return u.withStore(ctx, func(store *sql.Store) error {
		p, err := person(ctx, store, u.Login)
		if err != nil {
			return err
		}
		hash, err := readPassword(term, p.Login, p.Name)
		if err != nil {
			return err
		}
		return u.give(ctx, store, p, hash)
	})
}

type disableUser struct {
	databaseSettings
	Login string `arg:"" help:"Whom."`
}

// Run disables a person.
func (u *disableUser) Run(ctx context.Context) error { return u.setDisabled(ctx, u.Login, true) }

type enableUser struct {
	databaseSettings
	Login string `arg:"" help:"Whom."`
}

// Run enables a person.
func (u *enableUser) Run(ctx context.Context) error { return u.setDisabled(ctx, u.Login, false) }

func (s databaseSettings) setDisabled(ctx context.Context, login string, disabled bool) error {
	return s.withStore(ctx, func(store *sql.Store) error {
		p, err := person(ctx, store, login)
		if err != nil {
			return err
		}
		return store.SetDisabled(ctx, p.ID, disabled)
	})
}

type userSkills struct {
	databaseSettings
	Login string           `arg:"" help:"Whose."`
	Skill map[string]uint8 `arg:"" optional:"" placeholder:"SKILL=LEVEL" help:"All that they can take; none takes all away."`
}

// Run sets a person's skills; they hold from the next sign-in.
func (u *userSkills) Run(ctx context.Context) error {
	return u.withStore(ctx, func(store *sql.Store) error {
		p, err := person(ctx, store, u.Login)
		if err != nil {
			return err
		}
		return store.SetSkills(ctx, p.ID, levels(u.Skill))
	})
}

func person(ctx context.Context, store *sql.Store, login string) (sql.Person, error) {
	p, err := store.PersonByLogin(ctx, login)
	if errors.Is(err, sql.ErrNotFound) {
		return p, fmt.Errorf("nobody signs in as %q: 'alo116 user list' shows who does", login)
	}
	return p, err
}
