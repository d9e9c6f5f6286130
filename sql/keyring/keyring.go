// Package keyring keeps one small secret file for each case, outside the database, and what it destroyed
// is nowhere any more: a case whose file is gone cannot be read again, in the database or in any backup of it.
//
// Why not in PostgreSQL: there a deleted row lives on in dead tuples, in the write-ahead log, on standbys and in every
// backup, so that deleting a key would destroy nothing. A keyring is a folder,
//
//	keyring         its mark, which the database knows, so that an empty mount point is not taken for it
//	lock            held by whoever changes a file that exists
//	ab/ab12….key    a case's key, wrapped by the service's master key
//
// and may have a mirror on another disk. A new key is written to both and is kept if one of them took it; it is read from
// either; it is destroyed in both, or else the deed is not done and must be repeated. Back the keyring up only as
// a mirror that is always there: a copy that is put away keeps what should be gone.
package keyring

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/uuid"
)

// ErrGone says that no folder of the keyring, all of which are there, has this key.
var ErrGone = errors.New("the key is not in the keyring: it was destroyed")

// Ring is a keyring. Many goroutines and processes may use it at once.
type Ring struct {
	folders []string // the first is asked first
}

// Open names the folders of a keyring; mirror may be empty. Nothing is read or made yet.
func Open(dir, mirror string) (*Ring, error) {
	if dir == "" {
		return nil, errors.New("no keyring is set: give --keyring-dir or ALO116_KEYRING_DIR, a folder outside the database and its backups")
	}
	r := &Ring{}
	for _, folder := range []string{dir, mirror} {
		if folder == "" {
			continue
		}
		path, err := filepath.Abs(folder)
		if err != nil {
			return nil, fmt.Errorf("find the keyring %s: %w", folder, err)
		}
		r.folders = append(r.folders, path)
	}
	if len(r.folders) == 2 && r.folders[0] == r.folders[1] {
		return nil, fmt.Errorf("the keyring's mirror is the keyring itself, %s: give ALO116_KEYRING_MIRROR a folder on another disk", dir)
	}
	return r, nil
}

// Copies gives what the folders hold as the key of that name, each copy once: the first is right unless it was damaged. ErrGone
// if there is none, though all folders are there.
func (r *Ring) Copies(id string) (copies [][]byte, err error) {
	if uuid.Validate(id) != nil {
		return nil, fmt.Errorf("%q names no key", id)
	}
	var away error
	for _, folder := range r.folders {
		content, err := os.ReadFile(file(folder, id))
		switch {
		case err == nil:
			copies = append(copies, content)
		case !errors.Is(err, fs.ErrNotExist):
			away = cmp.Or(away, err)
		case mark(folder) == "":
			away = cmp.Or(away, errAway(folder))
		}
	}
	if len(copies) == 0 {
		return nil, cmp.Or(away, ErrGone)
	}
	return copies, nil
}

func file(folder, id string) string { return filepath.Join(folder, id[:2], id+suffix) }

// suffix ends the name of a key's file.
const suffix = ".key"

func errAway(folder string) error {
	return fmt.Errorf("the keyring folder %s is not there or empty: mount its disk, or fill it with 'alo116 keys mirror'", folder)
}
