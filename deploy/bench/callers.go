package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

//go:embed caller.xml
var scenario string

// callers are SIPp on the carrier's address.
type callers struct {
	number   string
	rate     int           // begun in a second
	total    int           //
	together int           // at most at a time; no more are begun then
	patience time.Duration // after which one gives up
}

// numbers tell callers apart by the last two digits of theirs, the only ones that a screen shows.
const numbers = 100

// visit is what became of one caller.
type visit struct {
	n      int // the caller's place in the row, from 0
	begun  time.Time
	served bool // talked with, and hung up on by the agent
}

func (v visit) tail() string { return fmt.Sprintf("%02d", v.n%numbers) }

// call lets all of them call, and waits until the last has gone.
func (c callers) call(ctx context.Context, l lab) ([]visit, error) {
	dir, err := os.MkdirTemp(l.dir, "callers-")
	if err != nil {
		return nil, fmt.Errorf("call: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // `make clean` does it
	rows := "SEQUENTIAL\n"
	for n := range numbers {
		rows += fmt.Sprintf("%02d\n", n)
	}
	patience := strconv.FormatInt(c.patience.Milliseconds(), 10)
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "numbers"), []byte(rows), 0o600),
		os.WriteFile(filepath.Join(dir, "caller.xml"), []byte(strings.ReplaceAll(scenario, "@PATIENCE_MS@", patience)), 0o600)); err != nil {
		return nil, fmt.Errorf("call: %w", err)
	}
	sipp := exec.CommandContext(ctx, "sipp", l.sip, "-sf", "caller.xml", "-inf", "numbers", "-s", c.number, "-i", l.carrier, "-mi", l.carrier,
		"-r", strconv.Itoa(c.rate), "-m", strconv.Itoa(c.total), "-l", strconv.Itoa(c.together), "-nostdin",
		"-trace_logs", "-log_file", "log", "-trace_err", "-error_file", "errors")
	sipp.Dir, sipp.Env = dir, append(os.Environ(), "TERM=dumb")
	out, err := sipp.CombinedOutput()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && (!failed || ctx.Err() != nil || sipp.ProcessState.ExitCode() != 1) {
		return nil, fmt.Errorf("call: SIPp: %w: %s", err, out[max(0, len(out)-500):])
	}
	text, err := os.ReadFile(filepath.Join(dir, "log"))
	if err != nil {
		return nil, fmt.Errorf("call: %w", err)
	}
	return visits(string(text), c.total)
}

// visits reads what the callers' scenario logs: "begun 1 DATE TIME SECONDS" just before an INVITE, "served 1" at the agent's
// BYE. It shows a call that was lost, too, so SIPp's own failures are no errors.
func visits(log string, total int) ([]visit, error) {
	all := make([]visit, total)
	for line := range strings.Lines(log) {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		n, err := strconv.Atoi(words[1])
		if err != nil || n < 1 || n > total {
			return nil, fmt.Errorf("read SIPp's log: %q", line)
		}
		v := &all[n-1]
		v.n = n - 1
		switch {
		case words[0] == "begun" && len(words) == 5:
			seconds, err := strconv.ParseFloat(words[4], 64)
			if err != nil {
				return nil, fmt.Errorf("read SIPp's log: %w", err)
			}
			v.begun = time.UnixMicro(int64(seconds * 1e6))
		case words[0] == "served":
			v.served = true
		}
	}
	return all, nil
}

func lost(all []visit) (n int) {
	for _, v := range all {
		if !v.served {
			n++
		}
	}
	return n
}
