package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"alo116/sql"
)

// epochDays is how long one epoch of the hash for numbers is in use, unless a house says otherwise.
const epochDays = 365

// turnEpochsCommand lets the epochs of the hash for numbers go by.
type turnEpochsCommand struct {
	databaseSettings
	SpoolDir string `name:"spool-dir" env:"ALO116_SPOOL_DIR" default:"spool" help:"Folder where the journal waits, encrypted, while the database is away."`
	Days     int    `default:"365" help:"How long one epoch is in use."`
}

// Help is shown by 'alo116 keys turn-epochs --help'.
func (turnEpochsCommand) Help() string {
	return `Begins a new epoch if the present one has been in use for so long, and destroys the key of each old one by which nobody in the database is
recognised any more, because what it hashed had its time or was erased. From then on it recognises nobody in old backups either. Run it
once a year, and when 'alo116 doctor' says so; then replace the copies of the key file, for a service that has one by 'systemd-creds encrypt' and a
restart ('alo116 keys rotate --help'). It refuses to destroy one that a running service still hashes with. Example:

  alo116 keys turn-epochs`
}

// Run turns them.
func (k *turnEpochsCommand) Run(ctx context.Context, term stdio) error {
	if k.Days < 1 {
		return fmt.Errorf("--days %d is too short: one epoch lasts a day at least", k.Days)
	}
	return k.withKeyring(ctx, func(store *sql.Store) error {
		turn, err := store.EpochTurn(ctx, time.Now(), time.Duration(k.Days)*24*time.Hour)
		if err != nil {
			return err
		}
		if !turn.Due() {
			_, err = fmt.Fprintln(term.out, "Nothing is due.")
			return err
		}
		keys, err := store.TurnEpochs(ctx, turn, k.SpoolDir)
		if err == nil {
			err = keys.Replace()
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(term.out, "Done: %s. Replace the copies of the key file, also the one in the safe, and destroy those.\n", turned(turn))
		return errors.Join(err, store.AuditKeys(ctx))
	})
}

// turned tells a turn in words.
func turned(turn sql.Turn) string {
	var words []string
	if turn.Begin {
		words = append(words, "a new epoch begins")
	}
	for _, epoch := range turn.Drop {
		words = append(words, fmt.Sprintf("epoch %d recognises nobody, and its key goes", epoch))
	}
	return strings.Join(words, "; ")
}

// epochsDue tells what is due about the epochs, if anything is.
func epochsDue(ctx context.Context, store *sql.Store, now time.Time) error {
	turn, err := store.EpochTurn(ctx, now, epochDays*24*time.Hour)
	if err == nil && turn.Due() {
		err = fmt.Errorf("the hash of numbers is due for 'alo116 keys turn-epochs': %s", turned(turn))
	}
	return err
}

// checkEpochs tells whether keys lie there that only recognise people in old backups.
func (d *doctorCommand) checkEpochs(ctx context.Context) error {
	store, _, err := d.openStore(ctx, zerolog.Nop())
	if err != nil || checkDatabase(ctx, store) != nil {
		return errors.New("the database above comes first")
	}
	defer store.Close()
	return epochsDue(ctx, store, time.Now())
}
