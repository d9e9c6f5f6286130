package main

import (
	"fmt"
	"os"

	"alo116/sql"
)

// keysCommand makes secret keys.
type keysCommand struct {
	New newKeysCommand `cmd:"" help:"Make a new key file."`
}

type newKeysCommand struct {
	File   string `arg:"" help:"Where to put it; it must not exist yet."`
	Region string `env:"ALO116_REGION" default:"AL" help:"Country (ISO 3166) whose national numbers need no prefix."`
}

// Help is shown by 'alo116 keys new --help'.
func (newKeysCommand) Help() string {
	return `Without the key file nobody can read the notes in the database or recognise a number in it: not a thief, and
not you. Keep a copy in a safe, never beside the database's backups. Example:

  alo116 keys new /etc/alo116/keys.json`
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
	if err := keys.Save(k.File); err != nil {
		return err
	}
	_, err = fmt.Fprintf(term.out, "Made %s. Keep a copy in a safe, away from the database's backups.\n", k.File)
	return err
}
