package main

import (
	"context"
	"sync/atomic"
	"time"
)

// measureScreens opens a thousand screens over TLS at a service that has just started, and has an agent pause and be ready
// again: from that message to the view on each screen.
func measureScreens(ctx context.Context, s *service, present []*session, f *figures) (err error) {
	if f.RSS.Idle, err = s.settled(ctx); err != nil {
		return err
	}
	c, err := openCrowd(ctx, present)
	if err != nil {
		return err
	}
	one, p, err := openDesk(ctx, present[0], &exchange{stay: &atomic.Int64{}, bell: &bell{}})
	if err != nil {
		return err
	}
	defer p.wire.close()
	const changes = 100
	pause := time.NewTicker(50 * time.Millisecond)
	defer pause.Stop()
	var all []time.Duration
	for n := range changes {
		seen, err := c.show(ctx, func() { one.takeCalls(n%2 == 0) })
		if err != nil {
			return err
		}
		all = append(all, seen...)
		<-pause.C
	}
	if f.RSS.Thousand, err = s.rss(); err != nil {
		return err
	}
	f.Screens.Push.P99 = spreadOf(all).P99
	f.Screens.KB = (f.RSS.Thousand - f.RSS.Idle) * 1024 / float(c.size)
	say("%d screens: a change is seen after %v; %.1f KB each", c.size, spreadOf(all), f.Screens.KB)
	return nil
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
