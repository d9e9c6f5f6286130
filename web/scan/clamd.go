package scan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// What may come of a look, beside that all is well.
var (
	ErrFound = errors.New("the scanner knows it as evil")
	ErrAway  = errors.New("the scanner does not answer as it should")
)

const (
	stepWait   = 10 * time.Second // for a connection, and for a part to be taken
	lookWait   = 30 * time.Second // for the answer, once all is there
	mostAnswer = 512
)

// Clamd is a scanner at an address.
type Clamd struct {
	network, address string
	step, look       time.Duration
}

// At names the scanner at the path of a socket, or at host:port on this machine: what it is sent is not encrypted.
func At(address string) (*Clamd, error) {
	c := &Clamd{"unix", address, stepWait, lookWait}
	if strings.HasPrefix(address, "/") {
		return c, nil
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil || port == "" {
		return nil, fmt.Errorf("%q is no address of clamd: give the path of its socket, like /run/clamav/clamd.ctl, or 127.0.0.1:3310", address)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("clamd at %q is on another machine, and documents would go there in the clear: run one on this machine", address)
	}
	c.network = "tcp"
	return c, nil
}

// Answers tells whether the scanner is there.
func (c *Clamd) Answers(ctx context.Context) error {
	l, err := c.ask(ctx, "zPING\x00")
	if err != nil {
		return err
	}
	defer l.Close()
	said, err := l.answer(c.step)
	if err == nil && said != "PONG" {
		err = errors.New("what speaks there is no clamd")
	}
	return away(err)
}

// Signatures is what the scanner says of its program and what it knows, which changes when that does.
func (c *Clamd) Signatures(ctx context.Context) (string, error) {
	l, err := c.ask(ctx, "zVERSION\x00")
	if err != nil {
		return "", err
	}
	defer l.Close()
	said, err := l.answer(c.step)
	if err == nil && !strings.HasPrefix(said, "ClamAV ") {
		err = errors.New("what speaks there is no clamd")
	}
	return said, away(err)
}

// Evil reads to the end, and tells whether the scanner knows what it read as evil.
func (c *Clamd) Evil(ctx context.Context, from io.Reader) (bool, error) {
	l, err := c.Look(ctx, from)
	if err != nil {
		return false, err
	}
	defer l.Close()
	if _, err = io.Copy(io.Discard, l); errors.Is(err, ErrFound) {
		return true, nil
	}
	return false, err
}

// Look opens a look at what is read through it. It must be closed.
func (c *Clamd) Look(ctx context.Context, from io.Reader) (*Looking, error) {
	l, err := c.ask(ctx, "zINSTREAM\x00")
	if err == nil {
		l.from = from
	}
	return l, err
}

func (c *Clamd) ask(ctx context.Context, command string) (*Looking, error) {
	conn, err := (&net.Dialer{Timeout: c.step}).DialContext(ctx, c.network, c.address)
	if err != nil {
		return nil, away(err)
	}
	l := &Looking{clamd: c, conn: conn, stop: context.AfterFunc(ctx, func() { _ = conn.Close() })}
	if err := l.send([]byte(command)); err != nil {
		l.Close()
		return nil, away(err)
	}
	return l, nil
}

// answer reads what clamd says, which ends with a zero.
func (l *Looking) answer(within time.Duration) (string, error) {
	_ = l.conn.SetReadDeadline(time.Now().Add(within))
	var said []byte
	for part := make([]byte, mostAnswer); len(said) <= mostAnswer; {
		n, err := l.conn.Read(part)
		said = append(said, part[:n]...)
		if text, _, whole := bytes.Cut(said, []byte{0}); whole {
			return string(text), nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", errors.New("its answer has no end")
}

// away says why, and hides what kind of fault it was: the end of a connection must not look like the end of a document.
func away(err error) error {
	if err == nil || errors.Is(err, ErrAway) {
		return err
	}
	return fmt.Errorf("%w: %v", ErrAway, err)
}
