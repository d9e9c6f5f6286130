package web

import (
	"container/list"
	"crypto/sha256"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limits slows down who guesses passwords, without shutting anybody out. Tries count for the pair of login and
// address: somebody who hammers a login from elsewhere does not touch the tries its owner has. An address has a
// generous limit of its own, for a whole office may share one, and refills fast.
type limits struct {
	pairs, addresses *table
}

const (
	pairBurst    = 5
	pairEvery    = 30 * time.Second
	addressBurst = 60
	addressEvery = time.Second
	maxRemember  = 10_000 // of each; the one not seen for longest is forgotten
)

func newLimits() *limits {
	return &limits{newTable(rate.Every(pairEvery), pairBurst), newTable(rate.Every(addressEvery), addressBurst)}
}

// try takes one try, or says how long to wait for one.
func (l *limits) try(now time.Time, login, address string) error {
	if wait := l.addresses.take(now, address); wait > 0 {
		return tooManyTries{wait}
	}
	if wait := l.pairs.take(now, pair(login, address)); wait > 0 {
		return tooManyTries{wait}
	}
	return nil
}

// right forgets the tries of somebody who knew the password.
func (l *limits) right(login, address string) { l.pairs.forget(pair(login, address)) }

// pair is of one size whatever was typed.
func pair(login, address string) string {
	h := sha256.Sum256([]byte(login + "\x00" + address))
	return string(h[:])
}

// table keeps a bounded number of limiters.
type table struct {
	limit rate.Limit
	burst int

	mu    sync.Mutex
	byKey map[string]*list.Element
	order *list.List // the one seen last in front
}

type row struct {
	key     string
	limiter *rate.Limiter
}

func newTable(limit rate.Limit, burst int) *table {
	return &table{limit: limit, burst: burst, byKey: map[string]*list.Element{}, order: list.New()}
}

// take takes one token and gives 0, or takes none and gives the time until there is one.
func (t *table) take(now time.Time, key string) time.Duration {
	r := t.find(key).ReserveN(now, 1)
	if wait := r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return wait
	}
	return 0
}

func (t *table) find(key string) *rate.Limiter {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e := t.byKey[key]; e != nil {
		t.order.MoveToFront(e)
		return e.Value.(row).limiter
	}
	if t.order.Len() >= maxRemember {
		oldest := t.order.Back()
		delete(t.byKey, t.order.Remove(oldest).(row).key)
	}
	l := rate.NewLimiter(t.limit, t.burst)
	t.byKey[key] = t.order.PushFront(row{key, l})
	return l
}

func (t *table) forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e := t.byKey[key]; e != nil {
		t.order.Remove(e)
		delete(t.byKey, key)
	}
}

// address is where a request comes from, as limits see it: IPv6 by its /64, which is one place.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
