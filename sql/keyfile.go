package sql

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// keyFile is the shape of the file: two Tink keysets in Tink's own JSON.
type keyFile struct {
	Note    string          `json:"note"`
	Numbers json.RawMessage `json:"numbers"`
	Sealing json.RawMessage `json:"sealing"`
}

const keyFileNote = "The secret keys of ALO 116. Whoever has this file and the database can read everything; " +
	"without it nobody can. Keep a copy in a safe, never beside the database's backups."

// LoadKeys reads keys from a file that nobody but its owner may read.
func LoadKeys(file, region string) (*Keys, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the key file %s can be read by others: chmod 600 %s", file, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	var content keyFile
	if err := json.Unmarshal(text, &content); err != nil {
		return nil, fmt.Errorf("the key file %s is not one that 'alo116 keys new' made", file)
	}
	numbers, err := readKeyset(content.Numbers)
	if err != nil {
		return nil, fmt.Errorf("the key file %s has no keyset \"numbers\": %w", file, err)
	}
	sealing, err := readKeyset(content.Sealing)
	if err != nil {
		return nil, fmt.Errorf("the key file %s has no keyset \"sealing\": %w", file, err)
	}
	return useKeys(numbers, sealing, region)
}

// Save writes the keys to a new file with mode 0600. It never replaces one: overwritten keys would
// make everything that they sealed unreadable.
func (k *Keys) Save(file string) error {
	text, err := k.encode()
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

func (k *Keys) encode() ([]byte, error) {
	numbers, err := writeKeyset(k.numbers)
	if err != nil {
		return nil, err
	}
	sealing, err := writeKeyset(k.sealing)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(keyFile{Note: keyFileNote, Numbers: numbers, Sealing: sealing}, "", "  ")
}

func readKeyset(text []byte) (*keyset.Handle, error) {
	return insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
}

func writeKeyset(handle *keyset.Handle) ([]byte, error) {
	var text bytes.Buffer
	err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text))
	return text.Bytes(), err
}

// syncFolder makes a file's name as durable as its content.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("save keys: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}
