package ari

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// The states of the link to Asterisk, as [Adapter.State] tells them.
const (
	Disconnected = "disconnected" // no socket; trying again
	Syncing      = "syncing"      // connected; Asterisk's calls are being listed and adopted
	Live         = "live"         // events and commands flow
	Replaced     = "replaced"     // another instance took our name: stopped for good
)

// Messages of the link to the loop, in order with the events of its sockets.
type (
	connected struct{}
	synced    struct {
		found inventory
		ctx   context.Context // ends with the connection
	}
	lost struct{}
)

// link keeps connected until ctx ends.
func (a *Adapter) link(ctx context.Context) {
	pause := a.pace.backoffMin
	for ctx.Err() == nil {
		began := time.Now()
		err := a.session(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > a.pace.backoffMax {
			pause = a.pace.backoffMin // it was a good connection
		}
		a.log.Warn().Err(err).Dur("again", pause).Msg("link to asterisk lost")
		select {
		case <-time.After(pause/2 + rand.N(pause/2+1)):
		case <-ctx.Done():
		}
		pause = min(2*pause, a.pace.backoffMax)
	}
}

// session is one connection, from dialling to its loss.
func (a *Adapter) session(ctx context.Context) error {
	s, err := a.dial(ctx)
	if err != nil {
		a.ghosts.note(err, time.Now())
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	a.inbox.push(connected{})
	var wg sync.WaitGroup
	wg.Go(func() { a.read(s) })
	wg.Go(func() { a.ping(ctx, s) })
	defer func() {
		cancel()
		_ = s.conn.Close() // ends the reader
		wg.Wait()
		a.gate.shut()
		a.inbox.push(lost{})
	}()
	found, err := a.survey(ctx)
	if err != nil {
		return err
	}
	a.inbox.push(synced{found, ctx})
	audit := time.NewTicker(a.pace.audit)
	defer audit.Stop()
	for {
		select {
		case <-audit.C:
			if err := a.audit(ctx); err != nil {
				return err
			}
		case <-a.ghosts.again:
			return errGhost
		case <-s.closed:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}
