package main

import (
	"fmt"
	"io"
	"strings"
)

// print shows the figures as people read them, with what is wanted of each.
func (f *figures) print(out io.Writer) error {
	var t strings.Builder
	row := func(what, theirs, ours, ratio, wanted string) {
		fmt.Fprintf(&t, "%-36s%10s%10s%10s%11s\n", what, theirs, ours, ratio, wanted)
	}
	row("", "app_queue", "ours", "better", "wanted")
	few, many := f.Core.Decisions.Few, f.Core.Decisions.Many
	row("decisions/s, 100 waiting", "", millions(few), "", "≥ 1.00 M")
	row("decisions/s, 10,000 waiting", "", millions(many), "", "≥ "+millions(few/2))
	row("allocations a decision", "", fmt.Sprintf("%.2f", f.Core.Allocs), "", "0")
	a, b := f.FreeToRing.AppQueue, f.FreeToRing.Ours
	row("free to ring, p50 ms", digits(a.P50), digits(b.P50), times(a.P50, b.P50), "50 ×")
	row("  p95", digits(a.P95), digits(b.P95), times(a.P95, b.P95), "")
	row("  p99", digits(a.P99), digits(b.P99), times(a.P99, b.P99), "≤ 25")
	row("  max", digits(a.Max), digits(b.Max), times(a.Max, b.Max), "")
	a, b = f.ArrivalToRing.AppQueue, f.ArrivalToRing.Ours
	row("arrival to ring, p50 ms", digits(a.P50), digits(b.P50), times(a.P50, b.P50), "")
	row("  p95", digits(a.P95), digits(b.P95), times(a.P95, b.P95), "")
	row("  p99", digits(a.P99), digits(b.P99), times(a.P99, b.P99), "")
	row("  max", digits(a.Max), digits(b.Max), times(a.Max, b.Max), "")
	row("work a call, ms", digits(f.CPU.AppQueue), digits(f.CPU.Ours), times(f.CPU.AppQueue, f.CPU.Ours), "")
	row("calls/s with p99 < 50 ms", digits(f.Load.AppQueue.Rate), digits(f.Load.Ours.Rate), times(f.Load.Ours.Rate, f.Load.AppQueue.Rate), "")
	row("calls lost where app_queue gives up", fmt.Sprint(f.Load.AppQueue.Lost), fmt.Sprint(f.Load.Ours.Lost), "", "0")
	row("a change on 1,000 screens, p99 ms", "", digits(f.Screens.Push.P99), "", "≤ 10")
	row("  bytes alone, by a bare loop", "", digits(f.Screens.Bare.P99), times(f.Screens.Push.P99, f.Screens.Bare.P99), "")
	row("memory of a screen, KB", "", digits(f.Screens.KB), "", "≤ 32")
	row("memory idle, MB", "", digits(f.RSS.Idle), "", "< 60")
	row("with 1,000 screens, MB", "", digits(f.RSS.Thousand), "", "< 150")
	_, err := fmt.Fprint(out, t.String(), notes)
	return err
}

// notes say what the figures are of.
const notes = `
Free to ring: two agents, always eight callers more; from an agent's BYE, with no wrap-up on either side, to the next INVITE.
Arrival to ring: forty agents, eight calls a second; from the caller's INVITE to the agent's. Work: what Asterisk, and with us the
service too, took of a processor for each of these calls; ours keeps forty live screens and a record of each call as well.
Calls/s: forty agents, calls of a second; lost is who gave up after five seconds at the first rate that app_queue did not hold.
Screens: over TLS; from an agent's message to the arrival of the view at each; bytes alone are as many, in as many plain sockets, written
in the same run by one loop a core, which is the least that this machine takes. Their memory is the service's own growth.
`

func digits(f float) string { return fmt.Sprintf("%.1f", float64(f)) }

func millions(f float) string { return fmt.Sprintf("%.2f M", float64(f)/1e6) }

// times is how often the better figure is contained in the other.
func times(worse, better float) string {
	if better == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f ×", float64(worse/better))
}
