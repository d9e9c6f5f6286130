package sql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/queue"
	"alo116/sql/casework"
)

const insertCaseEvent = `-- name: insertCaseEvent
WITH counted AS (UPDATE child_case SET rev = $2 WHERE id = $1)
INSERT INTO case_event (child_case, rev, kind, field, value, sealed, actor) VALUES ($1, $2, $3, nullif($4, ''), $5, $6, $7)`

const selectCaseEvents = `-- name: selectCaseEvents
SELECT case_event.rev, case_event.kind, coalesce(case_event.field, ''), case_event.value, case_event.sealed, case_event.at, case_event.actor, person.name
FROM case_event JOIN person ON person.id = case_event.actor WHERE case_event.child_case = $1 ORDER BY case_event.rev DESC`

// CaseEvent is an entry of a case's timeline.
type CaseEvent struct {
	Rev   int
	Kind  casework.Kind
	Field string          // of the case sheet, if one was filled in
	Value json.RawMessage // codes and ids; null of what is sealed
	Words string          // of a note, or the name of a place that was called
	At    time.Time
	Actor queue.AgentID
	Name  string // of the actor

	sealed *string
}

// event writes the next entry of a case's timeline, which is its next revision. Nothing is remembered of words but their seal.
func (t Cases) event(ctx context.Context, tx pgx.Tx, c *caseRow, e CaseEvent) error {
	c.Rev++
	if _, err := tx.Exec(ctx, insertCaseEvent, c.ID, c.Rev, e.Kind, e.Field, e.Value, e.sealed, e.Actor); err != nil {
		return fmt.Errorf("write the timeline: %w", err)
	}
	return nil
}

// Timeline lists all that happened in a case, the newest first, with the words of its notes. It is for who may read the case.
func (t Cases) Timeline(ctx context.Context, id string) ([]CaseEvent, error) {
	events, err := t.timeline(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read a case's timeline: %w", err)
	}
	return events, nil
}

func (t Cases) timeline(ctx context.Context, id string) ([]CaseEvent, error) {
	c, err := t.find(ctx, t.store.pool, id)
	if err != nil {
		return nil, err
	}
	rows, _ := t.store.pool.Query(ctx, selectCaseEvents, c.ID)
	events, err := pgx.CollectRows(rows, scanCaseEvent)
	if err != nil || c.key == nil {
		return events, err
	}
	box, err := t.box(ctx, &c)
	for i := range events {
		if err == nil && events[i].Kind.Worded() && events[i].sealed != nil {
			err = events[i].open(box, c.ID)
		}
	}
	if errors.Is(err, ErrForgotten) {
		err = nil // what happened stays, its words do not
	}
	return events, err
}

func scanCaseEvent(from pgx.CollectableRow) (e CaseEvent, err error) {
	err = from.Scan(&e.Rev, &e.Kind, &e.Field, &e.Value, &e.sealed, &e.At, &e.Actor, &e.Name)
	return e, err
}

func (e *CaseEvent) open(box tink.AEAD, id string) error {
	words, err := openText(box, *e.sealed, eventPlace(id, e.Rev))
	e.Words = string(words)
	return err
}

// eventPlace binds what an entry of the timeline seals to its case and revision.
func eventPlace(id string, rev int) []byte { return casePlace(id, "event "+strconv.Itoa(rev)) }

// value is something coded as an event tells it.
func value(of any) json.RawMessage {
	text, err := json.Marshal(of)
	if err != nil {
		panic(err) // strings only: it cannot
	}
	return text
}
