package spool

import (
	"errors"
	"fmt"
	"os"
)

func (s *Spool) append(frame []byte) error {
	if s.tail == nil || s.last().size >= s.cfg.Segment {
		if err := s.begin(); err != nil {
			return fmt.Errorf("begin a spool segment: %w", err)
		}
	}
	g := s.last()
	sealed, err := g.seal(s.cfg.Seal, frame)
	if err == nil {
		err = write(s.tail, sealed, g.size)
	}
	if err != nil {
		s.abandon()
		return fmt.Errorf("write to the spool: %w", err)
	}
	g.size += int64(len(sealed))
	s.size.Add(int64(len(sealed)))
	return nil
}

// begin opens a new segment for appending, with its first frame.
func (s *Spool) begin() error {
	g := s.newSegment(s.next)
	f, err := os.OpenFile(g.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	s.next++
	head, err := g.seal(s.cfg.Seal, []byte(magic))
	if err == nil {
		err = errors.Join(write(f, head, 0), syncFolder(s.cfg.Dir))
	}
	if err != nil {
		return errors.Join(err, f.Close(), os.Remove(g.path))
	}
	if s.tail != nil {
		_ = s.tail.Close() // every write to it was synced
	}
	g.size, g.done = int64(len(head)), int64(len(head))
	s.tail = f
	s.segments = append(s.segments, g)
	s.size.Add(g.size)
	return nil
}

// write puts bytes at offset and waits for the disk.
func write(f *os.File, content []byte, offset int64) error {
	if _, err := f.WriteAt(content, offset); err != nil {
		return err
	}
	return f.Sync()
}

// abandon leaves the segment that could not be written to; the next frame begins another. What was
// half written is cut off, or else is a torn end when the spool is opened again.
func (s *Spool) abandon() {
	g := s.last()
	_ = s.tail.Truncate(g.size) // the disk failed already; no second chance is needed
	_ = s.tail.Close()
	s.tail = nil
	if g.done == g.size { // no frame in it
		s.segments = s.segments[:len(s.segments)-1]
		s.size.Add(-g.size)
		_ = os.Remove(g.path) // if it stays, it is an empty segment when the spool is opened again
	}
}
