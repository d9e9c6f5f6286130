package main

import (
	"context"
	"time"
)

// enough is how soon 99 callers in a hundred must ring at a phone.
const enough = 50 * time.Millisecond

// step is one rate of calls, and what came of it.
type step struct {
	rate  int
	p99   float
	lost  int
	holds bool
}

// rates are tried in turn, until one does not hold.
var rates = []int{10, 20, 30, 36, 38, 40, 42}

// measureLoad raises the rate of calls until 99 in a hundred no longer ring soon enough, for each of the two; and counts
// whom each loses at the rate that app_queue does not hold.
func measureLoad(ctx context.Context, l lab, both []*exchange, f *figures) error {
	limit := 0
	for _, e := range both {
		tried, err := e.raise(ctx, l, limit)
		if err != nil {
			return err
		}
		for _, s := range tried {
			if s.holds {
				f.Load.of(e).Rate = max(f.Load.of(e).Rate, float(s.rate))
			}
			if !e.ours {
				limit = s.rate
			}
			if s.rate == limit {
				f.Load.of(e).Lost = s.lost
			}
		}
	}
	return nil
}

// raise tries the rates up to the first that does not hold, and at least up to one. Calls are as short as a second, so that
// forty agents cannot serve more than forty in a second.
func (e *exchange) raise(ctx context.Context, l lab, least int) (tried []step, err error) {
	e.talkFor(time.Second)
	failed := false
	for _, rate := range rates {
		if failed && rate > least {
			break
		}
		s, err := e.try(ctx, l, rate)
		if err == nil && !s.holds { // once more: it may have been the machine
			s, err = e.try(ctx, l, rate)
		}
		if err != nil {
			return nil, err
		}
		say("%v: %d calls/s: p99 %.1f ms, %d lost", e, s.rate, s.p99, s.lost)
		tried = append(tried, s)
		failed = failed || !s.holds
	}
	return tried, nil
}

// try holds a rate for some seconds, and for 120 calls at least.
func (e *exchange) try(ctx context.Context, l lab, rate int) (s step, err error) {
	if err := e.staff(ctx, agents); err != nil { // somebody may have let one ring out
		return s, err
	}
	n := max(120, 6*rate)
	r, err := e.run(ctx, l, callers{rate: rate, total: n, together: n, patience: 5 * time.Second})
	if err != nil {
		return s, err
	}
	all := e.untilRing(r)
	s = step{rate: rate, p99: spreadOf(all).P99, lost: lost(r.visits)}
	s.holds = s.lost == 0 && len(all) >= n*99/100 && s.p99 <= ms(enough)
	return s, nil
}
