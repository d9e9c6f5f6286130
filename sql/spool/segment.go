package spool

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// A segment is frames: a length of 4 bytes, the CRC-32 of these, and that many sealed bytes. The first
// frame holds nothing but the magic: if it opens, the key is right. The CRC tells a torn frame, which
// may be cut off, from a damaged length, after which there may be others.
const (
	magic         = "alo116 spool 1"
	headSize      = 8
	maxFrame      = 64 << 20
	frameOverhead = 64 // what length and seal add to a frame, at most
	suffix        = ".spool"
)

// errTorn is a frame whose end is missing: what a crash leaves.
var errTorn = errors.New("torn frame")

// errDamaged is a frame that is there and does not open.
var errDamaged = errors.New("damaged frame")

// segment is one file of the spool.
type segment struct {
	path string
	n    uint64
	size int64 // end of the last whole frame
	done int64 // end of the last dropped frame
}

func (s *Spool) newSegment(n uint64) *segment {
	return &segment{path: filepath.Join(s.cfg.Dir, fmt.Sprintf("%016d%s", n, suffix)), n: n}
}

// seal makes the next frame of the segment. It is bound to its place, so that frames cannot be
// moved, repeated or left out in the middle.
func (g *segment) seal(key tink.AEAD, frame []byte) ([]byte, error) {
	if len(frame) > maxFrame-frameOverhead {
		return nil, errors.New("frame too long")
	}
	sealed, err := key.Encrypt(frame, g.place(g.size))
	if err != nil {
		return nil, err
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(len(sealed)))
	head = binary.BigEndian.AppendUint32(head, crc32.ChecksumIEEE(head))
	return append(head, sealed...), nil
}

func (g *segment) place(offset int64) []byte {
	return []byte("alo116 spool " + strconv.FormatUint(g.n, 10) + " " + strconv.FormatInt(offset, 10))
}

// peek opens the first frame that was not dropped and gives its length on disk.
func (g *segment) peek(key tink.AEAD) ([]byte, int64, error) {
	f, err := os.Open(g.path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	return g.read(f, key, g.done)
}

// read opens the frame at offset. At the end it gives io.EOF. The length is 0 if it cannot be known.
func (g *segment) read(f io.ReaderAt, key tink.AEAD, offset int64) ([]byte, int64, error) {
	var head [headSize]byte
	if n, err := f.ReadAt(head[:], offset); err != nil {
		if n > 0 && errors.Is(err, io.EOF) {
			err = errTorn
		}
		return nil, 0, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if size == 0 || size > maxFrame || crc32.ChecksumIEEE(head[:4]) != binary.BigEndian.Uint32(head[4:]) {
		return nil, 0, errDamaged
	}
	sealed := make([]byte, size)
	if _, err := f.ReadAt(sealed, offset+headSize); err != nil {
		if errors.Is(err, io.EOF) {
			err = errTorn
		}
		return nil, 0, err
	}
	length := headSize + int64(size)
	frame, err := key.Decrypt(sealed, g.place(offset))
	if err != nil {
		return nil, length, errDamaged
	}
	return frame, length, nil
}

// measure finds the end of the last whole frame: size. The error is nil for a whole segment, errTorn if
// only the last frame was not finished, errDamaged if anything else cannot be read.
func (g *segment) measure(key tink.AEAD) error {
	f, err := os.Open(g.path)
	if err != nil {
		return err
	}
	defer f.Close()
	for {
		frame, length, err := g.read(f, key, g.size)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, errDamaged) && zeros(f, g.size) {
			return errTorn // the file grew before its content reached the disk
		}
		if err != nil {
			return err
		}
		if g.size == 0 { // the magic is as good as dropped
			if g.done = length; !bytes.Equal(frame, []byte(magic)) {
				return errDamaged
			}
		}
		g.size += length
	}
}

// zeros tells whether there is nothing but zeros from offset on.
func zeros(f io.ReaderAt, offset int64) bool {
	buffer := make([]byte, 4096)
	for {
		n, err := f.ReadAt(buffer, offset)
		if len(bytes.Trim(buffer[:n], "\x00")) > 0 {
			return false
		}
		if err != nil {
			return errors.Is(err, io.EOF)
		}
		offset += int64(n)
	}
}
