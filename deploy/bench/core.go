package main

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// measureCore runs the core's own benchmark three times, and takes the best: it is one goroutine, and whatever else the machine
// does can only take from it.
func measureCore(ctx context.Context, l lab) (c core, err error) {
	test := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", "^BenchmarkDecisions$", "-benchmem", "-benchtime", "1s", "-count", "3", "./queue")
	test.Dir = l.checkout
	out, err := test.CombinedOutput()
	if err != nil {
		return c, fmt.Errorf("measure the core: %w: %s", err, out)
	}
	few, many := benchLine(string(out), "waiting=100"), benchLine(string(out), "waiting=10000")
	c.Decisions.Few, c.Decisions.Many = few["decisions/s"], many["decisions/s"]
	if c.Decisions.Few == 0 || c.Decisions.Many == 0 {
		return c, fmt.Errorf("measure the core: its benchmark says %s", out)
	}
	c.Allocs = max(few["allocs/op"]/few["decisions/op"], many["allocs/op"]/many["decisions/op"])
	return c, nil
}

// benchLine gives the figures of one benchmark by their units: of rates the greatest, of costs the greatest too.
func benchLine(out, name string) map[string]float {
	figures := map[string]float{}
	for line := range strings.Lines(out) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if full, _, _ := strings.Cut(words[0], "-"); !strings.HasSuffix(full, "/"+name) {
			continue
		}
		for i := 3; i < len(words); i += 2 {
			if v, err := strconv.ParseFloat(words[i-1], 64); err == nil {
				figures[words[i]] = max(figures[words[i]], float(v))
			}
		}
	}
	return figures
}
