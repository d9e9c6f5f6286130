package agent

import (
	"cmp"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"alo116/agent/form"
	"alo116/queue"
)

// Hub connects the screens with the core.
type Hub struct {
	cfg      Config
	upgrader websocket.Upgrader
	box      mailbox
	crew     crew
	jobs     chan func(*floor)
	done     chan struct{} // closed when Run is over
	serving  sync.WaitGroup
}

// New makes a Hub. It does nothing until Run.
func New(cfg Config) *Hub {
	if cfg.Metrics == nil {
		cfg.Metrics = NewMetrics(nil)
	}
	cfg.EnterWithin = cmp.Or(cfg.EnterWithin, defaultEnterWithin)
	cfg.Form = cmp.Or(cfg.Form, form.Latest)
	if cfg.Location == nil {
		cfg.Location = time.Local
	}
	return &Hub{
		cfg: cfg,
		upgrader: websocket.Upgrader{
			HandshakeTimeout: helloWait,
			ReadBufferSize:   512, // screens say little
			WriteBufferSize:  4 << 10,
			WriteBufferPool:  &sync.Pool{},
			CheckOrigin:      func(*http.Request) bool { return true }, // Serve's caller has looked
			Subprotocols:     []string{subprotocol},
		},
		box:  mailbox{wake: make(chan struct{}, 1)},
		jobs: make(chan func(*floor), 64),
		done: make(chan struct{}),
	}
}

// Run has the floor until ctx ends. Then it says goodbye to every screen, waits for what it started, and
// returns nil. It is called once.
func (h *Hub) Run(ctx context.Context) error {
	f := newFloor(ctx, h)
	midnight := time.NewTimer(untilMidnight(time.Now(), h.cfg.Location))
	defer midnight.Stop()
	for {
		select {
		case <-ctx.Done():
			close(h.done)
			f.shut()
			h.serving.Wait()
			return nil
		case job := <-h.jobs:
			job(f)
		case <-h.box.wake:
			view, records := h.box.take()
			f.update(view, records)
		case now := <-midnight.C:
			midnight.Reset(untilMidnight(now, h.cfg.Location))
			f.update(nil, nil)
		}
	}
}

// Form gives the version of the form that new contacts are begun with.
func (h *Hub) Form() string { return h.cfg.Form }

// Publish hands over the core's view. It never blocks; of several unread ones the newest is shown.
func (h *Hub) Publish(v queue.View) { h.box.put(&v, nil) }

// Record feeds the day's tallies and opens the contacts of calls that were connected, once the view that follows is
// published. It never blocks, and copies what it keeps.
func (h *Hub) Record(rs []queue.Record) { h.box.put(nil, rs) }

// SetToday gives the tallies of today so far, of a life before this one. They replace what was counted.
func (h *Hub) SetToday(lines []LineToday) {
	h.post(func(f *floor) { f.today.set(time.Now(), lines); f.update(nil, nil) })
}

// Disconnect ends what a person has here, at once: their sockets are closed, and they are signed out of the queue.
func (h *Hub) Disconnect(id queue.AgentID) {
	h.post(func(f *floor) { f.signOut(id) })
}

// Busy tells whether a person is being rung or talks, as far as the screens were told.
func (h *Hub) Busy(ctx context.Context, id queue.AgentID) bool {
	answer := make(chan bool, 1)
	if !h.post(func(f *floor) { answer <- onPhone(f.agents[id].Work) }) {
		return false
	}
	select {
	case busy := <-answer:
		return busy
	case <-ctx.Done():
	case <-h.done:
	}
	return false
}

// post has job done by the goroutine that has the floor. It tells false when that is over.
func (h *Hub) post(job func(*floor)) bool {
	select {
	case <-h.done:
		return false
	default:
	}
	select {
	case h.jobs <- job:
		return true
	case <-h.done:
		return false
	}
}
