// Command alo116 never loses a caller because one of its parts is slow or gone: it wires the rooms
// of the house together around one goroutine that owns the queue, and does nothing else itself.
//
// Sub-commands: serve, migrate, user, keys, audit, retention, subject, processing, asterisk, doctor, simulate, version. Each has --help with examples.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a line's opening hours hold also where the system lacks time zones
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], stdio{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}

// stdio is where a command reads and writes, so that a test can be a terminal.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}
