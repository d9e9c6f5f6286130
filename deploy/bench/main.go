// Command bench measures what the helpline gains: Asterisk's own app_queue and this service take turns on the very same
// Asterisk, with the same callers and agents' phones of the same make, and a thousand screens watch the service.
//
// It belongs to a lab of its own and is run by `make bench`. It prints a table, and writes the figures to .lab/bench.json.
// Callers are SIPp; agents' phones and screens are in this program, as browsers would speak. What is measured is
// measured at their ends of the wires, by their clocks. It ends in under ten minutes and leaves nothing running.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

// run measures the parts one after the other, so that none disturbs another.
func run(ctx context.Context) error {
	l, err := openLab()
	if err != nil {
		return err
	}
	warnIfBusy()
	var f figures
	say("how fast the core decides")
	if f.Core, err = measureCore(ctx, l); err != nil {
		return err
	}
	if err := measureHouse(ctx, l, &f); err != nil {
		return err
	}
	if err := f.write(filepath.Join(filepath.Dir(l.dir), "bench.json")); err != nil {
		return err
	}
	fmt.Println()
	return f.print(os.Stdout)
}

// measureHouse measures the service beside app_queue, and then, newly started, under a crowd of screens: what a sign-in takes
// for a moment, which is much on purpose, would be mistaken for the screens'.
func measureHouse(ctx context.Context, l lab, f *figures) (err error) {
	if err := l.furnish(ctx); err != nil {
		return err
	}
	var present []*session
	err = l.withService(ctx, func(s *service) error {
		say("%d people sign in", people)
		if present, err = s.signInAll(ctx); err != nil {
			return err
		}
		return compare(ctx, l, s, present[:agents], f)
	})
	if err != nil {
		return err
	}
	return l.withService(ctx, func(s *service) error {
		say("they open %d tabs each", tabs)
		return measureScreens(ctx, s, present, f)
	})
}

// warnIfBusy says so if the machine has other work: then all times are longer than they are.
func warnIfBusy() {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return // not worth a word
	}
	var load float64
	if _, err := fmt.Sscan(string(text), &load); err == nil && load > 1.5 {
		say("this machine is busy (load %.1f): the figures will be worse than they are", load)
	}
}

// say tells whoever waits what is being done.
func say(format string, args ...any) { fmt.Fprintf(os.Stderr, "bench: "+format+"\n", args...) }
