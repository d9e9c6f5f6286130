package main

import (
	"context"
	"sync/atomic"
	"time"
)

// measureScreens opens a thousand screens over TLS at a service that has just started, and has an agent be ready and pause
// again and again: from that message to the view's arrival at each screen.
func measureScreens(ctx context.Context, s *service, present []*session, f *figures) (err error) {
	if f.RSS.Idle, err = s.settled(ctx); err != nil {
		return err
	}
	c, err := openCrowd(ctx, s.tls, present)
	defer c.close()
	if err != nil {
		return err
	}
	one, p, err := openDesk(ctx, present[0], &exchange{stay: &atomic.Int64{}, bell: &bell{}})
	if err != nil {
		return err
	}
	defer p.wire.close()
	all, err := c.watch(ctx, one)
	if err != nil {
		return err
	}
	if f.RSS.Thousand, err = s.rss(); err != nil {
		return err
	}
	f.Screens.Push.P99 = spreadOf(all).P99
	bare, err := measureBare(ctx, len(c), c[0].size)
	if err != nil {
		return err
	}
	f.Screens.Bare.P99 = bare.P99
	f.Screens.KB = (f.RSS.Thousand - f.RSS.Idle) * 1024 / float(len(c))
	say("%d screens: a change is there after %v; %.1f KB each", len(c), spreadOf(all), f.Screens.KB)
	say("the same bytes bare: %v", bare)
	return nil
}

// measureBare is the machine's own part of it.
func measureBare(ctx context.Context, screens, size int) (spread, error) {
	b, err := openBare(screens)
	if err != nil {
		return spread{}, err
	}
	defer b.close()
	all, err := b.watch(ctx, size)
	return spreadOf(all), err
}

// watch gives how long each change took to each screen.
func (c crowd) watch(ctx context.Context, one *screen) (all []time.Duration, err error) {
	const changes = 100
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	rest := func() { // in which nobody reads
		tick.Reset(30 * time.Millisecond)
		<-tick.C
	}
	for n := range changes {
		if err := c.catchUp(); err != nil {
			return nil, err
		}
		rest()
		begun := time.Now()
		one.takeCalls(n%2 == 0)
		rest()
		seen, err := c.await(n%2 == 0)
		if err != nil {
			return nil, err
		}
		for _, at := range seen {
			all = append(all, at.Sub(begun))
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return all, nil
}

// settled gives the memory of a service that has finished starting: the least of three seconds.
func (s *service) settled(ctx context.Context) (least float, err error) {
	tick := time.NewTicker(300 * time.Millisecond)
	defer tick.Stop()
	for n := range 10 {
		now, err := s.rss()
		if err != nil {
			return 0, err
		}
		if n == 0 || now < least {
			least = now
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	return least, nil
}
