package main

import (
	"context"
	"fmt"
	"time"
)

// compare measures app_queue and us in turn, on the same Asterisk.
func compare(ctx context.Context, l lab, s *service, crew []*session, f *figures) error {
	ours, err := openOurs(ctx, s, crew)
	if err != nil {
		return err
	}
	defer ours.close()
	theirs, err := openAppQueue(ctx, l, ours.phones[0].user)
	if err != nil {
		return err
	}
	defer theirs.close()
	defer theirs.staff(ctx, 0) //nolint:errcheck // the members go with the lab at the latest
	both := []*exchange{theirs, ours}
	for _, e := range both {
		if err := measureFree(ctx, l, e, f); err != nil {
			return err
		}
	}
	for _, e := range both {
		if err := measureArrival(ctx, l, e, f); err != nil {
			return err
		}
	}
	return measureLoad(ctx, l, both, f)
}

// measureFree has two agents and always more callers, and measures from an agent's BYE, with no wrap-up on either side, to
// the next INVITE at that phone.
func measureFree(ctx context.Context, l lab, e *exchange, f *figures) error {
	const few, waiting = 2, 8
	n := 80 // app_queue takes its time
	if e.ours {
		n = 250
	}
	if err := e.staff(ctx, few); err != nil {
		return err
	}
	e.talkFor(300 * time.Millisecond)
	r, err := e.run(ctx, l, callers{rate: 50, total: n + few, together: few + waiting, patience: time.Minute})
	if err != nil {
		return err
	}
	// The last callers are no longer followed by others: whom they free is not rung for.
	all := r.sinceFree()
	if len(all) < n*9/10 {
		return fmt.Errorf("free to ring, %v: only %d of %d calls followed another", e, len(all), n)
	}
	*f.FreeToRing.of(e) = spreadOf(all)
	say("%v: free to ring %v (%d times, %d lost)", e, f.FreeToRing.of(e), len(all), lost(r.visits))
	return nil
}

// measureArrival has agents enough for every caller, and measures from the caller's INVITE to that at the agent's phone,
// and what the programs worked for a call.
func measureArrival(ctx context.Context, l lab, e *exchange, f *figures) error {
	const n = 200
	if err := e.staff(ctx, agents); err != nil {
		return err
	}
	e.talkFor(300 * time.Millisecond)
	r, err := e.run(ctx, l, callers{rate: 8, total: n, together: n, patience: 10 * time.Second})
	if err != nil {
		return err
	}
	all := e.untilRing(r)
	if len(all) < n*9/10 {
		return fmt.Errorf("arrival to ring, %v: only %d of %d calls rang", e, len(all), n)
	}
	*f.ArrivalToRing.of(e), *f.CPU.of(e) = spreadOf(all), ms(r.worked)/n
	say("%v: arrival to ring %v (%d times, %d lost); %.1f ms of work a call", e, f.ArrivalToRing.of(e), len(all), lost(r.visits), *f.CPU.of(e))
	return nil
}
