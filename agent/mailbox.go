package agent

import (
	"sync"

	"alo116/queue"
)

// mailbox stands between the loop of the core, which must never wait, and the floor: the newest view, and all
// the records. They wait for the view that follows them: without it, the caller of a call just connected may be unknown.
type mailbox struct {
	mu      sync.Mutex
	view    *queue.View
	records []queue.Record
	wake    chan struct{}
}

func (b *mailbox) put(v *queue.View, rs []queue.Record) {
	b.mu.Lock()
	if v != nil {
		b.view = v
	}
	for i := range rs {
		if !counts(rs[i].Kind) {
			continue
		}
		r := rs[i]
		r.Why = nil // the core's own, overwritten by its next step
		b.records = append(b.records, r)
	}
	b.mu.Unlock()
	if v == nil {
		return
	}
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b *mailbox) take() (*queue.View, []queue.Record) {
	b.mu.Lock()
	defer b.mu.Unlock()
	v, rs := b.view, b.records
	b.view, b.records = nil, nil
	return v, rs
}

// counts tells whether the floor looks at records of this kind.
func counts(k queue.Kind) bool {
	return k == queue.RecArrived || k == queue.RecConnected || k == queue.RecEnded
}
