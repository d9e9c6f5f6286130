package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"
)

// Keeper keeps the newest anchor in a file outside the database, and one an hour in a log beside it. Several
// programs may keep the same file.
type Keeper struct {
	keys Keys
	file string
	mu   sync.Mutex
}

// logEvery is how often an anchor goes to the log.
const logEvery = time.Hour

// NewKeeper keeps anchors in that file and in file.log.
func NewKeeper(keys Keys, file string) *Keeper { return &Keeper{keys: keys, file: file} }

// File is where the newest anchor is.
func (k *Keeper) File() string { return k.file }

// LogFile is where the older ones are.
func (k *Keeper) LogFile() string { return k.file + ".log" }

// Newest gives the newest anchor; its size is 0 if there is none yet.
func (k *Keeper) Newest() (Anchor, error) {
	text, err := os.ReadFile(k.file)
	if errors.Is(err, fs.ErrNotExist) {
		return Anchor{}, nil
	}
	if err != nil {
		return Anchor{}, fmt.Errorf("read the anchor: %w", err)
	}
	anchors, _ := k.keys.ReadAnchors(string(text))
	if len(anchors) != 1 {
		return Anchor{}, fmt.Errorf("the anchor file %s does not hold an anchor that this key file made: keep a copy of it, run 'alo116 audit verify', then move it away", k.file)
	}
	return anchors[0], nil
}

// All gives the newest anchor and those of the log.
func (k *Keeper) All() (all []Anchor, err error) {
	for _, file := range []string{k.file, k.LogFile()} {
		text, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read the anchors: %w", err)
		}
		found, _ := k.keys.ReadAnchors(string(text))
		all = append(all, found...)
	}
	return all, nil
}

// Put keeps an anchor unless a newer one is there.
func (k *Keeper) Put(a Anchor) error {
	return k.locked(func(log *os.File) error {
		if newest, err := k.Newest(); err != nil || newest.Size >= a.Size {
			return err
		}
		if err := replace(k.file, a.String()+"\n"); err != nil {
			return err
		}
		info, err := log.Stat()
		if err != nil || (info.Size() > 0 && a.At.Sub(info.ModTime()) < logEvery) {
			return err
		}
		return write(log, a)
	})
}

// Refute moves an anchor that the database contradicts to the log, where verify finds it for ever.
func (k *Keeper) Refute(a Anchor) error {
	return k.locked(func(log *os.File) error {
		if newest, err := k.Newest(); err != nil || !bytes.Equal(newest.MAC, a.MAC) {
			return err
		}
		if err := write(log, a); err != nil {
			return err
		}
		return os.Remove(k.file)
	})
}

// locked runs work while no other program works on the files.
func (k *Keeper) locked(work func(log *os.File) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	log, err := os.OpenFile(k.LogFile(), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("keep the anchor: %w", err)
	}
	defer log.Close() // and with it the lock goes
	if err := syscall.Flock(int(log.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("keep the anchor: %w", err)
	}
	if err := work(log); err != nil {
		return fmt.Errorf("keep the anchor: %w", err)
	}
	return nil
}

func write(log *os.File, a Anchor) error {
	_, err := log.WriteString(a.String() + "\n")
	return errors.Join(err, log.Sync())
}

// replace changes a file's content at once. It does not wait for the disk: after a power cut an anchor a little older
// is a true one too.
func replace(file, content string) error {
	draft := file + ".new"
	if err := os.WriteFile(draft, []byte(content), 0o600); err != nil {
		return err
	}
	return os.Rename(draft, file)
}
