package ari

import (
	"context"
	"sync"
)

// gate lets workers work only while the link is live: what they do while Asterisk is listed could
// neither be seen in the list nor told by an event.
type gate struct {
	mu   sync.Mutex
	open chan struct{}   // closed while the gate is open
	ctx  context.Context // ends with the connection
	end  context.CancelFunc
	busy sync.WaitGroup
}

func newGate() *gate { return &gate{open: make(chan struct{}), end: func() {}} }

// enter waits for the gate to be open and gives the connection's context; false if ctx ends first.
// Who entered leaves.
func (g *gate) enter(ctx context.Context) (context.Context, bool) {
	for {
		g.mu.Lock()
		select {
		case <-g.open:
			g.busy.Add(1)
			live := g.ctx
			g.mu.Unlock()
			return live, true
		default:
		}
		open := g.open
		g.mu.Unlock()
		select {
		case <-open:
		case <-ctx.Done():
			return nil, false
		}
	}
}

func (g *gate) leave() { g.busy.Done() }

// admit opens the gate, unless the connection is lost already.
func (g *gate) admit(ctx context.Context) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	g.ctx, g.end = context.WithCancel(ctx)
	close(g.open)
}

// shut closes the gate, stops what is going on, and waits for it to stop. The connection's context
// has ended before, so the gate does not open again behind it.
func (g *gate) shut() {
	g.mu.Lock()
	select {
	case <-g.open:
		g.open = make(chan struct{})
	default: // shut already
	}
	g.end()
	g.mu.Unlock()
	g.busy.Wait()
}
