package scan

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// Looking is a look under way: a reader whose end is the scanner's word.
type Looking struct {
	clamd *Clamd
	conn  net.Conn
	stop  func() bool
	from  io.Reader
	over  error // what every read gives from now on
}

// Read implements io.Reader: what is read was sent to the scanner. The end is io.EOF if all is well, else ErrFound or ErrAway.
func (l *Looking) Read(p []byte) (int, error) {
	if l.over != nil {
		return 0, l.over
	}
	n, err := l.from.Read(p)
	if n > 0 {
		if err := l.part(p[:n]); err != nil {
			l.over = l.refusal(err)
			return 0, l.over
		}
	}
	if errors.Is(err, io.EOF) {
		if l.over = l.verdict(); errors.Is(l.over, io.EOF) {
			return n, io.EOF
		}
		return 0, l.over
	}
	l.over = err
	return n, err
}

// Close ends the look, however far it is.
func (l *Looking) Close() {
	l.stop()
	_ = l.conn.Close()
}

// part sends a chunk: its length in four bytes, and itself.
func (l *Looking) part(p []byte) error {
	if err := l.send(binary.BigEndian.AppendUint32(nil, uint32(len(p)))); err != nil { //nolint:gosec // parts are small
		return err
	}
	return l.send(p)
}

func (l *Looking) send(p []byte) error {
	_ = l.conn.SetWriteDeadline(time.Now().Add(l.clamd.step))
	_, err := l.conn.Write(p)
	return err
}

// verdict says that all is there, and hears what the scanner thinks of it. A chunk of no length is the end.
func (l *Looking) verdict() error {
	if err := l.send(make([]byte, 4)); err != nil {
		return l.refusal(err)
	}
	said, err := l.answer(l.clamd.look)
	if err != nil {
		return away(err)
	}
	return judged(said)
}

// refusal is why the scanner took no more: it may have said so before it hung up.
func (l *Looking) refusal(err error) error {
	if said, unheard := l.answer(l.clamd.step); unheard == nil {
		if err := judged(said); !errors.Is(err, io.EOF) {
			return err
		}
	}
	return away(err)
}

// judged is what an answer means. One that is not clamd's is not repeated: it may be anybody's words.
func judged(said string) error {
	if said == "stream: OK" {
		return io.EOF
	}
	if name, found := strings.CutSuffix(said, " FOUND"); found && strings.HasPrefix(name, "stream: ") {
		return fmt.Errorf("%w: %q", ErrFound, strings.TrimPrefix(name, "stream: "))
	}
	if strings.HasPrefix(said, "INSTREAM size limit exceeded") {
		return away(errors.New("its StreamMaxLength is less than what documents may have: set it to 25M in clamd.conf"))
	}
	return away(errors.New("what it says is no verdict"))
}
