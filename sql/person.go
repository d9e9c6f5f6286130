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

// Why people are not added or changed.
var (
	// ErrLoginTaken: somebody else signs in by that name already.
	ErrLoginTaken = errors.New("this login is taken")
	// ErrImpossible: the schema allows no such name, team, language, role or skill.
	ErrImpossible = errors.New("nobody can be like that")
	// ErrLastAdmin: nobody would be left who may let people in.
	ErrLastAdmin = errors.New("this is the last administrator; make another one first")
)

// Person is somebody who may sign in.
type Person struct {
	ID           queue.AgentID
	Login        string
	Name         string
	Role         queue.Role
	Team         string // may be empty
	Skills       map[queue.Skill]queue.Level
	Lang         string
	PasswordHash string // argon2id in PHC form; empty: no password signs them in
	PasswordOnce bool   // somebody else made it: it must be changed before anything else, and within three days
	Disabled     bool
	Era          int // counts up whenever all they signed in with before is over
	CreatedAt    time.Time
	DeskPhone    bool // they have one
}

// A password that somebody else made, and whose time is over, is none.
const personColumns = `id, login, name, role, team, skills, lang, CASE WHEN password_until < now() THEN '' ELSE password_hash END,
    password_once, disabled, era, created_at, EXISTS (SELECT FROM desk_phone WHERE desk_phone.person = person.id)`

const insertPerson = `-- name: insertPerson
INSERT INTO person (id, login, name, role, team, skills, lang, password_hash, password_once, password_until, disabled)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $9 THEN ` + onceUntil + ` END, $10) RETURNING ` + personColumns

// onceUntil is how long a password that somebody else made opens the door to choosing one's own.
const onceUntil = `now() + interval '3 days'`

const selectPersonByLogin = `-- name: selectPersonByLogin
SELECT ` + personColumns + ` FROM person WHERE lower(login) = lower($1)`

const selectPersonByID = `-- name: selectPersonByID
SELECT ` + personColumns + ` FROM person WHERE id = $1`

const selectPeople = `-- name: selectPeople
SELECT ` + personColumns + ` FROM person ORDER BY lower(login)`

// CreatePerson adds somebody and gives them back with an id, if they had none. An empty language
// is Albanian.
func (s *Store) CreatePerson(ctx context.Context, p Person) (Person, error) {
	if p.ID == "" {
		p.ID = queue.AgentID(uuid.NewString())
	}
	if p.Lang == "" {
		p.Lang = "sq"
	}
	var created Person
	err := s.in(ctx, func(tx pgx.Tx) (err error) {
		rows, _ := tx.Query(ctx, insertPerson, p.ID, p.Login, p.Name, p.Role, p.Team, skills(p.Skills), p.Lang, p.PasswordHash,
			p.PasswordOnce, p.Disabled)
		if created, err = pgx.CollectExactlyOneRow(rows, scanPerson); err != nil {
			return err
		}
		return s.audited(ctx, tx, Act{Action: "person.added", Object: personObject(created.ID)})
	})
	if err != nil {
		return Person{}, fmt.Errorf("create person: %w", refusedPerson(err))
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

// refusedPerson gives what the schema said against a person its own error.
func refusedPerson(err error) error {
	refusal := new(pgconn.PgError)
	switch {
	case !errors.As(err, &refusal):
		return err
	case refusal.ConstraintName == "person_login":
		return ErrLoginTaken
	case refusal.Code == "23514": // check_violation
		return fmt.Errorf("%w (%s)", ErrImpossible, refusal.ConstraintName)
	}
	return err
}

// skills makes an empty map of none, which JSON would write as null.
func skills(levels map[queue.Skill]queue.Level) map[queue.Skill]queue.Level {
	if levels == nil {
		return map[queue.Skill]queue.Level{}
	}
	return levels
}

func scanPerson(row pgx.CollectableRow) (p Person, err error) {
	err = row.Scan(&p.ID, &p.Login, &p.Name, &p.Role, &p.Team, &p.Skills, &p.Lang, &p.PasswordHash, &p.PasswordOnce, &p.Disabled, &p.Era, &p.CreatedAt, &p.DeskPhone)
	return p, err
}
