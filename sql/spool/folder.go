package spool

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// lockFolder makes the folder and keeps every other process out of it while the file is open.
func lockFolder(dir string) (*os.File, error) {
	if dir == "" {
		return nil, errors.New("no spool folder is set: give --spool-dir or ALO116_SPOOL_DIR, a folder that survives a restart")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the spool folder cannot be made: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the spool folder cannot be written to: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		return nil, fmt.Errorf("the spool folder %s is in use by another alo116: give each its own", dir)
	}
	return lock, nil
}

// adopt takes over the segments of an earlier life.
func (s *Spool) adopt() (damaged []string, err error) {
	numbers, err := s.list()
	if err != nil {
		return nil, fmt.Errorf("list the spool folder: %w", err)
	}
	var bad []*segment
	for _, n := range numbers {
		g := s.newSegment(n)
		s.next = n + 1
		err := s.take(g)
		if errors.Is(err, errDamaged) {
			bad = append(bad, g)
		} else if err != nil {
			return nil, fmt.Errorf("take over spool segment %d: %w", n, err)
		}
	}
	for _, g := range bad {
		damaged = append(damaged, filepath.Base(g.path)+aside)
		if err := s.rescue(g); err != nil {
			return damaged, fmt.Errorf("set spool segment %d aside: %w", g.n, err)
		}
	}
	return damaged, syncFolder(s.cfg.Dir)
}

// take adds a segment of an earlier life. A torn end is cut off; errDamaged leaves it as it is.
func (s *Spool) take(g *segment) error {
	err := g.measure(s.cfg.Seal)
	if errors.Is(err, errTorn) {
		err = os.Truncate(g.path, g.size)
	}
	if err != nil {
		return err
	}
	if g.done == g.size {
		return os.Remove(g.path) // no frame in it
	}
	s.segments = append(s.segments, g)
	s.size.Add(g.size)
	return nil
}

// rescue appends the readable frames of a damaged segment anew, those after the damage too, and sets
// the file aside. A crash between the two repeats frames, which is allowed; it loses none.
func (s *Spool) rescue(g *segment) error {
	f, err := os.Open(g.path)
	if err != nil {
		return err
	}
	defer f.Close()
	for offset := g.done; offset > 0; { // 0: not even the magic opened, so nothing will
		frame, length, err := g.read(f, s.cfg.Seal, offset)
		if length == 0 {
			break
		}
		if err == nil {
			if err := s.append(frame); err != nil {
				return err
			}
		}
		offset += length
	}
	return os.Rename(g.path, g.path+aside)
}

// list gives the numbers of the segments in the folder, in order.
func (s *Spool) list() (numbers []uint64, err error) {
	entries, err := os.ReadDir(s.cfg.Dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), suffix)
		if n, err := strconv.ParseUint(name, 10, 64); ok && err == nil {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// aside ends the name of what was damaged and waits for a human.
const aside = ".damaged"

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
