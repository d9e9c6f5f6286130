package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// process is a running program, as the kernel accounts for it.
type process int

// tick is the unit of /proc's times on every Linux.
const tick = time.Second / 100

// worked is the time its threads have had on a processor.
func (p process) worked() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p))
	if err != nil {
		return 0, fmt.Errorf("see what a process worked: %w", err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // its name may have blanks
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("see what a process worked: /proc says %q", text)
	}
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, fmt.Errorf("see what a process worked: %w", err)
	}
	system, err := strconv.Atoi(fields[12])
	if err != nil {
		return 0, fmt.Errorf("see what a process worked: %w", err)
	}
	return time.Duration(user+system) * tick, nil
}

// rss is the memory it has, in MB.
func (p process) rss() (float, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p))
	if err != nil {
		return 0, fmt.Errorf("see what memory a process has: %w", err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, err := strconv.Atoi(kb)
	if err != nil {
		return 0, fmt.Errorf("see what memory a process has: %w", err)
	}
	return float(n) / 1024, nil
}

// workedOf adds up.
func workedOf(all []process) (sum time.Duration, err error) {
	for _, p := range all {
		d, err := p.worked()
		if err != nil {
			return 0, err
		}
		sum += d
	}
	return sum, nil
}
