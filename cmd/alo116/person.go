package main

import (
	"context"
	"errors"
	"fmt"

	"alo116/sql"
	"alo116/web"
)

type userPassword struct {
	databaseSettings
	Login string `arg:"" help:"Whose."`
	Made  bool   `xor:"whose" help:"The machine makes the password, good for choosing another within three days, and prints it."`
	Own   bool   `xor:"whose" help:"The person typed the password themselves, and keeps it. Without this they choose another when they first sign in, within three days."`
}

// Help is shown by 'alo116 user password --help'.
func (userPassword) Help() string {
	return `The new password is the first line of the standard input, unless the machine makes it. Examples:

  alo116 user password arta < password-file
  alo116 user password arta --made

With one that the machine made a person gets in also while somebody elsewhere uses up the tries at their login.`
}

// Run gives a new password.
func (u *userPassword) Run(ctx context.Context, term stdio) error {
	return u.withStore(ctx, func(store *sql.Store) error {
		p, err := person(ctx, store, u.Login)
		if err != nil {
			return err
		}
		if u.Made {
			return giveMade(ctx, store, p, term)
		}
		hash, err := readPassword(term, p.Login, p.Name)
		if err != nil {
			return err
		}
		return ownPassword{u.Own}.give(ctx, store, p, hash)
	})
}

// giveMade gives a password that the machine makes, and prints it once it counts.
func giveMade(ctx context.Context, store *sql.Store, p sql.Person, term stdio) error {
	password, hash, err := web.PasswordOnce()
	if err != nil {
		return err
	}
	if err := (ownPassword{}).give(ctx, store, p, hash); err != nil {
		return err
	}
	_, err = fmt.Fprintln(term.out, password)
	return err
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
