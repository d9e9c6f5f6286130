package keyring

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Each calls do with every key that any folder holds and when it was first kept, in the order of names, until one fails.
// It fails if a folder is not there.
func (r *Ring) Each(do func(id string, kept time.Time) error) error {
	for _, folder := range r.folders {
		if mark(folder) == "" {
			return errAway(folder)
		}
	}
	for shard := range 256 {
		keys, err := r.shard(shard)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if err := do(k.id, k.kept); err != nil {
				return err
			}
		}
	}
	return nil
}

type kept struct {
	id   string
	kept time.Time
}

// shard lists the keys whose names begin with one byte, each once.
func (r *Ring) shard(n int) (keys []kept, err error) {
	const hex = "0123456789abcdef"
	name := string([]byte{hex[n>>4], hex[n&15]})
	for _, folder := range r.folders {
		entries, err := os.ReadDir(filepath.Join(folder, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			id, is := strings.CutSuffix(e.Name(), suffix)
			if !is || uuid.Validate(id) != nil {
				continue
			}
			if info, err := e.Info(); err == nil { // else it was destroyed just now
				keys = append(keys, kept{id, info.ModTime()})
			}
		}
	}
	slices.SortStableFunc(keys, func(a, b kept) int { return cmp.Compare(a.id, b.id) })
	return slices.CompactFunc(keys, func(a, b kept) bool { return a.id == b.id }), nil
}

// Mirror fills each folder with the keys that it lacks and another has, and marks one that is new. It gives how many it
// copied. The folders must be those of the keyring id.
func (r *Ring) Mirror(id string) (copied int, err error) {
	if err := r.Usable(id); err != nil {
		return 0, err
	}
	if err := r.Begin(id); err != nil {
		return 0, err
	}
	err = r.Each(func(id string, _ time.Time) error {
		return r.alone(func() error {
			n, err := r.complete(id)
			copied += n
			return err
		})
	})
	return copied, err
}

// complete copies a key to the folders that lack it.
func (r *Ring) complete(id string) (copied int, err error) {
	copies, err := r.Copies(id)
	if errors.Is(err, ErrGone) || len(copies) == len(r.folders) {
		return 0, nil
	}
	age, err := r.age(id)
	if err != nil {
		return 0, err
	}
	for _, folder := range r.folders {
		if _, err := os.Stat(file(folder, id)); err == nil {
			continue
		}
		if err := add(folder, id, copies[0]); err != nil {
			return copied, err
		}
		if err := os.Chtimes(file(folder, id), age, age); err != nil {
			return copied, err
		}
		copied++
	}
	return copied, nil
}
