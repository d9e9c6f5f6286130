package sql

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/sql/casework"
)

const selectCasesOfContacts = `-- name: selectCasesOfContacts
SELECT ` + caseColumns + `, EXISTS (SELECT FROM contact WHERE contact.child_case = child_case.id AND contact.forgotten_at IS NULL AND contact.id <> ALL ($1::uuid[]))
` + fromCases + `WHERE child_case.id IN (SELECT child_case FROM contact WHERE id = ANY ($1::uuid[])) ORDER BY child_case.opened_at, child_case.id`

// SubjectCase is what was written in a case over many contacts.
type SubjectCase struct {
	ID      string             `json:"id"`
	Code    string             `json:"code"`
	Status  casework.Status    `json:"status"`
	Outcome string             `json:"outcome,omitempty"`
	Opened  time.Time          `json:"opened_at"`
	Closed  time.Time          `json:"closed_at,omitzero"`
	Fields  []SubjectField     `json:"fields"`
	Events  []SubjectCaseEvent `json:"events"`
	Told    []SubjectReferral  `json:"referrals"`
	Papers  []SubjectDocument  `json:"documents"`
	Seen    []SubjectSeen      `json:"seen"`
	Erased  bool               `json:"erased"`
	// AboutOthers: a case always may be. A person must weigh their rights before it is handed out.
	AboutOthers bool `json:"may_be_about_others"`
}

// SubjectCaseEvent is one entry of a case's timeline. Who it was is not the subject's to know.
type SubjectCaseEvent struct {
	At    time.Time     `json:"at"`
	Kind  casework.Kind `json:"kind"`
	Words string        `json:"words,omitempty"` // of a note
}

// findCases gives the cases that were named and those that have no contacts but these, and the codes of those that have others'.
func (s *Store) findCases(ctx context.Context, contacts []row, named []string) (cases []caseRow, shared []string, err error) {
	have := map[string]bool{}
	for _, name := range named {
		c, err := s.Cases().find(ctx, s.pool, name)
		if errors.Is(err, ErrNotFound) {
			err = fmt.Errorf("there is no case %s: %w", name, err)
		}
		if err != nil {
			return nil, nil, err
		}
		cases, have[c.ID] = append(cases, c), true
	}
	ids := make([]string, len(contacts))
	for i, c := range contacts {
		ids[i] = c.ID
	}
	rows, _ := s.pool.Query(ctx, selectCasesOfContacts, ids)
	shared = []string{}
	for rows.Next() {
		var others bool
		c, err := scanCase(withLast{rows, &others})
		switch {
		case err != nil:
			rows.Close()
			return nil, nil, err
		case have[c.ID]:
		case others:
			shared = append(shared, c.Code)
		default:
			cases = append(cases, c)
		}
	}
	return cases, shared, rows.Err()
}

// withLast is a row with one more column than its scan knows.
type withLast struct {
	pgx.CollectableRow
	last any
}

// Scan reads the row.
func (r withLast) Scan(into ...any) error { return r.CollectableRow.Scan(append(into, r.last)...) }

func (s *Store) subjectCase(ctx context.Context, c *caseRow, lang string) (SubjectCase, error) {
	if err := s.Cases().open(ctx, c); err != nil && !errors.Is(err, ErrForgotten) {
		return SubjectCase{}, err
	}
	found := SubjectCase{ID: c.ID, Code: c.Code, Status: c.Status, Outcome: c.Outcome, Opened: c.OpenedAt, Closed: c.ClosedAt,
		Fields: labelled(c.Version, c.Values, lang), Erased: c.Forgotten, AboutOthers: !c.Forgotten}
	events, err := s.Cases().Timeline(ctx, c.ID)
	if err == nil {
		found.Seen, err = s.seen(ctx, caseObject(c.ID))
	}
	for _, e := range events {
		found.Events = append(found.Events, SubjectCaseEvent{e.At, e.Kind, e.Words})
	}
	if err == nil {
		found.Told, err = s.subjectReferrals(ctx, c.ID)
	}
	if err == nil {
		found.Papers, err = s.subjectDocuments(ctx, c.ID)
	}
	return found, err
}
