package sql

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/keyset"
)

// KeySource says where the service's secrets come from: a file that only its owner may read, or the text of such a file from a
// secret injector. Either may be wrapped by a KMS, so that whoever has it alone has nothing.
type KeySource struct {
	// File is the key file; Text is its content, and goes first.
	File, Text string
	// KMS is the URI of the key that wraps the keysets in it, hcvault://HOST:PORT/transit/keys/NAME; empty if they are not wrapped.
	KMS string
	// Token lets the service in to the KMS.
	Token string
	// TLS may name who vouches for the KMS; nil is whom this computer trusts.
	TLS *tls.Config
	// Region is the country (ISO 3166) whose national numbers callers present.
	Region string
}

// LoadKeys reads the keys.
func LoadKeys(source KeySource) (*Keys, error) {
	state, err := source.state()
	if err != nil {
		return nil, err
	}
	sets, err := source.read()
	if err != nil {
		return nil, err
	}
	k, err := newKeys(source, sets.numbers, sets.sealing, sets.auditing)
	if err != nil {
		return nil, err
	}
	k.seen = state
	return k, nil
}

// name is what a message calls the source.
func (s KeySource) name() string {
	if s.Text != "" {
		return "the key text in ALO116_KEYS"
	}
	return "the key file " + s.File
}

// state changes when the source does. A text never does.
func (s KeySource) state() (string, error) {
	if s.Text != "" || s.File == "" {
		return "", nil
	}
	info, err := os.Stat(s.File)
	if err != nil {
		return "", fmt.Errorf("read the key file: %w", err)
	}
	return fmt.Sprint(info.Size(), info.ModTime().UnixNano(), inode(info)), nil
}

func (s KeySource) read() (*keysets, error) {
	text := []byte(s.Text)
	if s.Text == "" {
		var err error
		if text, err = ReadPrivate("key file", s.File); err != nil {
			return nil, err
		}
	}
	file, err := parseKeyFile(text, s.name())
	if err != nil {
		return nil, err
	}
	return s.open(file)
}

// ReadPrivate reads a file that nobody but its owner may read, or says what to do; what is how it is called then.
func ReadPrivate(what, file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("read the %s: %w", what, err)
	}
	if info.Mode().Perm()&0o077 != 0 && !guarded(file) {
		return nil, fmt.Errorf("the %s %s can be read by others: chmod 600 %s", what, file, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the %s: %w", what, err)
	}
	return text, nil
}

// open reads the keysets of a file, unwrapping them if need be.
func (s KeySource) open(file keyFile) (*keysets, error) {
	wrapped := file.wrapped()
	switch {
	case wrapped && s.KMS == "":
		return nil, fmt.Errorf("%s is wrapped by a KMS: say which key did it with ALO116_KEY_KMS, like hcvault://vault.example:8200/transit/keys/alo116", s.name())
	case !wrapped && s.KMS != "":
		return nil, fmt.Errorf("%s is not wrapped by a KMS: wrap it with 'alo116 keys wrap', or unset ALO116_KEY_KMS", s.name())
	}
	numbers, err1 := s.openKeyset("numbers", file.Numbers)
	sealing, err2 := s.openKeyset("sealing", file.Sealing)
	var auditing *keyset.Handle
	var err3 error
	if len(file.Audit) > 0 {
		auditing, err3 = s.openKeyset("audit", file.Audit)
	}
	if err := cmp.Or(err1, err2, err3); err != nil {
		return nil, err
	}
	return useKeysets(numbers, sealing, auditing)
}

func (s KeySource) openKeyset(what string, text []byte) (*keyset.Handle, error) {
	if len(text) == 0 {
		return nil, fmt.Errorf("%s has no keyset %q: it is not one that 'alo116 keys new' made", s.name(), what)
	}
	if s.KMS == "" {
		handle, err := readKeyset(text)
		if err != nil {
			return nil, fmt.Errorf("%s has a damaged keyset %q: take the copy from the safe", s.name(), what)
		}
		return handle, nil
	}
	kms, err := s.kms()
	if err != nil {
		return nil, err
	}
	handle, err := readWrapped(text, kms)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name(), err)
	}
	return handle, nil
}

// writable tells why a source cannot be changed.
func (s KeySource) writable() error {
	if s.Text != "" {
		return errors.New("the keys come from ALO116_KEYS, which this program cannot change: do it to the file they were taken from " +
			"(--key-file), give its new content to your secret injector and restart the service")
	}
	return nil
}

// guarded tells whether a file is one of systemd's credentials: it lies in memory, and an access list that shows as a group's right lets
// this service alone read it.
func guarded(file string) bool {
	dir := os.Getenv("CREDENTIALS_DIRECTORY")
	return dir != "" && filepath.Dir(file) == filepath.Clean(dir)
}
