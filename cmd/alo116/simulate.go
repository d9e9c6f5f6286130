package main

import (
	"fmt"
	"io"
	"os"

	"alo116/queue/sim"
)

// simulateCommand plays calls through the very same queue.
type simulateCommand struct {
	File string `arg:"" help:"The JSON file that says who calls and who answers; - is the standard input."`
}

// Help is shown by 'alo116 simulate --help'.
func (simulateCommand) Help() string {
	return `Prints one JSON document: waits, abandonment, occupancy and service level, each with its 95 % confidence. Example:

  echo '{"seed":7,"calls":100000,"call_types":[{"name":"a","per_hour":12,"skills":["a"],
    "talk_s":{"mean":600,"dist":"exponential"},"patience_s":{"mean":120,"dist":"exponential"}}],
    "agents":[{"name":"p","count":3,"skills":["a"]}]}' | alo116 simulate -

The format is described in full in the package comment of queue/sim.`
}

// Run simulates.
func (s *simulateCommand) Run(term stdio) error {
	in, err := s.open(term)
	if err != nil {
		return err
	}
	defer in.Close()
	return sim.Run(in, term.out)
}

func (s *simulateCommand) open(term stdio) (io.ReadCloser, error) {
	if s.File == "-" {
		return io.NopCloser(term.in), nil
	}
	file, err := os.Open(s.File)
	if err != nil {
		return nil, fmt.Errorf("open the simulation: %w", err)
	}
	return file, nil
}
