package main

import (
	"fmt"
	"slices"
	"time"
)

// spreadOf sorts what was measured and picks the quantiles: the least value that so many in a hundred do not exceed.
func spreadOf(all []time.Duration) spread {
	if len(all) == 0 {
		return spread{}
	}
	slices.Sort(all)
	return spread{P50: ms(quantile(all, 50)), P95: ms(quantile(all, 95)), P99: ms(quantile(all, 99)), Max: ms(all[len(all)-1])}
}

func quantile(sorted []time.Duration, percent int) time.Duration {
	return sorted[(len(sorted)*percent+99)/100-1]
}

func ms(d time.Duration) float { return float(d) / float(time.Millisecond) }

func (s spread) String() string {
	return fmt.Sprintf("p50 %.1f, p95 %.1f, p99 %.1f, max %.1f ms", s.P50, s.P95, s.P99, s.Max)
}
