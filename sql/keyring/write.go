package keyring

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
)

// Add keeps a new key. It is safe when at least one folder took it; what the others say is told in missed.
func (r *Ring) Add(id string, content []byte) (missed, err error) {
	if uuid.Validate(id) != nil {
		return nil, fmt.Errorf("%q names no key", id)
	}
	kept := false
	for _, folder := range r.folders {
		if err := add(folder, id, content); err != nil {
			missed = errors.Join(missed, err)
			continue
		}
		kept = true
	}
	if !kept {
		return nil, fmt.Errorf("keep a key in the keyring: %w", missed)
	}
	return missed, nil
}

func add(folder, id string, content []byte) error {
	if mark(folder) == "" {
		return errAway(folder)
	}
	shard := filepath.Join(folder, id[:2])
	err := os.Mkdir(shard, 0o700)
	if err == nil {
		err = syncFolder(folder)
	} else if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	if err != nil {
		return err
	}
	return write(shard, id+suffix, content)
}

// Replace gives a key new content, in every folder that is there, damaged copies included; its age stays. A key that was
// destroyed meanwhile stays destroyed: then it is ErrGone.
func (r *Ring) Replace(id string, content []byte) error {
	return r.alone(func() error {
		age, err := r.age(id)
		if err != nil {
			return err
		}
		var faults error
		for _, folder := range r.folders {
			if mark(folder) == "" {
				continue
			}
			if err := add(folder, id, content); err != nil {
				faults = errors.Join(faults, err)
				continue
			}
			faults = errors.Join(faults, os.Chtimes(file(folder, id), age, age))
		}
		return faults
	})
}

// age is when a key was first kept.
func (r *Ring) age(id string) (time.Time, error) {
	for _, folder := range r.folders {
		info, err := os.Stat(file(folder, id))
		if err == nil {
			return info.ModTime(), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return time.Time{}, err
		}
	}
	return time.Time{}, ErrGone
}

// partOf ends the name of a file that is being written.
const partOf = ".*.part"

// write puts a whole file in place: after any crash it is there with all its content, or not at all.
func write(folder, name string, content []byte) error {
	f, err := os.CreateTemp(folder, name+partOf)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(folder, name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncFolder(folder)
}

func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
