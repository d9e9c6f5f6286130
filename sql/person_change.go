package sql

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

// PersonChange is what becomes of a person; what is nil stays.
type PersonChange struct {
	Name         *string
	Role         *queue.Role
	Team         *string
	Skills       map[queue.Skill]queue.Level
	Lang         *string
	Disabled     *bool
	PasswordHash *string
	// PasswordOnce goes with PasswordHash: whoever sets it is not its owner.
	PasswordOnce *bool
}

const updatePerson = `-- name: updatePerson
UPDATE person SET name = coalesce($2, name), role = coalesce($3, role), team = coalesce($4, team), skills = coalesce($5, skills),
    lang = coalesce($6, lang), disabled = coalesce($7, disabled), password_hash = coalesce($8, password_hash),
    password_once = coalesce($9, password_once),
    password_until = CASE WHEN $9 THEN ` + onceUntil + ` WHEN $9 IS NULL THEN password_until END
WHERE id = $1 RETURNING ` + personColumns

const lockPerson = `-- name: lockPerson
SELECT ` + personColumns + ` FROM person WHERE id = $1 FOR UPDATE`

// It waits for others who take an admin away, and sees what they left.
const lockAdmins = `-- name: lockAdmins
SELECT id FROM person WHERE role = 'admin' AND NOT disabled ORDER BY id FOR UPDATE`

// ChangePerson changes a person and gives them as they are then. Another role or password, and being disabled, ends all
// their sessions and takes their desk phone. The last administrator stays one: ErrLastAdmin.
func (s *Store) ChangePerson(ctx context.Context, id queue.AgentID, change PersonChange) (after Person, err error) {
	err = s.in(ctx, func(tx pgx.Tx) error {
		var before Person
		if before, after, err = s.changePerson(ctx, tx, id, change); err != nil {
			return err
		}
		for _, action := range changes(before, after, change) {
			if err := s.audited(ctx, tx, Act{Action: action, Object: personObject(id)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Person{}, fmt.Errorf("change person: %w", refusedPerson(err))
	}
	return after, nil
}

func (s *Store) changePerson(ctx context.Context, tx pgx.Tx, id queue.AgentID, c PersonChange) (before, after Person, err error) {
	admins, err := adminsLocked(ctx, tx)
	if err != nil {
		return before, after, err
	}
	before, err = onePerson(ctx, tx, lockPerson, id)
	if err != nil {
		return before, after, err
	}
	after, err = onePerson(ctx, tx, updatePerson, id, c.Name, c.Role, c.Team, orNull(c.Skills), c.Lang, c.Disabled, c.PasswordHash, c.PasswordOnce)
	if err != nil {
		return before, after, err
	}
	if slices.Equal(admins, []queue.AgentID{id}) && (after.Role != "admin" || after.Disabled) {
		return before, after, ErrLastAdmin
	}
	if after.Disabled || after.Role != before.Role || c.PasswordHash != nil {
		after.DeskPhone = false
		after.Era, err = s.endEra(ctx, tx, id)
	}
	return before, after, err
}

func adminsLocked(ctx context.Context, tx pgx.Tx) ([]queue.AgentID, error) {
	rows, _ := tx.Query(ctx, lockAdmins)
	return pgx.CollectRows(rows, pgx.RowTo[queue.AgentID])
}

func onePerson(ctx context.Context, tx pgx.Tx, query string, id queue.AgentID, more ...any) (Person, error) {
	if uuid.Validate(string(id)) != nil {
		return Person{}, ErrNotFound
	}
	rows, _ := tx.Query(ctx, query, append([]any{id}, more...)...)
	p, err := pgx.CollectExactlyOneRow(rows, scanPerson)
	return p, found(err)
}

// orNull makes a map that is not there NULL, which JSON would write as null.
func orNull(levels map[queue.Skill]queue.Level) any {
	if levels == nil {
		return nil
	}
	return levels
}

// SetPassword changes a person's password hash, as its owner wishes, and ends all their sessions.
func (s *Store) SetPassword(ctx context.Context, id queue.AgentID, hash string) error {
	_, err := s.ChangePerson(ctx, id, PersonChange{PasswordHash: &hash, PasswordOnce: new(false)})
	return err
}

// SetDisabled bars a person from signing in and ends all their sessions, or lets them in again.
func (s *Store) SetDisabled(ctx context.Context, id queue.AgentID, disabled bool) error {
	_, err := s.ChangePerson(ctx, id, PersonChange{Disabled: &disabled})
	return err
}

// SetSkills replaces a person's skills.
func (s *Store) SetSkills(ctx context.Context, id queue.AgentID, levels map[queue.Skill]queue.Level) error {
	_, err := s.ChangePerson(ctx, id, PersonChange{Skills: skills(levels)})
	return err
}

// SetLang changes the language of a person's screens.
func (s *Store) SetLang(ctx context.Context, id queue.AgentID, lang string) error {
	_, err := s.ChangePerson(ctx, id, PersonChange{Lang: &lang})
	return err
}
