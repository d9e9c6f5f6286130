//go:build linux

package agent

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

// crowd is many screens in a process of their own, read by one thread with epoll, so that what is measured is the
// hub and neither its clients nor the scheduler that both would share: in life they are other computers.
type crowd struct {
	epoll int
	rest  map[int][]byte // of each socket: the part of a frame read so far
	round round
}

// round is when each screen had the view that says this many are waiting.
type round struct {
	Waiting int
	At      []int64 // nanoseconds since 1970
}

// runCrowd is the other process: it sits n screens down at url, and writes a line for each round that all of
// them saw, until its input is closed.
func runCrowd(url string, n int) error {
	epoll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return err
	}
	c := &crowd{epoll: epoll, rest: map[int][]byte{}}
	for i := range n {
		if err := c.enter(fmt.Sprintf("ws%s/%d", strings.TrimPrefix(url, "http"), i), url); err != nil {
			return err
		}
	}
	if err := c.watch(0); err != nil {
		return err
	}
	events := make([]syscall.EpollEvent, 256)
	for {
		k, err := syscall.EpollWait(epoll, events, -1)
		if err != nil && !errors.Is(err, syscall.EINTR) {
			return err
		}
		for _, e := range events[:max(k, 0)] {
			if e.Fd == 0 {
				return nil
			}
			if err := c.read(int(e.Fd)); err != nil {
				return err
			}
		}
	}
}

// enter sits a screen down, and takes its socket away from Go's own poller.
func (c *crowd) enter(url, origin string) error {
	conn, _, err := websocket.DefaultDialer.Dial(url, http.Header{"Origin": {origin}})
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // only this descriptor
	file, err := conn.NetConn().(*net.TCPConn).File()
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	fd, err := syscall.Dup(int(file.Fd()))
	if err != nil {
		return err
	}
	c.rest[fd] = nil
	if err := errors.Join(syscall.SetNonblock(fd, true), c.watch(fd)); err != nil {
		return err
	}
	return say(fd, `{"type":"hello","v":1,"tab":"t"}`)
}

func (c *crowd) watch(fd int) error {
	return syscall.EpollCtl(c.epoll, syscall.EPOLL_CTL_ADD, fd, &syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)})
}

// say sends a short text frame, masked with nothing.
func say(fd int, msg string) error {
	_, err := syscall.Write(fd, append([]byte{0x81, 0x80 | byte(len(msg)), 0, 0, 0, 0}, msg...))
	return err
}

// read takes the whole frames out of what came.
func (c *crowd) read(fd int) error {
	var buf [16 << 10]byte
	n, err := syscall.Read(fd, buf[:])
	if n <= 0 {
		return fmt.Errorf("a screen was closed: %w", err)
	}
	b := append(c.rest[fd], buf[:n]...)
	for len(b) >= 4 {
		head, size := 2, int(b[1])
		if size == 126 {
			head, size = 4, int(b[2])<<8|int(b[3])
		}
		if len(b) < head+size {
			break
		}
		if err := c.see(fd, b[head:head+size]); err != nil {
			return err
		}
		b = b[head+size:]
	}
	c.rest[fd] = append(c.rest[fd][:0], b...)
	return nil
}

func (c *crowd) see(fd int, msg []byte) error {
	now := time.Now().UnixNano()
	if bytes.Equal(msg, beat) {
		return say(fd, string(beat))
	}
	if !bytes.HasPrefix(msg, []byte(`{"type":"view"`)) {
		return nil
	}
	_, line, _ := bytes.Cut(msg, []byte(`"id":"116111"`))
	_, line, _ = bytes.Cut(line, []byte(`"waiting":`))
	digits, _, _ := bytes.Cut(line, []byte(","))
	waiting, err := strconv.Atoi(string(digits))
	if err != nil || (len(c.round.At) > 0 && waiting != c.round.Waiting) {
		return fmt.Errorf("a screen was shown %q in the middle of round %d", digits, c.round.Waiting)
	}
	c.round.Waiting = waiting
	c.round.At = append(c.round.At, now)
	if len(c.round.At) < len(c.rest) {
		return nil
	}
	err = json.NewEncoder(os.Stdout).Encode(c.round)
	c.round.At = c.round.At[:0]
	return err
}
