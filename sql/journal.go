package sql

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"alo116/queue"
	"alo116/sql/spool"
)

// JournalConfig says where records wait while Postgres is away, and how many may.
type JournalConfig struct {
	// Dir is the spool's folder, on a disk that survives a restart. One journal uses it.
	Dir string
	// MaxSpool bounds the spool, in bytes; 0 is 256 MiB, which is about a million records.
	MaxSpool int64
	// MaxPending bounds the records in memory; 0 is 50,000. It is only reached if neither
	// Postgres nor the disk takes anything.
	MaxPending int
	// Timeout is how long one batch may take until Postgres counts as away; 0 is 5 s.
	Timeout time.Duration
	// Retry is the longest pause between two attempts to reach Postgres; 0 is 5 s.
	Retry time.Duration
	// Metrics may be nil.
	Metrics prometheus.Registerer
}

// Journal writes the queue's records to Postgres, each exactly once, in batches. While Postgres is away
// they go, sealed, to a spool on disk and are written in their order when it is back, in this life or
// the next. If the spool is full too, or the disk fails, records wait in memory, and when that is full the
// newest are lost: counted, logged and unhealthy, for the oldest tell how the trouble began.
//
// A crash of this process loses at most the records of the last 20 ms (or, while Postgres hangs, of
// the last Timeout); what was spooled is safe.
type Journal struct {
	store   *Store
	cfg     JournalConfig
	log     zerolog.Logger
	spool   *spool.Spool
	metrics *journalMetrics
	wake    chan struct{} // a token while there may be something to do

	mu      sync.Mutex
	pending []queue.Record
	state   journalState
	since   time.Time     // of the state
	lost    int           // records not told of in the log yet
	moved   chan struct{} // closed, and replaced, whenever records leave
}

// journalState is where records go.
type journalState string

const (
	writing  journalState = "writing"  // to Postgres
	spooling journalState = "spooling" // to the disk: Postgres is away, or what it missed is not all written yet
	stuck    journalState = "stuck"    // nowhere: the disk is full, too, or fails
)

// batchSize and batchWait bound one transaction: as many records, or as many as came within as long.
const (
	batchSize = 100
	batchWait = 20 * time.Millisecond
)

// Journal takes possession of the spool's folder. Run it once; what an earlier life left in the spool is
// written first.
func (s *Store) Journal(cfg JournalConfig) (*Journal, error) {
	cfg.MaxPending = or(cfg.MaxPending, 50_000)
	cfg.Timeout = or(cfg.Timeout, 5*time.Second)
	cfg.Retry = or(cfg.Retry, 5*time.Second)
	j := &Journal{store: s, cfg: cfg, log: s.log.With().Str("part", "journal").Logger(),
		wake: make(chan struct{}, 1), state: writing, since: time.Now(), moved: make(chan struct{})}
	var damaged []string
	var err error
	j.spool, damaged, err = spool.Open(spool.Config{Dir: cfg.Dir, Seal: s.keys, Max: cfg.MaxSpool})
	if err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	j.metrics = newJournalMetrics(cfg.Metrics, j)
	for _, name := range damaged {
		j.metrics.damaged.Inc()
		j.log.Error().Str("file", name).Msg("a spool file could not be read and was set aside")
	}
	return j, nil
}

// Append takes records over. It never blocks and does no I/O; the records are copied.
func (j *Journal) Append(records []queue.Record) {
	j.mu.Lock()
	taken := min(len(records), j.cfg.MaxPending-len(j.pending))
	for i := range records[:taken] {
		j.pending = append(j.pending, keep(records[i]))
	}
	j.lost += len(records) - taken
	j.mu.Unlock()
	j.metrics.lost.Add(float64(len(records) - taken))
	j.nudge()
}

// keep copies what the core will overwrite, and drops what must not be kept: all of the caller but one key.
func keep(r queue.Record) queue.Record {
	r.Caller = queue.Caller{Withheld: r.Caller.Withheld, Key: r.Caller.Key}
	if r.Why != nil {
		why := *r.Why
		why.Candidates = append([]queue.AgentID{}, why.Candidates...)
		why.Passed = append([]queue.PassedAgent(nil), why.Passed...)
		r.Why = &why
	}
	return r
}

func (j *Journal) nudge() {
	select {
	case j.wake <- struct{}{}:
	default: // it is awake already
	}
}

// Pending is how many records are in memory only.
func (j *Journal) Pending() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.pending)
}

// Healthy tells what is wrong with the journal, if anything. Calls go on either way.
func (j *Journal) Healthy(context.Context) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch j.state {
	case spooling:
		return fmt.Errorf("PostgreSQL is away or behind since %s: records are kept on disk", j.since.Format(time.RFC3339))
	case stuck:
		return fmt.Errorf("neither PostgreSQL nor the spool takes records since %s: %d are in memory only",
			j.since.Format(time.RFC3339), len(j.pending))
	}
	return nil
}

// Settled waits until everything that was appended is in Postgres and the spool is empty.
func (j *Journal) Settled(ctx context.Context) error {
	for {
		j.mu.Lock()
		done, moved := len(j.pending) == 0 && j.spool.Size() == 0, j.moved
		j.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return errors.Join(errors.New("the journal is not settled"), ctx.Err())
		}
	}
}

func or[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}
