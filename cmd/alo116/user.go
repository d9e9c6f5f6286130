package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/rs/zerolog"

	"alo116/queue"
	"alo116/sql"
	"alo116/web"
)

// userCommand looks after the people who may sign in.
type userCommand struct {
	Add           addUser       `cmd:"" help:"Add a person."`
	List          listUsers     `cmd:"" help:"List the people."`
	Password      userPassword  `cmd:"" help:"Give a person a new password; their sessions end."`
	Disable       disableUser   `cmd:"" help:"Let a person in no longer; their sessions end."`
	Enable        enableUser    `cmd:"" help:"Let a disabled person in again."`
	Skills        userSkills    `cmd:"" help:"Set what a person can take."`
	ForgetFactors forgetFactors `cmd:"" name:"forget-factors" help:"Take a person's passkeys, app and recovery codes away, who lost them; their sessions end."`
}

type addUser struct {
	databaseSettings
	Login  string           `arg:"" help:"What they type to sign in."`
	Name   string           `required:"" help:"What colleagues see."`
	Role   string           `required:"" enum:"psychologist,social_worker,supervisor,case_manager,analyst,auditor,admin" help:"What they may do: ${enum}."`
	Team   string           `help:"Whose supervisor they answer to; a house may name none."`
	Skill  map[string]uint8 `placeholder:"SKILL=LEVEL" help:"What they can take, and how well from 1 to 5; may be repeated."`
	Lang   string           `default:"sq" enum:"sq,en" help:"Language of their screen."`
	Update bool             `help:"If the person exists, only give them this password."`
	ownPassword
}

// ownPassword says whose a password is that the command line takes.
type ownPassword struct {
	Own bool `help:"The person typed the password themselves, and keeps it. Without this they choose another when they first sign in, within three days."`
}

// Help is shown by 'alo116 user add --help'.
func (addUser) Help() string {
	return `The password is the first line of the standard input, so that it stays out of the shell's history. Example:

  alo116 user add arta --name "Arta" --role psychologist --skill psychology=4 < password-file

Whoever is the first to add others from a browser is made here, with --role admin and, if you are that person, --own.`
}

// Run adds the person.
func (u *addUser) Run(ctx context.Context, term stdio) error {
	return u.withStore(ctx, func(store *sql.Store) error {
		hash, err := readPassword(term, u.Login, u.Name)
		if err != nil {
			return err
		}
		_, err = store.CreatePerson(ctx, sql.Person{Login: u.Login, Name: u.Name, Role: queue.Role(u.Role), Team: u.Team,
			Skills: levels(u.Skill), Lang: u.Lang, PasswordHash: hash, PasswordOnce: !u.Own})
		if errors.Is(err, sql.ErrLoginTaken) && u.Update {
			return u.update(ctx, store, hash, term)
		}
		if err != nil {
			return fmt.Errorf("%s was not added: %w", u.Login, err)
		}
		_, err = fmt.Fprintf(term.out, "Added %s (%s).\n", u.Login, u.Role)
		return err
	})
}

func (u *addUser) update(ctx context.Context, store *sql.Store, hash string, term stdio) error {
	p, err := person(ctx, store, u.Login)
	if err != nil {
		return err
	}
	if err := u.give(ctx, store, p, hash); err != nil {
		return err
	}
	_, err = fmt.Fprintf(term.out, "%s was there already and has this password now.\n", u.Login)
	return err
}

// give changes somebody's password.
func (o ownPassword) give(ctx context.Context, store *sql.Store, p sql.Person, hash string) error {
	_, err := store.ChangePerson(ctx, p.ID, sql.PersonChange{PasswordHash: &hash, PasswordOnce: new(!o.Own)})
	return err
}

func levels(given map[string]uint8) map[queue.Skill]queue.Level {
	skills := make(map[queue.Skill]queue.Level, len(given))
	for skill, level := range given {
		skills[queue.Skill(skill)] = queue.Level(level)
	}
	return skills
}

type listUsers struct{ databaseSettings }

// Run lists the people, one a line.
func (u *listUsers) Run(ctx context.Context, term stdio) error {
	return u.withStore(ctx, func(store *sql.Store) error {
		people, err := store.ListPeople(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(term.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(table, "LOGIN\tROLE\tTEAM\tNAME\tSTATE")
		for _, p := range people {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", p.Login, p.Role, p.Team, p.Name, enabled(!p.Disabled))
		}
		return table.Flush()
	})
}

func enabled(is bool) string {
	if is {
		return "enabled"
	}
	return "disabled"
}

// withStore opens the database for one piece of work.
func (s databaseSettings) withStore(ctx context.Context, work func(*sql.Store) error) error {
	store, _, err := s.openStore(ctx, zerolog.Nop())
	if err != nil {
		return err
	}
	defer store.Close()
	if err := checkDatabase(ctx, store); err != nil {
		return err
	}
	return work(store)
}

// readPassword takes a password from the standard input and gives what may be stored of it. Of is what its owner is called.
func readPassword(term stdio, of ...string) (hash string, err error) {
	line, err := bufio.NewReader(term.in).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if password == "" {
		return "", fmt.Errorf("no password came: type it as the first line of the standard input")
	}
	if err := web.CheckPassword(password, of...); err != nil {
		return "", fmt.Errorf("that password is too easily guessed: %w", err)
	}
	return web.HashPassword(password)
}
