package sql

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// keyFile is the shape of the file: three Tink keysets in Tink's own JSON, each as it is or wrapped by a KMS.
type keyFile struct {
	Note    string          `json:"note"`
	Numbers json.RawMessage `json:"numbers"`
	Sealing json.RawMessage `json:"sealing"`
	Audit   json.RawMessage `json:"audit,omitempty"`
}

const keyFileNote = "The secret keys of ALO 116. Whoever has this file, the keyring and the database can read everything; " +
	"without it nobody can. Keep a copy in a safe, never beside the database's backups."

func parseKeyFile(text []byte, name string) (file keyFile, err error) {
	if err := json.Unmarshal(text, &file); err != nil {
		return file, fmt.Errorf("%s is not one that 'alo116 keys new' made", name)
	}
	return file, nil
}

// wrapped tells whether a KMS wrapped the keysets.
func (f keyFile) wrapped() bool {
	var keyset struct {
		Encrypted string `json:"encryptedKeyset"`
	}
	return json.Unmarshal(f.Sealing, &keyset) == nil && keyset.Encrypted != ""
}

// WrappedBy gives the same keys, to be saved wrapped by a key of a KMS, or in the clear if none is named in source.
func (k *Keys) WrappedBy(source KeySource) (*Keys, error) {
	sets := k.now.Load()
	changed, err := k.with(sets.numbers, sets.sealing)
	if err != nil {
		return nil, err
	}
	changed.source.KMS, changed.source.Token, changed.source.TLS = source.KMS, source.Token, source.TLS
	return changed, nil
}

// Save writes the keys to a new file with mode 0600. It never replaces one: overwritten keys would
// make everything that they sealed unreadable.
func (k *Keys) Save(file string) error {
	text, err := k.source.encode(k.now.Load())
	if err != nil {
		return fmt.Errorf("save keys: %w", err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("the key file %s exists already and is left as it is: %w", file, fs.ErrExist)
	}
	if err != nil {
		return fmt.Errorf("save keys: %w", err)
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("save keys: %w", err)
	}
	return syncFolder(filepath.Dir(file))
}

// Replace puts the keys in place of those in their file, in one step: whoever reads it meanwhile has the old or the new.
func (k *Keys) Replace() error {
	if err := k.source.writable(); err != nil {
		return err
	}
	text, err := k.source.encode(k.now.Load())
	if err != nil {
		return fmt.Errorf("change the key file: %w", err)
	}
	file, err := filepath.EvalSymlinks(k.source.File)
	if err != nil {
		return fmt.Errorf("change the key file: %w", err)
	}
	return replacePrivate(file, text)
}

// replacePrivate keeps the file's owner, for it may be root who does this and another whom the service runs as.
func replacePrivate(file string, text []byte) error {
	was, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("change the key file: %w", err)
	}
	draft := file + ".new"
	f, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists: another change of the keys is under way, or was broken off and left it; then delete it", draft)
	}
	if err != nil {
		return fmt.Errorf("change the key file: %w", err)
	}
	_, err = f.Write(text)
	if owner, ok := was.Sys().(*syscall.Stat_t); ok && os.Geteuid() == 0 {
		err = errors.Join(err, f.Chown(int(owner.Uid), int(owner.Gid)))
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(draft, file)
	}
	if err != nil {
		return fmt.Errorf("change the key file: %w", errors.Join(err, os.Remove(draft)))
	}
	return syncFolder(filepath.Dir(file))
}

// encode gives the file's text.
func (s KeySource) encode(sets *keysets) ([]byte, error) {
	write := writeKeyset
	if s.KMS != "" {
		kms, err := s.kms()
		if err != nil {
			return nil, err
		}
		write = func(handle *keyset.Handle) ([]byte, error) {
			return writeWrapped(handle, kms)
		}
	}
	numbers, err := write(sets.numbers)
	if err != nil {
		return nil, err
	}
	sealing, err := write(sets.sealing)
	if err != nil {
		return nil, err
	}
	auditing, err := write(sets.auditing)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(keyFile{Note: keyFileNote, Numbers: numbers, Sealing: sealing, Audit: auditing}, "", "  ")
}

func readKeyset(text []byte) (*keyset.Handle, error) {
	return insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
}

func writeKeyset(handle *keyset.Handle) ([]byte, error) {
	var text bytes.Buffer
	err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text))
	return text.Bytes(), err
}

func inode(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return stat.Ino
	}
	return 0
}

// syncFolder makes a file's name as durable as its content.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("save keys: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}
