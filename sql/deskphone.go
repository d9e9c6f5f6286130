package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

// DeskPhone is a person's SIP phone, which they may use in place of their browser's.
type DeskPhone struct {
	Person   queue.AgentID
	User     string
	Password string
	Used     bool // it rings, and the browser does not
	AddedAt  time.Time
}

const upsertDeskPhone = `-- name: upsertDeskPhone
INSERT INTO desk_phone (person, username, secret) VALUES ($1, $2, $3)
ON CONFLICT (person) DO UPDATE SET username = excluded.username, secret = excluded.secret, added_at = now()`

const selectDeskPhones = `-- name: selectDeskPhones
SELECT person::text, username, secret, in_use, added_at FROM desk_phone ORDER BY person`

const selectDeskPhone = `-- name: selectDeskPhone
SELECT in_use, added_at FROM desk_phone WHERE person = $1`

const updateDeskPhoneUse = `-- name: updateDeskPhoneUse
UPDATE desk_phone SET in_use = $2 WHERE person = $1`

const deleteDeskPhone = `-- name: deleteDeskPhone
DELETE FROM desk_phone WHERE person = $1`

// SetDeskPhone gives a person a desk phone with this name and password, in place of any they had; whether it is used stays.
func (s *Store) SetDeskPhone(ctx context.Context, id queue.AgentID, user, password string) error {
	box, err := s.Seal(deskPhoneUse(id), []byte(password))
	if err != nil {
		return err
	}
	return s.changeOwn(ctx, "set a desk phone", id, "account.desk_phone_added", func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, upsertDeskPhone, id, user, box)
		return err
	})
}

// DeskPhone tells of a person's desk phone, without what it signs in with; ErrNotFound if they have none.
func (s *Store) DeskPhone(ctx context.Context, id queue.AgentID) (DeskPhone, error) {
	p := DeskPhone{Person: id}
	if err := s.pool.QueryRow(ctx, selectDeskPhone, id).Scan(&p.Used, &p.AddedAt); err != nil {
		return DeskPhone{}, fmt.Errorf("look for a desk phone: %w", found(err))
	}
	return p, nil
}

// DeskPhones lists all there are. One that does not open is logged and left out: the others are to ring.
func (s *Store) DeskPhones(ctx context.Context) (all []DeskPhone, err error) {
	rows, _ := s.pool.Query(ctx, selectDeskPhones)
	var p DeskPhone
	var box []byte
	_, err = pgx.ForEachRow(rows, []any{&p.Person, &p.User, &box, &p.Used, &p.AddedAt}, func() error {
		password, err := s.Unseal(deskPhoneUse(p.Person), box)
		if err != nil {
			s.log.Error().Str("person", string(p.Person)).Err(err).Msg("a desk phone cannot register: set it up again")
			return nil
		}
		p.Password = string(password)
		all = append(all, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list desk phones: %w", err)
	}
	return all, nil
}

// UseDeskPhone has a person's desk phone ring in place of their browser, or the browser again; ErrNotFound if they have none.
func (s *Store) UseDeskPhone(ctx context.Context, id queue.AgentID, on bool) error {
	if err := one(s.pool.Exec(ctx, updateDeskPhoneUse, id, on)); err != nil {
		return fmt.Errorf("use a desk phone: %w", err)
	}
	return nil
}

// RemoveDeskPhone takes a person's desk phone from them, by themselves or an administrator; ErrNotFound if they have none.
func (s *Store) RemoveDeskPhone(ctx context.Context, id queue.AgentID) error {
	if err := s.in(ctx, func(tx pgx.Tx) error { return s.removeDeskPhone(ctx, tx, id) }); err != nil {
		return fmt.Errorf("remove a desk phone: %w", err)
	}
	return nil
}

func (s *Store) removeDeskPhone(ctx context.Context, tx pgx.Tx, id queue.AgentID) error {
	if err := one(tx.Exec(ctx, deleteDeskPhone, id)); err != nil {
		return err
	}
	return s.audited(ctx, tx, Act{Action: "account.desk_phone_removed", Object: personObject(id)})
}

// deskPhoneUse binds the seal of a password to its owner.
func deskPhoneUse(id queue.AgentID) string { return "desk phone " + string(id) }
