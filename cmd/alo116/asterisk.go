package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"time"
)

// asteriskCommand looks after what Asterisk and the service prove to each other.
type asteriskCommand struct {
	Renew renewCommand `cmd:"" help:"Make another password between Asterisk and the service, and a certificate if there is none."`
}

// renewCommand makes what Asterisk and the service know each other by. Nobody chooses it, nobody types it, and it lies in memory.
type renewCommand struct {
	Dir          string `arg:"" help:"Folder of the files, in memory: /run/alo116-door."`
	Certificate  bool   `help:"Another certificate, too: before Asterisk starts."`
	AsteriskUser string `name:"asterisk-user" default:"asterisk" help:"Whose Asterisk's files are, nobody else may read them; empty is who runs this."`
	ServiceUser  string `name:"service-user" default:"alo116" help:"Whose the service's file is; empty is who runs this."`
}

// Help is shown by 'alo116 asterisk renew --help'.
func (renewCommand) Help() string {
	return `Calls go on: Asterisk asks for the password at each request, and the service reads the new one as soon as the old one is refused. The
shipped units do this before Asterisk starts, at each start of the service, and every night. Examples:

  alo116 asterisk renew /run/alo116-door --certificate
  alo116 asterisk renew /run/alo116-door && asterisk -rx 'module reload res_ari.so'`
}

// Run renews. What the service reads is written first, so that it finds the new password from the moment the old one counts no more.
func (c *renewCommand) Run(term stdio) error {
	theirs, err := userNumber(c.AsteriskUser)
	if err != nil {
		return err
	}
	ours, err := userNumber(c.ServiceUser)
	if err != nil {
		return err
	}
	if err := errors.Join(os.MkdirAll(c.Dir, 0o755), os.Chmod(c.Dir, 0o755)); err != nil { // both go through it, whatever the unit's UMask=
		return fmt.Errorf("make the folder: %w", err)
	}
	if err := c.certify(theirs); err != nil {
		return err
	}
	password := rand.Text() + rand.Text()
	if err := errors.Join(replace(filepath.Join(c.Dir, "ari-password"), []byte(password+"\n"), 0o600, ours),
		replace(filepath.Join(c.Dir, "ari-password.conf"), []byte("password = "+password+"\n"), 0o600, theirs)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(term.out, "Asterisk and the service have another password.")
	return err
}

// certify makes a certificate for this machine alone, which the service believes and no other.
func (c *renewCommand) certify(theirs int) error {
	cert, key := filepath.Join(c.Dir, "http.crt"), filepath.Join(c.Dir, "http.key")
	if _, err := os.Stat(cert); err == nil && !c.Certificate {
		return nil
	}
	certPEM, keyPEM, err := selfSigned(time.Now())
	if err != nil {
		return err
	}
	return errors.Join(replace(key, keyPEM, 0o600, theirs), replace(cert, certPEM, 0o644, -1))
}

// replace puts a file there as a whole, and gives it to its owner, who is whoever writes it if the number is below 0.
func replace(file string, text []byte, mode os.FileMode, owner int) error {
	draft := file + ".new"
	if err := os.WriteFile(draft, nil, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	if err := errors.Join(os.WriteFile(draft, text, 0o600), os.Chmod(draft, mode), os.Chown(draft, owner, -1), os.Rename(draft, file)); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}

// userNumber gives a user's number, -1 for none.
func userNumber(name string) (int, error) {
	if name == "" {
		return -1, nil
	}
	found, err := user.Lookup(name)
	if err != nil {
		return -1, fmt.Errorf("there is no user %s here: name Asterisk's with --asterisk-user, the service's with --service-user", name)
	}
	return strconv.Atoi(found.Uid)
}
