package web

import (
	"container/list"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limits slows down who guesses, without shutting anybody out.
//
// Tries count for the pair of login and address: somebody who hammers a login from elsewhere does not touch the tries
// its owner has. An address has a generous limit of its own, for a whole office may share one, and refills fast. A
// computer that the owner signed in at before has tries of its own, which nobody else can use up.
//
// Whoever guesses from many addresses has many pairs, so the tries at a login from computers that are not known also count
// together, and no right password gives them back: whatever the addresses, guesses have a bound. They can be used up by others, but
// only for such computers; and those at the house's own addresses count in a bucket of their own, which nobody outside can use up. Who
// is kept out all the same is let in by an administrator: the password that the machine makes has 130 random bits and need not be kept
// from guessing, so what strangers used up does not count for it.
//
// Who knows the password guesses codes: from many addresses there would be many tries, so those of strangers' computers
// also count together for the person. The owner at a computer of theirs, or with a passkey, is not touched by that.
type limits struct {
	pairs, addresses, devices *table
	logins, inside            *table // from outside, and from the house's own addresses
	salt                      string // of the buckets of these
	places                    *places
	codes, strangers, steps   *table
	tickets                   *table // by person, so that nobody's flood has others' forgotten before they are shown
	looks                     *table // at contacts and numbers, by person: work is never so fast, copying all of them is
}

const (
	pairBurst     = 5
	pairEvery     = 30 * time.Second
	loginBurst    = 30
	loginEvery    = time.Minute
	addressBurst  = 60
	addressEvery  = time.Second
	strangerBurst = 20
	strangerEvery = time.Minute
	ticketBurst   = 4 * maxHolds // a browser that comes back with all its tabs
	ticketEvery   = 100 * time.Millisecond
	openBurst     = 60
	openEvery     = time.Minute
	maxRemember   = 10_000 // of each; the one not seen for longest is forgotten
	buckets       = 1 << 13
)

func newLimits() *limits {
	pairs := func() *table { return newTable(rate.Every(pairEvery), pairBurst) }
	together := func() *table { return newTable(rate.Every(loginEvery), loginBurst) }
	return &limits{pairs: pairs(), logins: together(), inside: together(), salt: rand.Text(), places: newPlaces(), addresses: newTable(rate.Every(addressEvery), addressBurst), devices: pairs(),
		codes: pairs(), strangers: newTable(rate.Every(strangerEvery), strangerBurst), steps: newTable(0, stepTry),
		tickets: newTable(rate.Every(ticketEvery), ticketBurst), looks: newTable(rate.Every(openEvery), openBurst)}
}

// try takes one of the tries that nobody else has, or says how long to wait for one.
func (l *limits) try(now time.Time, login string, from source) error {
	if from.device != "" {
		return l.devices.try(now, pair(login, from.device))
	}
	if err := l.addresses.try(now, from.address); err != nil {
		return err
	}
	return l.pairs.try(now, pair(login, from.address))
}

// tryTogether takes one of the tries that all unknown computers have together at a login.
func (l *limits) tryTogether(now time.Time, login string, from source) error {
	switch {
	case from.device != "":
		return nil
	case l.places.has(now, from.address):
		return l.inside.try(now, l.bucket(login))
	}
	return l.logins.try(now, l.bucket(login))
}

// bucket is one of fewer than a table remembers, so that none is forgotten and full again because somebody types ten thousand other logins. Which
// logins share one nobody outside can know.
func (l *limits) bucket(login string) string {
	h := sha256.Sum256([]byte(l.salt + strings.ToLower(login)))
	return strconv.Itoa(int(binary.BigEndian.Uint16(h[:]) % buckets))
}

// tryFactor takes one try of a code in a sign-in that has begun. When that one has no more, errStepOver.
func (l *limits) tryFactor(now time.Time, step, login string, from source) error {
	if l.steps.take(now, step) > 0 {
		return errStepOver
	}
	if from.device != "" {
		return l.codes.try(now, pair(login, from.device))
	}
	if err := l.addresses.try(now, from.address); err != nil {
		return err
	}
	if err := l.codes.try(now, pair(login, from.address)); err != nil {
		return err
	}
	return l.strangers.try(now, login)
}

// tryAddress takes one try of what costs us something and is nobody's yet.
func (l *limits) tryAddress(now time.Time, from source) error {
	return l.addresses.try(now, from.address)
}

// right forgets the tries of somebody who knew the password.
func (l *limits) right(login string, from source) {
	l.pairs.forget(pair(login, from.address))
	l.devices.forget(pair(login, from.device))
}

// rightFactor forgets the tries of somebody who had the code.
func (l *limits) rightFactor(step, login string, from source) {
	l.steps.forget(step)
	l.codes.forget(pair(login, from.address))
	l.codes.forget(pair(login, from.device))
}

// pair is of one size whatever was typed.
func pair(login, from string) string {
	h := sha256.Sum256([]byte(strings.ToLower(login) + "\x00" + from))
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

// try takes one token, or says how long to wait for one.
func (t *table) try(now time.Time, key string) error {
	if wait := t.take(now, key); wait > 0 {
		return tooManyTries{wait}
	}
	return nil
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
