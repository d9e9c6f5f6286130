package sql

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
)

const selectContactsWithNumber = `-- name: selectContactsWithNumber
SELECT ` + contactColumns + ` FROM contact LEFT JOIN call ON call.id = contact.call
WHERE contact.sealed ? $1 AND contact.id <> ALL ($2::uuid[]) ORDER BY contact.opened_at DESC, contact.id`

// findByNumber gives what is kept about whoever has a number: the calls that came from it with their contacts, and the contacts in which
// it was written down as the caller's, that were entered afterwards or came from another number or none, with their calls.
func (s *Store) findByNumber(ctx context.Context, number string) (k kept, err error) {
	if k.keys = s.keys.Recognise(number); len(k.keys) == 0 {
		return k, errors.New("that is no number: give it like +355 69 000 0000 or 069 000 0000")
	}
	rows, _ := s.pool.Query(ctx, selectContactsOfCaller, k.keys, subjectMost)
	if k.contacts, err = pgx.CollectRows(rows, scanContact); err != nil {
		return k, err
	}
	if k.calls, err = s.CallsOfCaller(ctx, k.keys, subjectMost); err != nil {
		return k, err
	}
	written, err := s.findWritten(ctx, number, k.contacts)
	if err != nil {
		return k, err
	}
	more, err := s.callsOf(ctx, written)
	k.contacts, k.calls = append(k.contacts, written...), append(k.calls, more...)
	return k, err
}

// callsOf gives the calls that contacts are about; of one that was entered there is none.
func (s *Store) callsOf(ctx context.Context, contacts []row) ([]Call, error) {
	ids := make([]string, len(contacts))
	for i, c := range contacts {
		ids[i] = string(c.Call)
	}
	rows, _ := s.pool.Query(ctx, selectCallsByID, ids)
	return pgx.CollectRows(rows, scanCall)
}

// findWritten opens one contact after the other in which a caller's number was written down, for nothing of it lies in the database that
// could be compared. Those that are found already are left out.
func (s *Store) findWritten(ctx context.Context, number string, but []row) (found []row, err error) {
	have := make([]string, len(but))
	for i, c := range but {
		have[i] = c.ID
	}
	rows, _ := s.pool.Query(ctx, selectContactsWithNumber, form.PhoneField, have)
	all, err := pgx.CollectRows(rows, scanContact)
	if err != nil {
		return nil, err
	}
	want, _ := s.keys.normalise(userPart(number))
	for _, c := range all {
		numbers, err := s.writtenNumbers(ctx, c)
		if err != nil {
			return nil, err
		}
		if slices.Contains(numbers, want) {
			found = append(found, c)
		}
	}
	return found, nil
}

// writtenNumbers gives the numbers that were written down as the caller's, whatever stands between them. None if the contact's key is gone.
func (s *Store) writtenNumbers(ctx context.Context, c row) (numbers []string, err error) {
	box, err := s.Contacts().box(ctx, c.key)
	if errors.Is(err, ErrForgotten) {
		return nil, nil
	}
	var value []byte
	if err == nil {
		value, err = unsealText(box, c.ID, form.PhoneField, c.sealed[form.PhoneField])
	}
	var text string
	if err == nil {
		err = json.Unmarshal(value, &text)
	}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789+-.() \u00a0", r) }) {
		full, _ := s.keys.normalise(strings.TrimSpace(part))
		numbers = append(numbers, full)
	}
	return numbers, err
}
