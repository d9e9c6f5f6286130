package keyring

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/google/uuid"
)

// Destroy makes a key unreadable in every folder: overwritten, flushed, unlinked, flushed. It is an error, and to be repeated, if
// a folder is not there, for its copy may come back. Destroying twice is harmless.
//
// A disk that writes elsewhere (flash, copy-on-write) may keep the old block for a while; what is found there is wrapped by the master
// key, and worthless once that was rotated, all was wrapped anew and the old one retired.
func (r *Ring) Destroy(id string) error {
	if uuid.Validate(id) != nil {
		return fmt.Errorf("%q names no key", id)
	}
	err := r.alone(func() error {
		var faults error
		for i := len(r.folders) - 1; i >= 0; i-- { // the mirror first: what a crash leaves is in the folder that is asked first
			if mark(r.folders[i]) == "" {
				faults = errors.Join(faults, errAway(r.folders[i]))
			} else if err := destroyAll(file(r.folders[i], id)); err != nil {
				faults = errors.Join(faults, err)
			}
		}
		return faults
	})
	if err != nil {
		return fmt.Errorf("destroy a key in the keyring: %w", err)
	}
	return nil
}

// destroyAll destroys a key's file, and what a crash left of one that was being written.
func destroyAll(path string) error {
	parts, err := filepath.Glob(path + partOf)
	if err != nil {
		return err
	}
	for _, p := range append(parts, path) {
		if err := destroy(p); err != nil {
			return err
		}
	}
	return nil
}

func destroy(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.WriteAt(make([]byte, info.Size()), 0)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// alone changes what exists while no other goroutine or process does.
func (r *Ring) alone(change func() error) error {
	for _, folder := range r.folders {
		if mark(folder) == "" {
			continue
		}
		lock, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return fmt.Errorf("lock the keyring: %w", err)
		}
		defer lock.Close() // which unlocks it
		if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
			return fmt.Errorf("lock the keyring: %w", err)
		}
	}
	return change()
}
