package main

import (
	"bytes"
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// crowd is many screens that watch for one change: whether an agent is free.
type crowd struct {
	size int
	seen []watch
	left atomic.Int64  // who has not seen the present change
	all  chan struct{} // the last has
}

// watch is one of them.
type watch struct {
	free bool
	at   time.Time // of the last change it has seen
}

// openCrowd opens the tabs, and waits until each has been shown the floor.
func openCrowd(ctx context.Context, present []*session) (*crowd, error) {
	c := &crowd{size: len(present) * tabs, seen: make([]watch, len(present)*tabs), all: make(chan struct{}, 1)}
	c.left.Store(int64(c.size))
	for n := range c.size {
		w, err := present[n%len(present)].open(ctx, "/ws")
		if err != nil {
			return nil, fmt.Errorf("open screen %d: %w", n+1, err)
		}
		w.send(`{"type":"hello","v":1,"tab":"` + token() + `"}`)
		go c.live(w, &c.seen[n])
	}
	return c, c.everybody(ctx)
}

func (c *crowd) live(w *wire, seen *watch) {
	var shown bool
	for {
		text, err := w.receive()
		if err != nil {
			return
		}
		at := time.Now()
		switch {
		case bytes.HasPrefix(text, []byte(`{"type":"view"`)):
			free := !bytes.Contains(text, []byte(`"agents":{"free":0`))
			if !shown || free != seen.free {
				shown = true
				*seen = watch{free, at}
				if c.left.Add(-1) == 0 {
					c.all <- struct{}{}
				}
			}
		case bytes.HasPrefix(text, []byte(`{"type":"beat"`)):
			w.send(`{"type":"beat"}`)
		}
	}
}

// everybody waits until the last has seen it, and gets ready for the next change.
func (c *crowd) everybody(ctx context.Context) error {
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	select {
	case <-c.all:
		c.left.Store(int64(c.size))
		return nil
	case <-late.C:
		return fmt.Errorf("%d of %d screens were not shown a change", c.left.Load(), c.size)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// show makes a change, and gives how long after it each saw it.
func (c *crowd) show(ctx context.Context, change func()) (all []time.Duration, err error) {
	begun := time.Now()
	change()
	if err := c.everybody(ctx); err != nil {
		return nil, err
	}
	for _, s := range c.seen {
		all = append(all, s.at.Sub(begun))
	}
	return all, nil
}
