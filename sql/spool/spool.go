// Package spool keeps on disk what cannot be delivered yet: a frame that was appended is there after
// any crash, in its order, unreadable to whoever finds the disk, and never thrown away unread.
//
// A spool is a folder of numbered segments, each an append-only file of sealed frames, flushed to the
// disk before Append returns. What a crash may leave is one torn frame at the end of a segment, of which
// nobody was told that it was kept; it is cut off when the spool is opened. Anything else that
// cannot be read — damage, another key — is set aside under a name ending in ".damaged", and told.
//
// Frames come out at least once: the place up to which a segment was delivered is not on disk, so
// after a restart a segment starts again. The receiver must know a frame that comes twice.
package spool

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrFull says that a frame does not fit into what the spool may take; it was not kept.
var ErrFull = errors.New("the spool is full")

// Config says where a spool is and how much it may take.
type Config struct {
	Dir  string
	Seal tink.AEAD
	// Max is the size of all segments, in bytes; 0 is 256 MiB.
	Max int64
	// Segment is the size at which a new segment is begun, in bytes; 0 is 4 MiB.
	Segment int64
}

// Spool is a queue of frames on disk. One goroutine uses it; Size may be asked by any.
type Spool struct {
	cfg      Config
	lock     *os.File
	segments []*segment // oldest first; the last may be open for appending
	tail     *os.File   // the last segment, if it is appended to
	next     uint64     // number of the next segment
	size     atomic.Int64
	peeked   int64 // length on disk of the frame that Peek gave
}

// Open takes possession of the folder, making it if need be, and of what an earlier life left in it.
// Damaged lists segments that were set aside since not all of them could be read.
func Open(cfg Config) (s *Spool, damaged []string, err error) {
	if cfg.Max == 0 {
		cfg.Max = 256 << 20
	}
	if cfg.Segment == 0 {
		cfg.Segment = 4 << 20
	}
	s = &Spool{cfg: cfg, next: 1}
	if s.lock, err = lockFolder(cfg.Dir); err != nil {
		return nil, nil, err
	}
	if damaged, err = s.adopt(); err != nil {
		return nil, damaged, errors.Join(err, s.Close())
	}
	return s, damaged, nil
}

// Size is what the spool takes on disk, in bytes; 0 when it is empty.
func (s *Spool) Size() int64 { return s.size.Load() }

// Empty tells whether every frame was dropped.
func (s *Spool) Empty() bool { return len(s.segments) == 0 }

// Append keeps a frame. When it returns nil, the frame is on the disk.
func (s *Spool) Append(frame []byte) error {
	if s.Size()+int64(len(frame)+frameOverhead) > s.cfg.Max {
		return ErrFull
	}
	return s.append(frame)
}

// Peek gives the oldest frame and leaves it there; io.EOF when there is none. After any other error
// SetAside is the way on.
func (s *Spool) Peek() ([]byte, error) {
	if s.Empty() {
		return nil, io.EOF
	}
	frame, length, err := s.segments[0].peek(s.cfg.Seal)
	if err != nil {
		return nil, fmt.Errorf("read the spool: %w", err)
	}
	s.peeked = length
	return frame, nil
}

// Drop forgets the frame that Peek gave. A segment whose frames are all dropped is deleted.
func (s *Spool) Drop() error {
	g := s.segments[0]
	g.done += s.peeked
	s.peeked = 0
	if g.done < g.size {
		return nil
	}
	s.forget()
	s.size.Add(-g.size)
	if err := os.Remove(g.path); err != nil {
		return fmt.Errorf("delete a spool segment: %w", err)
	}
	return syncFolder(s.cfg.Dir)
}

// SetAside puts the oldest segment away as damaged. Those of its frames that can be read and were not
// dropped yet are kept, after all others.
func (s *Spool) SetAside() error {
	g := s.segments[0]
	s.forget()
	err := s.rescue(g)
	s.size.Add(-g.size)
	if err != nil {
		return fmt.Errorf("set a spool segment aside: %w", err)
	}
	return syncFolder(s.cfg.Dir)
}

// Close lets go of the folder. What is in it stays.
func (s *Spool) Close() error {
	var err error
	if s.tail != nil {
		err = s.tail.Close()
	}
	return errors.Join(err, s.lock.Close())
}

// forget takes the oldest segment out of the queue. Its size counts until its frames are safe.
func (s *Spool) forget() {
	if len(s.segments) == 1 && s.tail != nil {
		_ = s.tail.Close() // every write to it was synced
		s.tail = nil
	}
	s.segments = s.segments[1:]
}

func (s *Spool) last() *segment { return s.segments[len(s.segments)-1] }
