package sql_test

import (
	"bytes"
	"net"
	"net/url"
	"sync"
	"testing"
)

// fault is what the wire to Postgres does.
type fault int

const (
	healthy fault = iota
	refusing
	silent  // takes everything and answers nothing
	cutting // breaks off after some bytes of answers
	hushing // breaks off between a commit and its answer
)

// wire is a network connection to Postgres that can fail.
type wire struct {
	listener net.Listener
	target   string
	group    sync.WaitGroup

	mu    sync.Mutex
	fault fault
	left  int // bytes of answers until a cut
	conns map[net.Conn]bool
}

// newWire gives a wire to the server of a database, and the database's address through it.
func newWire(t testing.TB, address string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{target: u.Host, conns: make(map[net.Conn]bool)}
	if w.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	u.Host = w.listener.Addr().String()
	w.group.Go(w.serve)
	t.Cleanup(func() {
		w.listener.Close()
		w.set(refusing, 0)
		w.group.Wait()
	})
	return w, u.String()
}

// set changes what the wire does, and breaks all connections.
func (w *wire) set(f fault, left int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault, w.left = f, left
	if f == cutting || f == hushing || f == silent {
		return // those hit connections in use
	}
	for c := range w.conns {
		c.Close()
	}
}

func (w *wire) serve() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		if !w.hold(client) {
			continue
		}
		server, err := net.Dial("tcp", w.target)
		if err != nil || !w.hold(server) {
			client.Close()
			continue
		}
		w.group.Go(func() { w.pump(server, client, false) })
		w.group.Go(func() { w.pump(client, server, true) })
	}
}

func (w *wire) hold(c net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fault == refusing {
		c.Close()
		return false
	}
	w.conns[c] = true
	return true
}

func (w *wire) pump(to, from net.Conn, answers bool) {
	defer func() {
		to.Close()
		from.Close()
		w.mu.Lock()
		delete(w.conns, from)
		w.mu.Unlock()
	}()
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		n, cut := w.pass(buffer[:n], answers)
		if _, werr := to.Write(buffer[:n]); err != nil || werr != nil || cut {
			return
		}
	}
}

// pass tells how many of some bytes go on, and whether the connection breaks then.
func (w *wire) pass(content []byte, answers bool) (int, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.fault == silent && answers:
		return 0, false
	case w.fault == hushing && answers && bytes.Contains(content, []byte("COMMIT\x00")):
		return 0, true
	case w.fault == cutting && answers:
		if w.left -= len(content); w.left <= 0 {
			return max(0, w.left+len(content)), true
		}
	}
	return len(content), false
}
