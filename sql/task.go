package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql/casework"
)

const dropTasks = `-- name: dropTasks
DELETE FROM task WHERE contact = $1 AND done_at IS NULL AND kind <> ALL ($2::text[])`

// What was done stays done, unless it is to be done at another time. $3 is null for what has no time of its own.
const upsertTask = `-- name: upsertTask
INSERT INTO task (contact, kind, due) VALUES ($1, $2, coalesce($3, clock_timestamp()))
ON CONFLICT (contact, kind) DO UPDATE SET due = excluded.due, made_at = clock_timestamp(), done_at = NULL, done_by = NULL, outcome = NULL
    WHERE $3 IS NOT NULL AND task.due <> excluded.due`

const closeTask = `-- name: closeTask
UPDATE task SET done_at = clock_timestamp(), done_by = $3, outcome = $4 WHERE contact = $1 AND kind = $2 AND done_at IS NULL`

const deleteTasksOf = `-- name: deleteTasksOf
DELETE FROM task WHERE contact = $1`

const selectTasks = `-- name: selectTasks
SELECT ` + contactColumns + `, task.kind, task.due
FROM task JOIN contact ON contact.id = task.contact LEFT JOIN call ON call.id = contact.call
WHERE task.done_at IS NULL AND contact.forgotten_at IS NULL
AND CASE WHEN task.kind = ANY ($1::text[]) THEN contact.agent::text = $2 ELSE contact.agent::text = ANY ($3::text[]) END
ORDER BY task.due, contact.id LIMIT 500`

// Task is what a closed contact left to be done. The contact is without what is sealed in it.
type Task struct {
	form.Contact
	Kind form.TaskKind
	Due  time.Time
}

// Tasks keeps what is left to be done.
type Tasks struct{ store *Store }

// Tasks gives the store of what is left to be done.
func (s *Store) Tasks() Tasks { return Tasks{s} }

// leave keeps what a contact that is being closed leaves to be done. A follow-up of a contact in a case becomes the case's.
func (t Contacts) leave(ctx context.Context, tx pgx.Tx, c row, by queue.AgentID) error {
	left := form.LeftBy(c.Contact, time.Local)
	kinds := make([]string, len(left))
	for i, l := range left {
		kinds[i] = string(l.Kind)
	}
	if _, err := tx.Exec(ctx, dropTasks, c.ID, kinds); err != nil || len(left) == 0 {
		return err
	}
	of, err := caseOf(ctx, tx, c.ID)
	for _, l := range left {
		if err == nil {
			err = t.leaveOne(ctx, tx, c.ID, of, l, by)
		}
	}
	return err
}

func (t Contacts) leaveOne(ctx context.Context, tx pgx.Tx, contact, of string, l form.Left, by queue.AgentID) error {
	var due *time.Time
	if !l.Due.IsZero() {
		due = &l.Due
	}
	fresh, err := tx.Exec(ctx, upsertTask, contact, l.Kind, due)
	if err != nil || fresh.RowsAffected() == 0 || l.Kind != form.FollowUpTask || of == "" {
		return err
	}
	taken, err := t.store.Cases().remind(ctx, tx, of, l.Due.Format(time.DateOnly), by)
	if err == nil && taken {
		_, err = tx.Exec(ctx, closeTask, contact, l.Kind, by, "in_case")
	}
	return err
}

// remind gives a case the day of a follow-up, unless an earlier one is still to come. It tells false if the case is not worked on.
func (t Cases) remind(ctx context.Context, tx pgx.Tx, id, day string, by queue.AgentID) (bool, error) {
	c, err := t.locked(ctx, tx, id)
	if c.Forgotten || err == nil && c.Status == casework.Closed {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if c.FollowUp >= time.Now().Format(time.DateOnly) && c.FollowUp <= day {
		return true, nil
	}
	if _, err := tx.Exec(ctx, updateCaseFollowUp, c.ID, day); err != nil {
		return false, err
	}
	return true, t.event(ctx, tx, &c, CaseEvent{Kind: casework.FollowingUp, Actor: by, Value: value(day)})
}

// Of lists what waits to be done, what is due first: somebody's own, and what is for the supervisors of contacts of these owners.
func (t Tasks) Of(ctx context.Context, me queue.AgentID, owners []queue.AgentID) ([]Task, error) {
	kinds, whose := texts(form.OwnersTasks()), texts(owners)
	rows, _ := t.store.pool.Query(ctx, selectTasks, kinds, me, whose)
	found, err := pgx.CollectRows(rows, func(from pgx.CollectableRow) (task Task, err error) {
		var c row
		err = from.Scan(append(c.places(), &task.Kind, &task.Due)...)
		task.Contact = c.Contact
		return task, err
	})
	if err != nil {
		return nil, fmt.Errorf("list what is to be done: %w", err)
	}
	return found, nil
}

// texts gives names as what the database takes.
func texts[T ~string](names []T) []string {
	plain := make([]string, len(names))
	for i, name := range names {
		plain[i] = string(name)
	}
	return plain
}

// taskActs are how the audit trail calls what was done.
var taskActs = map[form.TaskKind]string{form.FollowUpTask: "contact.followed_up", form.NextTalkTask: "contact.talked_again",
	form.ComplaintTask: "contact.complaint_seen", form.WarningTask: "contact.warning_refused"}

// Done tells that something was done; a warning that was proposed is refused by it. ErrNotFound if it does not wait.
func (t Tasks) Done(ctx context.Context, contact string, kind form.TaskKind, by queue.AgentID) error {
	outcome := map[form.TaskKind]string{form.ComplaintTask: "seen", form.WarningTask: "refused"}[kind]
	return t.close(ctx, contact, kind, by, or(outcome, "done"), taskActs[kind], func(pgx.Tx) error { return nil })
}

// Confirm warns whoever talks next with the caller of a contact, as was proposed there, in the words of who decides it.
func (t Tasks) Confirm(ctx context.Context, a form.Approach) error {
	kept, err := t.store.Contacts().newApproach(ctx, a)
	if err != nil {
		return fmt.Errorf("confirm a warning: %w", err)
	}
	return t.close(ctx, a.Contact, form.WarningTask, a.Agent, "confirmed", "contact.warning_confirmed", func(tx pgx.Tx) error {
		return t.store.Contacts().keepApproach(ctx, tx, kept)
	})
}

func (t Tasks) close(ctx context.Context, contact string, kind form.TaskKind, by queue.AgentID, outcome, action string, with func(pgx.Tx) error) error {
	if uuid.Validate(contact) != nil {
		return ErrNotFound
	}
	err := t.store.in(ctx, func(tx pgx.Tx) error {
		if err := one(tx.Exec(ctx, closeTask, contact, kind, by, outcome)); err != nil {
			return err
		}
		if err := with(tx); err != nil {
			return err
		}
		return t.store.audited(ctx, tx, Act{Actor: by, Action: action, Object: contactObject(contact)})
	})
	if err != nil {
		return fmt.Errorf("close what was to be done: %w", err)
	}
	return nil
}
