package sql

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"alo116/queue"
)

// ErrLoginTaken says that somebody else signs in by that name already.
var ErrLoginTaken = errors.New("this login is taken")

// Person is somebody who may sign in.
type Person struct {
	ID           queue.AgentID
	Login        string
	Name         string
	Role         queue.Role
	Skills       map[queue.Skill]queue.Level
	Lang         string
	PasswordHash string // argon2id in PHC form; empty: no password signs them in
	Disabled     bool
	CreatedAt    time.Time
}

const personColumns = `id, login, name, role, skills, lang, password_hash, disabled, created_at`

const insertPerson = `-- name: insertPerson
INSERT INTO person (id, login, name, role, skills, lang, password_hash, disabled)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ` + personColumns

const selectPersonByLogin = `-- name: selectPersonByLogin
SELECT ` + personColumns + ` FROM person WHERE lower(login) = lower($1)`

const selectPersonByID = `-- name: selectPersonByID
SELECT ` + personColumns + ` FROM person WHERE id = $1`

const selectPeople = `-- name: selectPeople
SELECT ` + personColumns + ` FROM person ORDER BY lower(login)`

const updatePassword = `-- name: updatePassword
UPDATE person SET password_hash = $2 WHERE id = $1`

const updateDisabled = `-- name: updateDisabled
UPDATE person SET disabled = $2 WHERE id = $1`

const updateSkills = `-- name: updateSkills
UPDATE person SET skills = $2 WHERE id = $1`

const updateLang = `-- name: updateLang
UPDATE person SET lang = $2 WHERE id = $1`

// CreatePerson adds somebody and gives them back with an id, if they had none. An empty language
// is Albanian.
func (s *Store) CreatePerson(ctx context.Context, p Person) (Person, error) {
	if p.ID == "" {
		p.ID = queue.AgentID(uuid.NewString())
	}
	if p.Lang == "" {
		p.Lang = "sq"
	}
	rows, _ := s.pool.Query(ctx, insertPerson, p.ID, p.Login, p.Name, p.Role, skills(p.Skills), p.Lang, p.PasswordHash, p.Disabled)
	created, err := pgx.CollectExactlyOneRow(rows, scanPerson)
	if refusal := new(pgconn.PgError); errors.As(err, &refusal) && refusal.ConstraintName == "person_login" {
		return Person{}, ErrLoginTaken
	}
	if err != nil {
		return Person{}, fmt.Errorf("create person: %w", err)
	}
	return created, nil
}

// PersonByLogin finds who signs in by that name, whatever its capitals; ErrNotFound if nobody does.
func (s *Store) PersonByLogin(ctx context.Context, login string) (Person, error) {
	return s.person(ctx, selectPersonByLogin, login)
}

// PersonByID finds a person; ErrNotFound if there is none.
func (s *Store) PersonByID(ctx context.Context, id queue.AgentID) (Person, error) {
	if uuid.Validate(string(id)) != nil {
		return Person{}, ErrNotFound
	}
	return s.person(ctx, selectPersonByID, string(id))
}

func (s *Store) person(ctx context.Context, query, by string) (Person, error) {
	rows, _ := s.pool.Query(ctx, query, by)
	p, err := pgx.CollectExactlyOneRow(rows, scanPerson)
	if err := found(err); err != nil {
		return Person{}, fmt.Errorf("find person: %w", err)
	}
	return p, nil
}

// ListPeople gives everybody, the disabled too, by login.
func (s *Store) ListPeople(ctx context.Context) ([]Person, error) {
	rows, _ := s.pool.Query(ctx, selectPeople)
	people, err := pgx.CollectRows(rows, scanPerson)
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return people, nil
}

// SetPassword changes a person's password hash and ends all their sessions.
func (s *Store) SetPassword(ctx context.Context, id queue.AgentID, hash string) error {
	return s.changePerson(ctx, "set password", id, updatePassword, hash, true)
}

// SetDisabled bars a person from signing in and ends all their sessions, or lets them in again.
func (s *Store) SetDisabled(ctx context.Context, id queue.AgentID, disabled bool) error {
	return s.changePerson(ctx, "set disabled", id, updateDisabled, disabled, disabled)
}

// SetSkills replaces a person's skills. They hold from the next sign-in on.
func (s *Store) SetSkills(ctx context.Context, id queue.AgentID, levels map[queue.Skill]queue.Level) error {
	return s.changePerson(ctx, "set skills", id, updateSkills, skills(levels), false)
}

// SetLang changes the language of a person's screens.
func (s *Store) SetLang(ctx context.Context, id queue.AgentID, lang string) error {
	return s.changePerson(ctx, "set language", id, updateLang, lang, false)
}

func (s *Store) changePerson(ctx context.Context, what string, id queue.AgentID, update string, value any, signOut bool) error {
	err := s.in(ctx, func(tx pgx.Tx) error {
		if uuid.Validate(string(id)) != nil {
			return ErrNotFound
		}
		done, err := tx.Exec(ctx, update, id, value)
		if err == nil && done.RowsAffected() == 0 {
			err = ErrNotFound
		}
		if err == nil && signOut {
			_, err = tx.Exec(ctx, deletePersonSessions, id)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// skills makes an empty map of none, which JSON would write as null.
func skills(levels map[queue.Skill]queue.Level) map[queue.Skill]queue.Level {
	if levels == nil {
		return map[queue.Skill]queue.Level{}
	}
	return levels
}

func scanPerson(row pgx.CollectableRow) (p Person, err error) {
	err = row.Scan(&p.ID, &p.Login, &p.Name, &p.Role, &p.Skills, &p.Lang, &p.PasswordHash, &p.Disabled, &p.CreatedAt)
	return p, err
}
