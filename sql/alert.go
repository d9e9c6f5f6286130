package sql

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
	"alo116/sql/audit"
)

// ErrOwnAlert says that somebody else must look at what one did oneself.
var ErrOwnAlert = errors.New("the alert is about oneself")

const insertAlert = `-- name: insertAlert
INSERT INTO alert (entry) VALUES ($1)`

const selectAlerts = `-- name: selectAlerts
SELECT alert.entry, alert.at, coalesce(audit.actor, ''), coalesce(person.name, ''), audit.action, audit.object, audit.purpose
FROM alert JOIN audit ON audit.n = alert.entry LEFT JOIN person ON person.id::text = audit.actor
WHERE alert.closed_at IS NULL ORDER BY alert.entry DESC LIMIT 100`

const lockAlert = `-- name: lockAlert
SELECT coalesce(audit.actor, '') FROM alert LEFT JOIN audit ON audit.n = alert.entry
WHERE alert.entry = $1 AND alert.closed_at IS NULL FOR UPDATE OF alert`

const closeAlert = `-- name: closeAlert
UPDATE alert SET closed_by = $2, closed_at = clock_timestamp() WHERE entry = $1`

// Alert is a broken glass, or a document that was locked, that no supervisor has looked at yet.
type Alert struct {
	Entry     int64 // of the audit trail
	At        time.Time
	Actor     queue.AgentID // empty: nobody did it but the service
	ActorName string
	Action    string
	Object    string
	Purpose   string
}

// Witness is Audit of an act that may have taken a broken glass, of which the supervisors are alerted.
func (s *Store) Witness(ctx context.Context, a Act, glass bool) error {
	return s.witnessed(ctx, a, glass)
}

// witnessed writes an act to the audit trail, and alerts the supervisors if a glass was broken for it.
func (s *Store) witnessed(ctx context.Context, a Act, glass bool) error {
	return s.in(ctx, func(tx pgx.Tx) error {
		if glass {
			a.Action += ".glass"
		}
		if glass {
			return s.alerted(ctx, tx, a)
		}
		return s.audited(ctx, tx, a)
	})
}

// alerted writes an act to the audit trail, and alerts the supervisors of it.
func (s *Store) alerted(ctx context.Context, tx pgx.Tx, a Act) error {
	if err := s.audited(ctx, tx, a); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, insertAlert, tx.(*transaction).anchor.Size)
	return err
}

// Alerts lists the alerts that nobody has looked at, the newest first, at most 100.
func (s *Store) Alerts(ctx context.Context) ([]Alert, error) {
	rows, _ := s.pool.Query(ctx, selectAlerts)
	alerts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Alert])
	if err != nil {
		return nil, fmt.Errorf("list alerts: %w", err)
	}
	return alerts, nil
}

// CloseAlert notes that a supervisor looked at an alert. ErrNotFound if it is none, or closed; ErrOwnAlert if it is about them.
func (s *Store) CloseAlert(ctx context.Context, entry int64, by queue.AgentID) error {
	err := s.in(ctx, func(tx pgx.Tx) error {
		var actor queue.AgentID
		if err := tx.QueryRow(ctx, lockAlert, entry).Scan(&actor); err != nil {
			return found(err)
		}
		if actor == by {
			return ErrOwnAlert
		}
		if _, err := tx.Exec(ctx, closeAlert, entry, by); err != nil {
			return err
		}
		return s.audited(ctx, tx, Act{Actor: by, Action: "alert.closed", Object: audit.Name(entry)})
	})
	if err != nil {
		return fmt.Errorf("close alert: %w", err)
	}
	return nil
}
