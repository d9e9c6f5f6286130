package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
)

// figures is what a run found, in the shape of .lab/bench.json.
type figures struct {
	Core          core         `json:"core"`
	FreeToRing    pair[spread] `json:"free_to_ring_ms"`
	ArrivalToRing pair[spread] `json:"arrival_to_ring_ms"`
	CPU           pair[float]  `json:"cpu_ms_per_call"`
	Load          pair[load]   `json:"load"`
	Screens       screens      `json:"screens"`
	RSS           rss          `json:"rss_mb"`
}

// pair is one figure of each of the two.
type pair[T any] struct {
	AppQueue T `json:"app_queue"`
	Ours     T `json:"ours"`
}

// of gives the place of an exchange's figure.
func (p *pair[T]) of(e *exchange) *T {
	if e.ours {
		return &p.Ours
	}
	return &p.AppQueue
}

// core is how the queue decides, with 100 and with 10,000 callers waiting.
type core struct {
	Decisions struct {
		Few  float `json:"waiting_100"`
		Many float `json:"waiting_10000"`
	} `json:"decisions_per_s"`
	Allocs float `json:"allocs_per_decision"`
}

// spread is a distribution, in milliseconds.
type spread struct {
	P50 float `json:"p50"`
	P95 float `json:"p95"`
	P99 float `json:"p99"`
	Max float `json:"max"`
}

// load is the most calls a second held, and the calls lost at the rate that app_queue does not hold.
type load struct {
	Rate float `json:"calls_per_s"`
	Lost int   `json:"lost"`
}

// screens is how soon a change reaches a thousand of them, and what each costs.
type screens struct {
	Push struct {
		P99 float `json:"p99"`
	} `json:"push_ms"`
	// Bare is the machine's part of it: the same bytes without TLS, frames or a thought.
	Bare struct {
		P99 float `json:"p99"`
	} `json:"bare_ms"`
	KB float `json:"kb_each"`
}

// rss is the service's memory.
type rss struct {
	Idle     float `json:"idle"`
	Thousand float `json:"1000_screens"`
}

// float is written with the digits that a measurement has.
type float float64

// MarshalJSON writes three digits after the point.
func (f float) MarshalJSON() ([]byte, error) { return json.Marshal(math.Round(float64(f)*1000) / 1000) }

func (f *figures) write(file string) error {
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("write the figures: %w", err)
	}
	if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("write the figures: %w", err)
	}
	return nil
}
