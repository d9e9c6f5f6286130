package sql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"alo116/queue"
)

// One writer at a time: what a call's events add up to is computed by one who sees them all.
const lockJournal = `-- name: lockJournal
SELECT pg_advisory_xact_lock(116, 1)`

const insertEvents = `-- name: insertEvents
INSERT INTO call_event (epoch, n, at, kind, call, line, agent, offer, caller_key, withheld, pause, reason, ended_by,
    waited_us, rang_us, talked_us, wrapped_us, why, actor, skills, held_us, outgoing)
SELECT epoch, n, at, kind, nullif(call, ''), nullif(line, ''), nullif(agent, ''), nullif(offer, 0), caller_key, withheld,
    nullif(pause, ''), nullif(reason, ''), nullif(ended_by, ''), waited_us, rang_us, talked_us, wrapped_us, why::jsonb, nullif(actor, ''), skills::jsonb, held_us, outgoing
FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[],
    $9::bytea[], $10::boolean[], $11::text[], $12::text[], $13::text[],
    $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::text[], $19::text[], $20::text[], $21::bigint[], $22::boolean[])
    AS e (epoch, n, at, kind, call, line, agent, offer, caller_key, withheld, pause, reason, ended_by,
        waited_us, rang_us, talked_us, wrapped_us, why, actor, skills, held_us, outgoing)
ON CONFLICT (epoch, n) DO NOTHING`

const insertRefused = `-- name: insertRefused
INSERT INTO call_event_refused (epoch, n, code, sealed) VALUES ($1::text::numeric, $2::text::numeric, $3, $4)
ON CONFLICT (epoch, n) DO NOTHING`

// deliver brings a batch to Postgres. A record that breaks a rule of the schema would break every
// batch it is in: then each goes alone, and that one is kept sealed, for whoever mends it.
func (j *Journal) deliver(batch []queue.Record) error {
	began := time.Now()
	added, err := j.store.writeEvents(batch, j.cfg.Timeout)
	if refusal(err) != "" {
		return j.deliverEach(batch)
	}
	if err != nil {
		return err
	}
	j.metrics.batch.Observe(time.Since(began).Seconds())
	j.count(added, len(batch))
	return nil
}

func (j *Journal) deliverEach(batch []queue.Record) error {
	for i := range batch {
		added, err := j.store.writeEvents(batch[i:i+1], j.cfg.Timeout)
		if code := refusal(err); code != "" {
			j.metrics.refused.Inc()
			j.log.Error().Uint64("epoch", batch[i].Epoch).Uint64("n", batch[i].N).Str("code", code).
				Msg("a record breaks a rule of the schema and is kept sealed in call_event_refused")
			err = j.store.keepRefused(&batch[i], code, j.cfg.Timeout)
		} else if err == nil {
			j.count(added, 1)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (j *Journal) count(added, sent int) {
	j.metrics.written.Add(float64(added))
	j.metrics.repeated.Add(float64(sent - added))
}

// refusal gives the SQLSTATE if Postgres will never take the data: a data exception (22) or a broken rule
// (23). Everything else may pass.
func refusal(err error) string {
	told := new(pgconn.PgError)
	if errors.As(err, &told) && (told.Code[:2] == "22" || told.Code[:2] == "23") {
		return told.Code
	}
	return ""
}

// writeEvents writes records and what their calls add up to, all or nothing, and tells how many were
// new. A write under way is not given up when the service stops: it has its own time.
func (s *Store) writeEvents(records []queue.Record, within time.Duration) (added int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	c := newColumns(records)
	batch := new(pgx.Batch)
	batch.Queue(lockJournal)
	batch.Queue(insertEvents, c.args()...).Exec(func(done pgconn.CommandTag) error {
		added = int(done.RowsAffected())
		return nil
	})
	if len(c.calls) > 0 {
		batch.Queue(projectCalls, c.calls)
		batch.Queue(clearLive, c.calls, c.agents)
		batch.Queue(markLive, c.calls, c.agents)
	}
	err = s.in(ctx, func(tx pgx.Tx) error { return tx.SendBatch(ctx, batch).Close() })
	if err != nil {
		return 0, fmt.Errorf("write %d events: %w", len(records), err)
	}
	return added, nil
}

func (s *Store) keepRefused(r *queue.Record, code string, within time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("keep a refused record: %w", err)
	}
	epoch, n := fmt.Sprint(r.Epoch), fmt.Sprint(r.N)
	sealed, err := s.keys.Encrypt(text, refusedPlace(epoch, n))
	if err != nil {
		return fmt.Errorf("keep a refused record: %w", err)
	}
	if _, err := s.pool.Exec(ctx, insertRefused, epoch, n, code, sealed); err != nil {
		return fmt.Errorf("keep a refused record: %w", err)
	}
	return nil
}
