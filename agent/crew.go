package agent

import (
	"runtime"
	"sync"
	"time"
)

// crew writes to the sockets. A goroutine for each of a thousand sockets costs, measured, about as much again as the
// writing itself; so a few hands go through whoever has something to be sent, in order. A screen that does not take
// what is written to it holds up one hand; when none gets on, another one comes to help.
type crew struct {
	mu     sync.Mutex
	queue  []*socket
	hands  int    // at work or held up
	taken  uint64 // sockets taken off the queue so far
	relief *time.Timer
	seen   uint64 // taken, when relief looked last
}

// relieveAfter is how long nothing may move before another hand comes.
const relieveAfter = 10 * time.Millisecond

// enlist has the socket written to soon. It does not block.
func (c *crew) enlist(s *socket) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append(c.queue, s)
	if c.hands < runtime.GOMAXPROCS(0) {
		c.hire()
	}
	if c.relief == nil {
		c.seen = c.taken
		c.relief = time.AfterFunc(relieveAfter, c.relieve)
	}
}

// hire is called with the lock held.
func (c *crew) hire() {
	c.hands++
	go func() {
		for s := c.next(); s != nil; s = c.next() {
			s.flush()
		}
	}()
}

// next takes a socket off the queue; nil sends the hand home.
func (c *crew) next() *socket {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queue) == 0 {
		c.hands--
		c.queue = nil
		return nil
	}
	s := c.queue[0]
	c.queue[0] = nil
	c.queue = c.queue[1:]
	c.taken++
	return s
}

// relieve looks whether the crew gets on, while there is something to do.
func (c *crew) relieve() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queue) == 0 {
		c.relief = nil
		return
	}
	if c.taken == c.seen {
		c.hire()
	}
	c.seen = c.taken
	c.relief.Reset(relieveAfter)
}
