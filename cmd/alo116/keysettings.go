package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"

	"alo116/sql"
)

// keySettings say where the secret keys come from.
type keySettings struct {
	KeyFile string `name:"key-file" env:"ALO116_KEY_FILE" placeholder:"FILE" help:"The secret keys, made by 'alo116 keys new'."`
	KeyText string `name:"keys-text" hidden:"" env:"ALO116_KEYS" help:"The content of such a file instead, from a secret injector."`
	kmsSettings
	Region string `env:"ALO116_REGION" default:"AL" help:"Country (ISO 3166) whose national numbers need no prefix."`
}

// kmsSettings say which KMS wraps the key file, if one does.
type kmsSettings struct {
	KMS      string `name:"key-kms" env:"ALO116_KEY_KMS" placeholder:"hcvault://…" help:"The key of a HashiCorp Vault or OpenBao that wraps the key file: hcvault://HOST:PORT/transit/keys/NAME."`
	KMSToken string `name:"key-kms-token" hidden:"" env:"ALO116_KEY_KMS_TOKEN" help:"Lets us in to it."`
	KMSFile  string `name:"key-kms-token-file" env:"ALO116_KEY_KMS_TOKEN_FILE" placeholder:"FILE" help:"A file that holds the token which lets us in to it; nobody but its owner may read it (mode 0600)."`
}

// keyringSettings say where the keys of the cases lie.
type keyringSettings struct {
	KeyringDir    string `name:"keyring-dir" env:"ALO116_KEYRING_DIR" placeholder:"DIR" help:"Folder of the cases' own keys, outside the database and its backups."`
	KeyringMirror string `name:"keyring-mirror" env:"ALO116_KEYRING_MIRROR" placeholder:"DIR" help:"The same again on another disk."`
}

// load reads the keys, or tells in one sentence what to do.
func (s keySettings) load() (*sql.Keys, error) {
	s.KeyFile = cmp.Or(s.KeyFile, credential("keys"))
	if s.KeyFile == "" && s.KeyText == "" {
		return nil, errors.New("no key file is set: make one with 'alo116 keys new FILE' and give it as --key-file or ALO116_KEY_FILE")
	}
	token, err := s.token()
	if err == nil && s.KeyText != "" {
		s.KeyText, err = secret(s.KeyText, "", "keys")
	}
	if err != nil {
		return nil, err
	}
	keys, err := sql.LoadKeys(sql.KeySource{File: s.KeyFile, Text: s.KeyText, KMS: s.KMS, Token: token, Region: s.Region})
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("the key file %s does not exist: make it with 'alo116 keys new %s', and keep a copy in a safe", s.KeyFile, s.KeyFile)
	}
	return keys, err
}

// token gives the KMS token from wherever it is kept.
func (s kmsSettings) token() (string, error) { return secret(s.KMSToken, s.KMSFile, "kms-token") }

// validate tells whether there is a keyring at all.
func (s keyringSettings) validate() error {
	if s.KeyringDir == "" {
		return errors.New("no keyring is set: give --keyring-dir or ALO116_KEYRING_DIR, a folder outside the database and its backups")
	}
	return nil
}
