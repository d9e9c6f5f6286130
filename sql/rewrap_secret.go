package sql

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

const selectTOTPSecrets = `-- name: selectTOTPSecrets
SELECT person::text, secret FROM totp ORDER BY person`

const selectPhoneSecrets = `-- name: selectPhoneSecrets
SELECT person::text, secret FROM desk_phone ORDER BY person`

// A secret that somebody changed meanwhile is left as it is by then.
const updateTOTPSecret = `-- name: updateTOTPSecret
UPDATE totp SET secret = $3 WHERE person = $1 AND secret = $2`

const updatePhoneSecret = `-- name: updatePhoneSecret
UPDATE desk_phone SET secret = $3 WHERE person = $1 AND secret = $2`

type secretOf struct {
	Person queue.AgentID
	Box    []byte
}

// resealSecrets brings what people sign in and ring with under the newest master key.
func (s *Store) resealSecrets(ctx context.Context) (done int, err error) {
	apps, fault := s.resealColumn(ctx, selectTOTPSecrets, updateTOTPSecret, totpUse,
		"the authenticator's secret of person %s does not open, and they cannot sign in by it: have them set it up anew ('alo116 user forget-factors')")
	phones, err := s.resealColumn(ctx, selectPhoneSecrets, updatePhoneSecret, deskPhoneUse,
		"the password of the desk phone of person %s does not open, and it cannot ring: have it set up anew")
	return apps + phones, errors.Join(fault, err)
}

// resealColumn reseals one column of secrets. One that does not open keeps no other from it, and is told with what to do.
func (s *Store) resealColumn(ctx context.Context, query, update string, use func(queue.AgentID) string, again string) (done int, err error) {
	rows, _ := s.pool.Query(ctx, query)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[secretOf])
	for _, one := range all {
		if s.keys.byNewest(one.Box) {
			continue
		}
		box, fault := s.sealedAnew(use(one.Person), one.Box)
		if fault != nil {
			err = errors.Join(err, fmt.Errorf(again+": %w", one.Person, fault))
			continue
		}
		changed, fault := s.pool.Exec(ctx, update, one.Person, one.Box, box)
		done, err = done+int(changed.RowsAffected()), errors.Join(err, fault)
	}
	return done, err
}

func (s *Store) sealedAnew(use string, box []byte) ([]byte, error) {
	plain, err := s.Unseal(use, box)
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	return s.Seal(use, plain)
}
