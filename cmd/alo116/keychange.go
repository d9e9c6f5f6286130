package main

import (
	"context"
	"fmt"
	"time"

	"alo116/sql"
)

type rotateCommand struct{ keySettings }

// Help is shown by 'alo116 keys rotate --help'.
func (rotateCommand) Help() string {
	return `Changes the key file in one step; a running service takes it by itself, or at once on SIGHUP. Nothing stops meanwhile. All three steps:

  alo116 keys rotate     begins a new master key
  alo116 keys rewrap     brings everything under it
  alo116 keys retire     removes the old ones

Then put a copy of the new file into the safe and destroy the old copy there.`
}

// Run adds a master key.
func (k *rotateCommand) Run(term stdio) error {
	return k.change(term, (*sql.Keys).Rotate, "There is a new master key. Now run 'alo116 keys rewrap', and put a copy of the key file into the safe.")
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
	keySettings
}

// Help is shown by 'alo116 keys drop-epoch --help'.
func (dropEpochCommand) Help() string {
	return `Cannot be undone, except with a copy of the key file: destroy the copies in the safe, too. Example:

  alo116 keys drop-epoch 1234567890`
}

// Run drops an epoch.
func (k *dropEpochCommand) Run(term stdio) error {
	drop := func(keys *sql.Keys) (*sql.Keys, error) { return keys.DropEpoch(k.Epoch) }
	return k.change(term, drop, "Its hashes recognise nobody any more. Replace the copy of the key file in the safe.")
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
of an older version. The service goes on; running it twice is harmless. Example:

  alo116 keys rewrap`
}

// Run rewraps.
func (k *rewrapCommand) Run(ctx context.Context, term stdio) error {
	return k.withKeyring(ctx, func(store *sql.Store) error {
		done, err := store.Rewrap(ctx)
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
	return `Refuses, and says why, as long as anything needs an old master key: run 'alo116 keys rewrap' first. Example:

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
		_, err = fmt.Fprintf(term.out, "Removed %d old master keys. Replace the copy of the key file in the safe.\n", n)
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
