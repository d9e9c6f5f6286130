package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"alo116/queue/sim"
)

// simulateCommand plays calls through the very same queue.
type simulateCommand struct {
	databaseSettings
	File       string `arg:"" optional:"" help:"The JSON file that says who calls and who answers, or with --replay what is tried; - is the standard input."`
	Replay     string `placeholder:"FROM..TO" help:"Replay the helpline's own days out of the journal, as they were and as FILE would have them."`
	PolicyFile string `name:"policy-file" env:"ALO116_POLICY_FILE" placeholder:"FILE" help:"The rules for --replay; without it those that were in force on its first day."`
}

// Help is shown by 'alo116 simulate --help'.
func (simulateCommand) Help() string {
	return `Prints one JSON document: waits, abandonment, occupancy and service level, each with its 95 % confidence. Examples:

  echo '{"seed":7,"calls":100000,"call_types":[{"name":"a","per_hour":12,"skills":["a"],
    "talk_s":{"mean":600,"dist":"exponential"},"patience_s":{"mean":120,"dist":"exponential"}}],
    "agents":[{"name":"p","count":3,"skills":["a"]}]}' | alo116 simulate -

What would Friday evening have been with one more psychologist?

  echo '{"add":[{"name":"one more","role":"psychologist"}]}' | alo116 simulate --replay 2026-11-20T18:00..2026-11-20T23:00 -

The formats are described in full in the package comment of queue/sim.`
}

// Run simulates.
func (s *simulateCommand) Run(ctx context.Context, term stdio) error {
	if s.Replay != "" {
		return s.replay(ctx, term)
	}
	if s.File == "" {
		return errors.New("nothing to simulate: name a file, or - for the standard input; 'alo116 simulate --help' has examples")
	}
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
