package keyring

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// markName is the file that tells a keyring from any other folder.
const markName = "keyring"

// mark gives a folder's mark; empty if it has none.
func mark(folder string) string {
	text, err := os.ReadFile(filepath.Join(folder, markName))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// Begin marks the folders, making them if need be: they are the keyring id from now on. A folder with another
// mark is left as it is.
func (r *Ring) Begin(id string) error {
	for _, folder := range r.folders {
		if have := mark(folder); have == id {
			continue
		} else if have != "" {
			return errForeign(folder)
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return fmt.Errorf("make the keyring: %w", err)
		}
		if err := write(folder, markName, []byte(id+"\n")); err != nil {
			return fmt.Errorf("mark the keyring: %w", err)
		}
	}
	return nil
}

// Check tells whether each folder is there and is the keyring id. One of two that is not there is told, too.
func (r *Ring) Check(id string) error {
	var faults []error
	for _, folder := range r.folders {
		switch mark(folder) {
		case id:
		case "":
			faults = append(faults, errAway(folder))
		default:
			faults = append(faults, errForeign(folder))
		}
	}
	return errors.Join(faults...)
}

// Usable tells whether at least one folder is the keyring id, and none is another.
func (r *Ring) Usable(id string) error {
	there := false
	for _, folder := range r.folders {
		switch mark(folder) {
		case id:
			there = true
		case "":
		default:
			return errForeign(folder)
		}
	}
	if !there {
		return errAway(r.folders[0])
	}
	return nil
}

func errForeign(folder string) error {
	return fmt.Errorf("the folder %s is the keyring of another database: correct ALO116_KEYRING_DIR and ALO116_KEYRING_MIRROR", folder)
}
