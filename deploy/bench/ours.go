package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// openOurs gives each agent a screen and a phone through the service's own door.
func openOurs(ctx context.Context, s *service, crew []*session) (*exchange, error) {
	asterisk, err := s.asterisk()
	if err != nil {
		return nil, err
	}
	e := &exchange{ours: true, number: "116111", stay: &atomic.Int64{}, bell: &bell{}, programs: []process{asterisk, s.process}}
	var desks []*screen
	for _, who := range crew {
		d, p, err := openDesk(ctx, who, e)
		if err != nil {
			return nil, fmt.Errorf("open a desk: %w", err)
		}
		desks, e.phones = append(desks, d), append(e.phones, p)
	}
	e.staff = func(ctx context.Context, n int) error { return staffDesks(ctx, desks, n) }
	e.tail = func(r ring) string {
		for _, d := range desks {
			if tail, ok := d.callerOf(r.offer); ok {
				return tail
			}
		}
		return ""
	}
	return e, nil
}

// openDesk is what a counsellor's page does when it is opened.
func openDesk(ctx context.Context, who *session, e *exchange) (*screen, *phone, error) {
	d, err := openScreen(ctx, who)
	if err != nil {
		return nil, nil, err
	}
	var a account
	select {
	case a = <-d.account:
	case <-d.gone:
		return nil, nil, fmt.Errorf("the screen was closed")
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	w, err := who.open(ctx, "/sip", "sip")
	if err != nil {
		return nil, nil, err
	}
	p := newPhone(w, a.User, a.Password, e.stay, e.bell.rang)
	go p.live()
	if err := p.register(ctx); err != nil {
		return nil, nil, err
	}
	go p.stayRegistered(ctx)
	return d, p, nil
}

// staffDesks has the first n say that they are ready and the others pause, and waits until the service shows it.
func staffDesks(ctx context.Context, desks []*screen, n int) error {
	for i, d := range desks {
		d.takeCalls(i < n)
	}
	return eventually(ctx, 15*time.Second, "agents are as ready as they want to be", func() bool {
		for i, d := range desks {
			if d.takesCalls() != (i < n) {
				return false
			}
		}
		return true
	})
}
