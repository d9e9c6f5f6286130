package sql

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

// forgetRefused deletes the records that broke a rule of the journal and tell of a subject. What does not open tells nobody anything.
func (s *Store) forgetRefused(ctx context.Context, tx pgx.Tx, k kept) error {
	rows, _ := tx.Query(ctx, selectRefused)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[refusedRecord])
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range all {
		var told queue.Record
		plain, err := s.keys.Decrypt(r.Sealed, refusedPlace(r.Epoch, r.N))
		if err == nil && json.Unmarshal(plain, &told) == nil && k.tellsOf(told) {
			ids = append(ids, r.Epoch+" "+r.N)
		}
	}
	_, err = tx.Exec(ctx, deleteRefused, ids)
	return err
}

// tellsOf tells whether a record is about a call of the subject, or came with their number.
func (k kept) tellsOf(r queue.Record) bool {
	return slices.ContainsFunc(k.calls, func(c Call) bool { return c.ID == r.Call }) ||
		slices.ContainsFunc(KeysOf(r.Caller), func(key []byte) bool {
			return slices.ContainsFunc(k.keys, func(known []byte) bool { return bytes.Equal(key, known) })
		})
}
