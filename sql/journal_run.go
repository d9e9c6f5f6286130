package sql

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"alo116/queue"
)

// calm is how many records may wait in memory while the spool is being written to Postgres; more go
// behind it, to the disk.
const calm = 10 * batchSize

// Run writes until the context ends, then writes or spools what is left, and lets go of the spool. End
// the context only when nobody appends any more.
func (j *Journal) Run(ctx context.Context) error {
	defer j.spool.Close()
	r := &run{Journal: j, retry: time.NewTimer(0)} // at once: an earlier life may have left something
	defer r.retry.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-r.retry.C:
			r.away, r.full = false, false
			r.settle()
		case <-j.wake:
			r.gather(ctx)
			r.settle()
		}
	}
	return r.finish()
}

// run is what only the goroutine of Run knows.
type run struct {
	*Journal
	retry *time.Timer
	away  bool // Postgres failed, and it is not time to try again
	full  bool // the disk took nothing, and it is not time to try again
	tries int  // failures in a row
}

// gather lets records come together for batchWait, or until a batch is full.
func (r *run) gather(ctx context.Context) {
	timer := time.NewTimer(batchWait)
	defer timer.Stop()
	for r.Pending() < batchSize {
		select {
		case <-r.wake:
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// settle moves records on until none is left, or nothing can be done before the retry.
func (r *run) settle() {
	r.tellLoss()
	for r.step() {
	}
}

// step moves one batch on, and tells whether to go on. Records go directly to Postgres only while the
// spool is empty, so their order is kept.
func (r *run) step() bool {
	batch := r.front()
	crowded := len(batch) > 0 && (r.away || r.Pending() > calm)
	switch {
	case !r.away && r.spool.Empty():
		return len(batch) > 0 && r.write(batch)
	case crowded && !r.full:
		return r.putAside(batch)
	case !r.away:
		return r.drain()
	}
	return false
}

// finish makes one last attempt at everything.
func (r *run) finish() error {
	r.away, r.full = false, false
	r.settle()
	if n := r.Pending(); n > 0 {
		return fmt.Errorf("%d records of the journal are lost: neither PostgreSQL nor the spool took them", n)
	}
	return nil
}

// write brings a batch from memory to Postgres.
func (r *run) write(batch []queue.Record) bool {
	if err := r.deliver(batch); err != nil {
		r.postgresAway(err)
	} else {
		r.leave(len(batch))
		r.enter(writing)
	}
	return true
}

// putAside brings a batch from memory to the disk.
func (r *run) putAside(batch []queue.Record) bool {
	frame, err := json.Marshal(batch)
	if err == nil {
		err = r.spool.Append(frame)
	}
	if err != nil {
		r.diskFull(err)
		return true
	}
	r.metrics.spooled.Add(float64(len(batch)))
	r.enter(spooling)
	r.leave(len(batch))
	return true
}

// drain brings the oldest frame from the disk to Postgres.
func (r *run) drain() bool {
	frame, err := r.spool.Peek()
	var batch []queue.Record
	if err == nil {
		err = json.Unmarshal(frame, &batch)
	}
	if err != nil {
		return r.setAside(err)
	}
	if err := r.deliver(batch); err != nil {
		r.postgresAway(err)
		return true
	}
	if err := r.spool.Drop(); err != nil { // the file comes back in the next life, and does no harm then
		r.log.Error().Err(err).Msg("the spool cannot be tidied")
	}
	if r.full = false; r.spool.Empty() {
		r.enter(writing)
	}
	r.leave(0)
	return true
}

// setAside puts away a part of the spool that cannot be read any more.
func (r *run) setAside(err error) bool {
	r.metrics.damaged.Inc()
	r.log.Error().Err(err).Msg("a spool file could not be read and is set aside")
	if err := r.spool.SetAside(); err != nil {
		r.log.Error().Err(err).Msg("the spool cannot be tidied")
	}
	r.leave(0)
	return true
}

// postgresAway notes that Postgres failed and arms the retry.
func (r *run) postgresAway(err error) {
	if r.tries == 0 {
		r.log.Error().Err(err).Msg("PostgreSQL takes no records: they are kept on disk")
	}
	r.away = true
	r.again()
	r.enter(spooling)
}

// diskFull notes that the spool failed and arms the retry.
func (r *run) diskFull(err error) {
	r.metrics.spoolErrors.Inc()
	if r.enter(stuck) {
		r.log.Error().Err(err).Msg("the spool takes no records: they are kept in memory")
	}
	r.full = true
	r.again()
}

// again arms the retry: after 100 ms, 200 ms, … up to cfg.Retry.
func (r *run) again() {
	r.retry.Reset(min(100*time.Millisecond<<min(r.tries, 10), r.cfg.Retry))
	r.tries++
}

// tellLoss logs what Append could not take.
func (r *run) tellLoss() {
	r.mu.Lock()
	lost := r.lost
	r.lost = 0
	r.mu.Unlock()
	if lost > 0 {
		r.log.Error().Int("records", lost).Msg("records are lost: the journal is full")
	}
}

// front gives the oldest records in memory, which stay there.
func (r *run) front() []queue.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pending[:min(len(r.pending), batchSize)]
}

// leave forgets the oldest n records in memory: they are safe. It also tells who waits that something
// moved.
func (r *run) leave(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.pending[:n])
	if r.pending = r.pending[n:]; len(r.pending) == 0 {
		r.pending = nil
	}
	r.stir()
}

// stir wakes who waits for a change.
func (r *run) stir() {
	close(r.moved)
	r.moved = make(chan struct{})
}

// enter notes where records go now, and tells whether that is new.
func (r *run) enter(state journalState) bool {
	if state == writing {
		r.tries = 0
	}
	was := r.state // only this goroutine changes it
	if was == state || (was == stuck && state == spooling && r.full) {
		return false
	}
	r.mu.Lock()
	r.state, r.since = state, time.Now()
	r.stir()
	r.mu.Unlock()
	r.log.Info().Str("from", string(was)).Str("to", string(state)).Msg("the journal writes elsewhere")
	return true
}
