package sql

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

// Call is one caller's visit to a line, as the journal tells it. A zero time is one that did not come,
// or not yet.
type Call struct {
	ID        queue.CallID
	Line      queue.LineID
	Withheld  bool
	CallerKey string // as queue.Caller.Key; empty if withheld

	Arrived, Asked, Waiting, Answered, Connected, Ended time.Time // Asked is by the line's menu

	Choice string // what they chose in it, by its code

	EndReason queue.EndReason
	EndedBy   queue.Party
	Agent     queue.AgentID // who talked last
	Live      bool          // Agent talks now

	Offers, Declined, Missed, Failed, Withdrawn, Talks int

	Waited, Rang, Talked, Wrapped time.Duration
	Held                          time.Duration // the part of Talked on hold
	Outgoing                      bool          // a counsellor made it; its caller is who was called
}

const callColumns = `id, coalesce(line, ''), withheld, caller_key, arrived_at, waiting_at, answered_at, connected_at, ended_at,
    coalesce(end_reason, ''), coalesce(ended_by, ''), coalesce(agent, ''), live_agent IS NOT NULL,
    offers, declined, missed, failed, withdrawn, talks, waited_us, rang_us, talked_us, wrapped_us, held_us, outgoing,
    menu_at, coalesce(choice, '')`

const selectCall = `-- name: selectCall
SELECT ` + callColumns + ` FROM call WHERE id = $1`

const selectCalls = `-- name: selectCalls
SELECT ` + callColumns + ` FROM call WHERE arrived_at >= $1 AND arrived_at < $2 ORDER BY arrived_at, id`

const eventColumns = `epoch, n, at, kind, coalesce(call, ''), coalesce(line, ''), coalesce(agent, ''), coalesce(offer, 0),
    caller_key, coalesce(withheld, false), coalesce(pause, ''), coalesce(reason, ''), coalesce(ended_by, ''),
    waited_us, rang_us, talked_us, wrapped_us, why, coalesce(actor, ''), skills, held_us, outgoing`

const selectEvents = `-- name: selectEvents
SELECT ` + eventColumns + ` FROM call_event WHERE call = $1 ORDER BY at, epoch, n`

const selectJournal = `-- name: selectJournal
SELECT ` + eventColumns + ` FROM call_event WHERE at >= $1 AND at < $2 ORDER BY at, epoch, n`

// Call finds a call; ErrNotFound if the journal has not told of it.
func (s *Store) Call(ctx context.Context, id queue.CallID) (Call, error) {
	rows, _ := s.pool.Query(ctx, selectCall, id)
	call, err := pgx.CollectExactlyOneRow(rows, scanCall)
	if err := found(err); err != nil {
		return Call{}, fmt.Errorf("find call: %w", err)
	}
	return call, nil
}

// Calls lists the calls that arrived from one moment on and before another, the oldest first.
func (s *Store) Calls(ctx context.Context, from, before time.Time) ([]Call, error) {
	rows, _ := s.pool.Query(ctx, selectCalls, from, before)
	calls, err := pgx.CollectRows(rows, scanCall)
	if err != nil {
		return nil, fmt.Errorf("list calls: %w", err)
	}
	return calls, nil
}

// Events gives a call's journal in the order in which things happened.
func (s *Store) Events(ctx context.Context, call queue.CallID) ([]queue.Record, error) {
	rows, _ := s.pool.Query(ctx, selectEvents, call)
	return collectEvents(rows)
}

// Records gives the whole journal from one moment on and before another, in the order in which things
// happened.
func (s *Store) Records(ctx context.Context, from, before time.Time) ([]queue.Record, error) {
	rows, _ := s.pool.Query(ctx, selectJournal, from, before)
	return collectEvents(rows)
}

func collectEvents(rows pgx.Rows) ([]queue.Record, error) {
	events, err := pgx.CollectRows(rows, scanEvent)
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	return events, nil
}

func scanCall(row pgx.CollectableRow) (c Call, err error) {
	var key []byte
	var times [5]*time.Time
	var spans [5]int64
	err = row.Scan(&c.ID, &c.Line, &c.Withheld, &key, &c.Arrived, &times[0], &times[1], &times[2], &times[3],
		&c.EndReason, &c.EndedBy, &c.Agent, &c.Live, &c.Offers, &c.Declined, &c.Missed, &c.Failed, &c.Withdrawn, &c.Talks,
		&spans[0], &spans[1], &spans[2], &spans[3], &spans[4], &c.Outgoing, &times[4], &c.Choice)
	c.CallerKey = hex.EncodeToString(key)
	c.Waiting, c.Answered, c.Connected, c.Ended = moment(times[0]), moment(times[1]), moment(times[2]), moment(times[3])
	c.Asked = moment(times[4])
	c.Waited, c.Rang, c.Talked, c.Wrapped = span(spans[0]), span(spans[1]), span(spans[2]), span(spans[3])
	c.Held = span(spans[4])
	return c, err
}

func scanEvent(row pgx.CollectableRow) (r queue.Record, err error) {
	var key []byte
	var epoch, n int64
	var spans [5]int64
	err = row.Scan(&epoch, &n, &r.At, &r.Kind, &r.Call, &r.Line, &r.Agent, &r.Offer, &key, &r.Caller.Withheld, &r.Pause, &r.Reason, &r.By,
		&spans[0], &spans[1], &spans[2], &spans[3], &r.Why, &r.Actor, &r.Skills, &spans[4], &r.Outgoing)
	r.Epoch, r.N, r.Caller.Key = uint64(epoch), uint64(n), hex.EncodeToString(key)
	r.Waited, r.Rang, r.Talked, r.Wrapped = span(spans[0]), span(spans[1]), span(spans[2]), span(spans[3])
	r.Held = span(spans[4])
	return r, err
}

func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func span(microseconds int64) time.Duration { return time.Duration(microseconds) * time.Microsecond }
