package sql

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"alo116/sql/retention"
)

// Erasure is what forgetting somebody takes away, or would.
type Erasure struct {
	Contacts  []string // that are not forgotten yet, the oldest first
	Cases     []string // codes of those that are not forgotten yet: they were named, or have no contacts of anybody else
	Shared    []string // codes of cases that stay, for contacts of others are in them too
	Forgotten int      // that were before
	Calls     int      // that tell who called
	Held      []string // what somebody holds, in words for people: nothing goes before they release it
	Halfway   int      // of anybody, emptied by an erasure that was cut off, whose keys are still there; who they were about is not known any more
}

// ErrHeld says that the law needs something of a subject beyond its time, as somebody decided who may: erasure is no way around that.
var ErrHeld = errors.New("held from being let go")

// A contact is held with its case, too.
const selectHeld = `-- name: selectHeld
SELECT 'contact ' || contact.id FROM contact LEFT JOIN child_case ON child_case.id = contact.child_case AND child_case.forgotten_at IS NULL
WHERE contact.id = ANY ($1::uuid[]) AND contact.forgotten_at IS NULL AND (contact.held_at IS NOT NULL OR child_case.held_at IS NOT NULL)
UNION ALL SELECT 'case ' || code FROM child_case WHERE id = ANY ($2::uuid[]) AND held_at IS NOT NULL AND forgotten_at IS NULL ORDER BY 1`

// FindErasure tells what ForgetSubject would take away. ErrNotFound if a contact is not there.
func (s *Store) FindErasure(ctx context.Context, whom Whom) (Erasure, error) {
	k, err := s.find(ctx, whom)
	var e Erasure
	if err == nil {
		e, err = s.erasureOf(ctx, k)
	}
	if err != nil {
		return Erasure{}, fmt.Errorf("find what to forget: %w", err)
	}
	return e, nil
}

func (s *Store) erasureOf(ctx context.Context, k kept) (e Erasure, err error) {
	e.Shared = k.shared
	for _, c := range k.cases {
		if !c.Forgotten || c.key != nil {
			e.Cases = append(e.Cases, c.Code)
		}
	}
	for _, c := range k.contacts {
		if c.forgotten() {
			e.Forgotten++
		} else {
			e.Contacts = append(e.Contacts, c.ID)
		}
	}
	for _, c := range k.calls {
		if c.CallerKey != "" {
			e.Calls++
		}
	}
	ids, _, cases := k.ids()
	if e.Held, err = heldOf(ctx, s.pool, ids, cases); err != nil {
		return e, err
	}
	halfway, err := s.halfForgotten(ctx)
	e.Halfway = len(halfway)
	return e, err
}

func heldOf(ctx context.Context, in asked, contacts, cases []string) ([]string, error) {
	rows, _ := in.Query(ctx, selectHeld, contacts, cases)
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// ids names all that is kept: the contacts, the calls, the cases.
func (k kept) ids() (contacts, calls, cases []string) {
	contacts, calls, cases = make([]string, len(k.contacts)), make([]string, len(k.calls)), make([]string, len(k.cases))
	for i, c := range k.contacts {
		contacts[i] = c.ID
	}
	for i, c := range k.calls {
		calls[i] = string(c.ID)
	}
	for i, c := range k.cases {
		cases[i] = c.ID
	}
	return contacts, calls, cases
}

// forgotten tells whether a contact has nothing left that could be forgotten: its key is gone and with it all that was sealed.
func (c row) forgotten() bool { return c.Closed && c.key == nil && len(c.sealed) == 0 }

// ForgetSubject erases somebody at their lawful request, here and in every backup: of their contacts stays that there was
// one, its times and its kind; their calls tell no more who called. A case goes with them if it was named, or has no contacts of
// anybody else. What for, a code, stands in the audit trail. ErrHeld if something of it is held: then nothing goes.
//
// It may be repeated, and must be after an error. Whoever is named by a number is not found by it any more once their calls tell no more
// who called: so it destroys the keys of whatever is half forgotten, of anybody.
func (s *Store) ForgetSubject(ctx context.Context, whom Whom, purpose string) (e Erasure, err error) {
	k, err := s.find(ctx, whom)
	if err == nil {
		e, err = s.erasureOf(ctx, k)
	}
	if err == nil {
		err = s.in(ctx, func(tx pgx.Tx) error { return s.forgetSubject(ctx, tx, k, purpose) })
	}
	if err == nil {
		_, err = s.FinishForgetting(ctx)
	}
	if err != nil {
		return e, fmt.Errorf("forget somebody: %w", err)
	}
	return e, nil
}

func (s *Store) forgetSubject(ctx context.Context, tx pgx.Tx, k kept, purpose string) error {
	ids, linked, cases := k.ids()
	held, err := heldOf(ctx, tx, ids, cases)
	if err == nil && len(held) > 0 {
		err = fmt.Errorf("%s: %w", strings.Join(held, ", "), ErrHeld)
	}
	if err != nil {
		return err
	}
	if err := unlink(ctx, tx, linked); err != nil {
		return err
	}
	if err := s.forgetRefused(ctx, tx, k); err != nil {
		return err
	}
	how := forgetting{stays: []string{retention.CallType}, unlink: true, purpose: purpose}
	if err := s.forgetAll(ctx, tx, ids, how); err != nil {
		return err
	}
	if err := s.forgetCases(ctx, tx, cases, purpose); err != nil {
		return err
	}
	return s.auditedSubject(ctx, tx, "subject.forgotten", purpose, k)
}
