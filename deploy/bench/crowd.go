package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"time"
)

// crowd is many screens that watch for one change: whether an agent is free.
type crowd []*watcher

// watcher is one of them. It reads only when it is told to, and knows when what it reads came.
type watcher struct {
	*wire
	from *stamped
	free bool
	size int // of the last view, in bytes
}

// openCrowd opens the tabs, and waits until each has been shown the floor.
func openCrowd(ctx context.Context, config *tls.Config, present []*session) (c crowd, err error) {
	for n := range len(present) * tabs {
		w, err := openWatcher(ctx, config, present[n%len(present)])
		if err != nil {
			return c, fmt.Errorf("open screen %d: %w", n+1, err)
		}
		if c = append(c, w); n%100 == 0 { // those who are there must show that they live
			if err := c.catchUp(); err != nil {
				return c, err
			}
		}
	}
	return c, nil
}

func (c crowd) close() {
	for _, w := range c {
		w.close()
	}
}

func openWatcher(ctx context.Context, config *tls.Config, who *session) (*watcher, error) {
	w := &watcher{}
	through := &http.Client{Transport: &http.Transport{DialTLSContext: func(ctx context.Context, _, address string) (net.Conn, error) {
		var err error
		if w.from, err = dialStamped(address); err != nil {
			return nil, err
		}
		config := config.Clone()
		config.ServerName, _, _ = net.SplitHostPort(address)
		conn := tls.Client(w.from, config)
		return conn, conn.HandshakeContext(ctx)
	}}}
	var err error
	if w.wire, err = who.openBy(ctx, through, "/ws", "alo116"); err != nil {
		return nil, err
	}
	w.send(`{"type":"hello","v":1,"tab":"` + token() + `"}`)
	for shown := false; !shown; {
		if shown, err = w.next(); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// next reads one message, and tells whether it was a view.
func (w *watcher) next() (bool, error) {
	text, err := w.receive()
	if err != nil {
		return false, fmt.Errorf("read a screen: %w", err)
	}
	if bytes.HasPrefix(text, []byte(`{"type":"beat"`)) {
		w.send(`{"type":"beat"}`)
	}
	is := bytes.HasPrefix(text, []byte(`{"type":"view"`))
	if is {
		w.size = len(text)
		w.free = !bytes.Contains(text, []byte(`"agents":{"free":0`))
	}
	return is, nil
}

// catchUp reads all that has come.
func (c crowd) catchUp() error {
	for _, w := range c {
		for w.from.has() {
			if _, err := w.next(); err != nil {
				return err
			}
		}
	}
	return nil
}

// await waits until each has been shown that somebody is free, or nobody, and gives when it came.
func (c crowd) await(free bool) (all []time.Time, err error) {
	for _, w := range c {
		for w.free != free {
			if _, err := w.next(); err != nil {
				return nil, err
			}
		}
		all = append(all, w.from.at)
	}
	return all, nil
}
