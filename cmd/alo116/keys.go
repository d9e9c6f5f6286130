package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rs/zerolog"

	"alo116/sql"
)

// keysCommand looks after the secret keys.
type keysCommand struct {
	New        newKeysCommand    `cmd:"" help:"Make a new key file."`
	List       listKeysCommand   `cmd:"" help:"Show the versions of the master key and the epochs of the numbers' hash, without the keys."`
	Rotate     rotateCommand     `cmd:"" help:"Begin a new master key; the old one still opens what it sealed."`
	Rewrap     rewrapCommand     `cmd:"" help:"Bring everything under the newest master key, while the service runs."`
	Retire     retireCommand     `cmd:"" help:"Remove the old master keys, once nothing needs them."`
	NewEpoch   newEpochCommand   `cmd:"" help:"Begin a new epoch of the hash that recognises numbers."`
	DropEpoch  dropEpochCommand  `cmd:"" help:"Make all hashes of an old epoch worthless, for ever."`
	TurnEpochs turnEpochsCommand `cmd:"" help:"Begin a new epoch when it is time, and drop those that recognise nobody any more."`
	Wrap       wrapKeysCommand   `cmd:"" help:"Make a copy of the key file that only a KMS can open."`
	Mirror     mirrorCommand     `cmd:"" help:"Fill the keyring's folders from each other, a new mirror too."`
	Sweep      sweepCommand      `cmd:"" help:"Destroy keys in the keyring that belong to no contact."`
}

type newKeysCommand struct {
	File string `arg:"" help:"Where to put it; it must not exist yet."`
	kmsSettings
	Region string `env:"ALO116_REGION" default:"AL" help:"Country (ISO 3166) whose national numbers need no prefix."`
}

// Help is shown by 'alo116 keys new --help'.
func (newKeysCommand) Help() string {
	return `Without the key file nobody can read the notes in the database or recognise a number in it: not a thief, and
not you. Keep a copy in a safe, never beside the database's backups. Examples:

  alo116 keys new /etc/alo116/keys.json
  alo116 keys new keys.json --key-kms hcvault://vault.example:8200/transit/keys/alo116 --key-kms-token-file token`
}

// Run makes the file, readable by its owner alone.
func (k *newKeysCommand) Run(term stdio) error {
	if _, err := os.Stat(k.File); err == nil {
		return fmt.Errorf("%s exists already and is left as it is: whoever replaces it can no longer read what it protects", k.File)
	}
	keys, err := sql.NewKeys(k.Region)
	if err != nil {
		return err
	}
	if err := k.save(keys, k.File); err != nil {
		return err
	}
	_, err = fmt.Fprintf(term.out, "Made %s. Keep a copy in a safe, away from the database's backups.\n", k.File)
	return err
}

// save writes keys to a new file, wrapped if a KMS is named.
func (s kmsSettings) save(keys *sql.Keys, file string) error {
	if folder := filepath.Dir(file); !isFolder(folder) {
		return fmt.Errorf("there is no folder %s: make it, or name a file in another", folder)
	}
	token, err := s.token()
	if err != nil {
		return err
	}
	if keys, err = keys.WrappedBy(sql.KeySource{KMS: s.KMS, Token: token}); err != nil {
		return err
	}
	return keys.Save(file)
}

func isFolder(path string) bool {
	found, err := os.Stat(path)
	return err == nil && found.IsDir()
}

type wrapKeysCommand struct {
	From string `arg:"" help:"The key file as it is."`
	To   string `arg:"" help:"Where to put the wrapped one; it must not exist yet."`
	kmsSettings
	Region string `env:"ALO116_REGION" default:"AL" help:"Country (ISO 3166) whose national numbers need no prefix."`
}

// Help is shown by 'alo116 keys wrap --help'.
func (wrapKeysCommand) Help() string {
	return `Whoever steals the wrapped file has nothing without the KMS. It is asked when the file is read, never for a single case. Keep the
unwrapped one in a safe, for the day the KMS is lost, and delete it here. Example:

  alo116 keys wrap keys.json wrapped.json --key-kms hcvault://vault.example:8200/transit/keys/alo116 --key-kms-token-file token`
}

// Run makes the wrapped file.
func (k *wrapKeysCommand) Run(term stdio) error {
	if k.KMS == "" {
		return errors.New("no KMS is set: give --key-kms or ALO116_KEY_KMS, like hcvault://vault.example:8200/transit/keys/alo116")
	}
	keys, err := keySettings{KeyFile: k.From, Region: k.Region}.load()
	if err != nil {
		return err
	}
	if err := k.save(keys, k.To); err != nil {
		return err
	}
	_, err = fmt.Fprintf(term.out, "Made %s. Put %s into a safe and delete it here.\n", k.To, k.From)
	return err
}

type listKeysCommand struct{ keySettings }

// Help is shown by 'alo116 keys list --help'.
func (listKeysCommand) Help() string {
	return `Example:

  alo116 keys list --key-file /etc/alo116/keys.json`
}

// Run shows the versions, the oldest first.
func (k *listKeysCommand) Run(term stdio) error {
	keys, err := k.load()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(term.out, "master key  %s\nepochs      %s\n", versions(keys.Masters()), versions(keys.Epochs()))
	return err
}

func versions(states []sql.KeyState) string {
	var words []string
	for _, s := range states {
		word := fmt.Sprint(s.ID)
		if s.Primary {
			word += " (in use)"
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// withKeyring opens the database and the keyring for one piece of work.
func (s databaseSettings) withKeyring(ctx context.Context, work func(*sql.Store) error) error {
	if err := s.keyringSettings.validate(); err != nil {
		return err
	}
	store, _, err := s.openStore(ctx, zerolog.Nop())
	if err != nil {
		return err
	}
	defer store.Close()
	if err := checkDatabase(ctx, store); err != nil {
		return err
	}
	if err := store.AuditKeys(ctx); err != nil {
		return err
	}
	return work(store)
}
