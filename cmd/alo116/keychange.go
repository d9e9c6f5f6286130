package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"alo116/sql"
)

type rotateCommand struct{ keySettings }

// Help is shown by 'alo116 keys rotate --help'.
func (rotateCommand) Help() string {
	return `Changes the key file in one step. The whole change, while calls go on:

  alo116 keys rotate     begins a new master key
                         now give the new key file to each service that has a copy of it:
                         systemd-creds encrypt --name=keys KEYFILE /etc/alo116/keys.cred && systemctl restart alo116
  alo116 keys rewrap     brings everything under it; refuses while a service runs that has not got it
  alo116 keys retire     removes the old ones, a minute after the key file was changed; refuses while anything needs them
                         now give the key file to each service that has a copy of it, once more

A service that reads the key file itself takes a changed one within ten seconds, or at once on SIGHUP. At the end put a copy of the new file
into the safe and destroy the old copy there.`
}

// Run adds a master key.
func (k *rotateCommand) Run(term stdio) error {
	return k.change(term, (*sql.Keys).Rotate, "There is a new master key. A service that has a copy of the key file needs the new one, and a restart; then run 'alo116 keys rewrap', and put a copy into the safe.")
}

type newEpochCommand struct{ keySettings }

// Help is shown by 'alo116 keys new-epoch --help'.
func (newEpochCommand) Help() string {
	return `Numbers that call from now on are hashed with a new key, and are still recognised by what older epochs stored. Dropping an old epoch
later makes its hashes worthless: who called then is recognised no longer, by anybody. Example:

  alo116 keys new-epoch`
}

// Run begins an epoch.
func (k *newEpochCommand) Run(term stdio) error {
	return k.change(term, (*sql.Keys).NewEpoch, "There is a new epoch. 'alo116 keys list' shows them; put a copy of the key file into the safe.")
}

type dropEpochCommand struct {
	Epoch uint32 `arg:"" help:"Which, as 'alo116 keys list' shows it; not the one in use."`
	databaseSettings
}

// Help is shown by 'alo116 keys drop-epoch --help'.
func (dropEpochCommand) Help() string {
	return `Cannot be undone, except with a copy of the key file: destroy the copies in the safe, too. It refuses while a service runs that still hashes
with this epoch: give that one the key file first, and it to all that have a copy again afterwards ('alo116 keys rotate --help'). Example:

  alo116 keys drop-epoch 1234567890`
}

// Run drops an epoch.
func (k *dropEpochCommand) Run(ctx context.Context, term stdio) error {
	store, _, err := k.openStore(ctx, zerolog.Nop())
	if err != nil {
		return err
	}
	defer store.Close()
	if err := checkDatabase(ctx, store); err != nil {
		return err
	}
	drop := func(*sql.Keys) (*sql.Keys, error) { return store.DropEpoch(ctx, k.Epoch) }
	return k.change(term, drop, "Its hashes recognise nobody any more. Replace the copies of the key file, also the one in the safe.")
}

// change puts changed keys in the file's place.
func (s keySettings) change(term stdio, change func(*sql.Keys) (*sql.Keys, error), say string) error {
	keys, err := s.load()
	if err != nil {
		return err
	}
	if keys, err = change(keys); err != nil {
		return err
	}
	if err := keys.Replace(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(term.out, say)
	return err
}

type rewrapCommand struct{ databaseSettings }

// Help is shown by 'alo116 keys rewrap --help'.
func (rewrapCommand) Help() string {
	return `Wraps every key of the keyring with the newest master key, mends damaged copies in the mirror, and gives keys of their own to contacts
of an older version, and seals anew what the master key itself seals. It refuses while a service runs that has not the newest master key: one that
has a copy of the key file gets it by 'systemd-creds encrypt' and a restart ('alo116 keys rotate --help'). Calls go on; running it twice is harmless. Example:

  alo116 keys rewrap`
}

// Run rewraps.
func (k *rewrapCommand) Run(ctx context.Context, term stdio) error {
	return k.withKeyring(ctx, func(store *sql.Store) error {
		done, err := store.Rewrap(ctx)
		if errors.Is(err, sql.ErrKeysApart) || errors.Is(err, sql.ErrOldKeys) {
			return err // nothing was done
		}
		fmt.Fprintf(term.out, "Wrapped anew: %d keys. Sealed anew: %d contacts, %d refused records, %d secrets of people.\n", done.Keys, done.Contacts, done.Refused, done.Secrets)
		return err
	})
}

type retireCommand struct {
	databaseSettings
	SpoolDir string `name:"spool-dir" env:"ALO116_SPOOL_DIR" default:"spool" help:"Folder where the journal waits, encrypted, while the database is away."`
}

// Help is shown by 'alo116 keys retire --help'.
func (retireCommand) Help() string {
	return `Refuses, and says why, as long as anything needs an old master key, or a service runs that wraps with one: run 'alo116 keys rewrap' first. Then
give the key file to each service that has a copy of it ('alo116 keys rotate --help'): until then the old ones are not destroyed. Example:

  alo116 keys retire`
}

// Run retires.
func (k *retireCommand) Run(ctx context.Context, term stdio) error {
	return k.withKeyring(ctx, func(store *sql.Store) error {
		keys, n, err := store.Retire(ctx, k.SpoolDir, time.Now())
		if err != nil {
			return err
		}
		if n == 0 {
			_, err = fmt.Fprintln(term.out, "There is no old master key.")
			return err
		}
		if err := keys.Replace(); err != nil {
			return err
		}
		_, err = fmt.Fprintf(term.out, "Removed %d old master keys. Replace the copies of the key file, also the one in the safe.\n", n)
		return err
	})
}

type mirrorCommand struct{ databaseSettings }

// Help is shown by 'alo116 keys mirror --help'.
func (mirrorCommand) Help() string {
	return `After a disk was replaced, or for a mirror that is new. Example:

  ALO116_KEYRING_DIR=/var/lib/alo116/keyring ALO116_KEYRING_MIRROR=/mnt/second/keyring alo116 keys mirror`
}

// Run fills the folders.
func (k *mirrorCommand) Run(ctx context.Context, term stdio) error {
	return k.withKeyring(ctx, func(store *sql.Store) error {
		copied, err := store.MirrorKeyring(ctx)
		fmt.Fprintf(term.out, "Copied %d keys.\n", copied)
		return err
	})
}

type sweepCommand struct {
	databaseSettings
	Days int `default:"30" help:"How much older than the newest contact a key must be."`
}

// Help is shown by 'alo116 keys sweep --help'.
func (sweepCommand) Help() string {
	return `A crash between a key and its contact leaves a key that opens nothing: it is harmless, and may go. Never do this on a database that
was restored from a backup, before you are sure that it is the right one. Example:

  alo116 keys sweep --days 30`
}

// Run sweeps, and finishes what an interrupted erasure left.
func (k *sweepCommand) Run(ctx context.Context, term stdio) error {
	if k.Days < 1 {
		return fmt.Errorf("--days %d is too short: a contact may be about to begin", k.Days)
	}
	return k.withKeyring(ctx, func(store *sql.Store) error {
		finished, err := store.FinishForgetting(ctx)
		if err != nil {
			return err
		}
		swept, err := store.SweepKeyring(ctx, time.Duration(k.Days)*24*time.Hour)
		fmt.Fprintf(term.out, "Destroyed %d keys that belonged to no contact, and %d of contacts that were being forgotten.\n", swept, finished)
		return err
	})
}
