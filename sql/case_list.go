package sql

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
	"alo116/sql/casework"
)

// What is due comes first, the longest due before the others; then the newest. $12 is today.
const listCases = `-- name: listCases
SELECT ` + caseColumns + fromCases + `
WHERE child_case.forgotten_at IS NULL AND ($1 OR child_case.owner::text = ANY ($2::text[]))
AND ($3 = '' OR child_case.code = $3) AND ($4 = '' OR child_case.status = $4 OR $4 = 'active' AND child_case.closed_at IS NULL)
AND ($5 = '' OR child_case.owner::text = $5) AND ($6::text[] IS NULL OR child_case.place = ANY ($6))
AND ($7::text[] IS NULL OR child_case.category = ANY ($7)) AND child_case.opened_at >= $8 AND child_case.opened_at < $9
AND ($10::bytea[] IS NULL OR child_case.id IN (SELECT contact.child_case FROM contact JOIN call ON call.id = contact.call
    WHERE call.caller_key = ANY ($10)))
AND (NOT $11 OR child_case.follow_up <= $12::text::date)
ORDER BY (child_case.follow_up <= $12::text::date) IS TRUE DESC, CASE WHEN child_case.follow_up <= $12::text::date THEN child_case.follow_up END,
    child_case.opened_at DESC, child_case.id
LIMIT $13 OFFSET $14`

const selectCaseNotes = `-- name: selectCaseNotes
SELECT rev, sealed FROM case_event WHERE child_case = $1 AND kind = 'note' AND sealed IS NOT NULL`

// Active is, in a CaseQuery, every status but closed.
const Active casework.Status = "active"

// CaseQuery says which cases to list. What is empty bounds nothing.
type CaseQuery struct {
	Code       string
	Status     casework.Status
	Owner      queue.AgentID
	Places     []string // any of these codes
	Categories []string
	Caller     [][]byte // keys that recognise a number of one of its contacts
	Due        bool     // whose follow-up is today or was before
	// From and Before bound when a case was opened; a zero Before is now.
	From, Before time.Time
	// Words must all occur in what is sealed in a case or its notes, whatever the capitals and accents, as in Query.
	Words string
	// Owners are those whose cases may be listed; nobody's, if it is empty and Everybody is false.
	Owners    []queue.AgentID
	Everybody bool
	// Skip is how many to leave out, found before; Most is how many are given at most, 50 if it is 0.
	Skip, Most int
	Today      string // a day, 2026-03-14
	// Time is how long words are looked for; 0 is 5 s.
	Time time.Duration
}

// CaseList is what was found.
type CaseList struct {
	Cases []Case
	Next  int // what to skip for more; 0 if there is no more
}

// List finds cases, what is due first, without what is sealed in them. Whose may be listed is for who calls it.
func (t Cases) List(ctx context.Context, q CaseQuery) (CaseList, error) {
	list, err := t.list(ctx, q)
	if err != nil {
		return CaseList{}, fmt.Errorf("list cases: %w", err)
	}
	return list, nil
}

// ListFor is List, for somebody who looks for a number or for words. What was found is given only when the audit trail has it.
func (t Cases) ListFor(ctx context.Context, q CaseQuery, by queue.AgentID, purpose, words string) (CaseList, error) {
	list, err := t.List(ctx, q)
	if err != nil {
		return CaseList{}, err
	}
	action := "cases.searched"
	if q.Caller != nil {
		action = "cases.searched_by_number"
	}
	if err := t.store.Audit(ctx, Act{Actor: by, Action: action, Object: "cases", Purpose: purpose, Words: words}); err != nil {
		return CaseList{}, fmt.Errorf("list cases: %w", err)
	}
	return list, nil
}

func (t Cases) list(ctx context.Context, q CaseQuery) (list CaseList, err error) {
	words, most, until := strings.Fields(fold(q.Words)), or(q.Most, 50), time.Now().Add(or(q.Time, 5*time.Second))
	limit := most + 1
	if len(words) > 0 {
		limit = 10_000
	}
	found, err := t.rows(ctx, q, limit)
	for i := range found {
		full := len(list.Cases) == most
		if err != nil || full || i > 0 && len(words) > 0 && time.Now().After(until) {
			list.Next = q.Skip + i
			break
		}
		mentions := true
		if len(words) > 0 {
			mentions, err = t.mentions(ctx, &found[i], words)
		}
		if mentions && err == nil {
			list.Cases = append(list.Cases, found[i].Case)
		}
	}
	return list, err
}

func (t Cases) rows(ctx context.Context, q CaseQuery, limit int) ([]caseRow, error) {
	rows, _ := t.store.pool.Query(ctx, listCases, q.Everybody, texts(q.Owners), q.Code, q.Status, q.Owner, q.Places, q.Categories, q.From,
		or(q.Before, time.Now().Add(time.Hour)), q.Caller, q.Due, or(q.Today, time.Now().Format(time.DateOnly)), limit, q.Skip)
	return pgx.CollectRows(rows, scanCase)
}

// mentions tells whether all words occur in what is sealed in a case and its notes. The case stays as it was found.
func (t Cases) mentions(ctx context.Context, c *caseRow, words []string) (bool, error) {
	box, err := t.box(ctx, c)
	if err != nil {
		return false, err
	}
	var text strings.Builder
	for field, sealed := range c.sealed {
		plain, err := openText(box, sealed, casePlace(c.ID, field))
		if err != nil {
			return false, err
		}
		writeJSON(&text, plain)
	}
	rows, _ := t.store.pool.Query(ctx, selectCaseNotes, c.ID)
	var note CaseEvent
	_, err = pgx.ForEachRow(rows, []any{&note.Rev, &note.sealed}, func() error {
		if err := note.open(box, c.ID); err != nil {
			return err
		}
		write(&text, note.Words)
		return nil
	})
	return err == nil && allIn(text.String(), words), err
}
