package web

import (
	"maps"
	"sync"
	"time"
)

// places are the house's own addresses: somebody signed in there completely in the last month. They are known while the service
// runs, and kept nowhere: where people work from is nobody's to read.
type places struct {
	mu   sync.Mutex
	seen map[string]time.Time
}

const placeLife = 30 * 24 * time.Hour

func newPlaces() *places { return &places{seen: map[string]time.Time{}} }

// add notes that somebody who may was there. Nobody else adds anything, so there are only so many.
func (p *places) add(now time.Time, address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.seen, func(_ string, at time.Time) bool { return now.Sub(at) > placeLife })
	p.seen[address] = now
}

func (p *places) has(now time.Time, address string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, ok := p.seen[address]
	return ok && now.Sub(at) <= placeLife
}
