package ari

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// haunting is how long an Asterisk that stood still may yet answer a connection that was given up.
const haunting = time.Minute

// ghosts remembers connections of our own that were given up without an answer. An Asterisk that stood
// still answers them when it goes on, maybe after the good one, which it then says is replaced: by nobody
// but ourselves.
type ghosts struct {
	last  atomic.Int64 // when the last one was given up, in nanoseconds; 0 is never
	again chan struct{}
}

func newGhosts() *ghosts { return &ghosts{again: make(chan struct{}, 1)} }

// note takes the error of a dial.
func (g *ghosts) note(err error, now time.Time) {
	var slow net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &slow) && slow.Timeout() {
		g.last.Store(now.UnixNano())
	}
}

// possible tells whether a ghost may be who took our name.
func (g *ghosts) possible(now time.Time) bool {
	last := g.last.Load()
	return last != 0 && now.Sub(time.Unix(0, last)) < haunting
}

// dispel has the session end, so that the link is made again. It never blocks.
func (g *ghosts) dispel() {
	select {
	case g.again <- struct{}{}:
	default: // it is told already
	}
}

var errGhost = errors.New("asterisk answered a connection that was given up, and turned this one away")
