package sql

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

// Sessions keeps who is signed in. Tokens are stored hashed: a stolen copy of the table signs nobody in.
type Sessions struct{ store *Store }

// Standing is how a session stands.
type Standing struct {
	ID       string // names it where its token must not be
	Person   queue.AgentID
	Locked   bool
	SeenAt   time.Time
	ProvenAt time.Time // of the last password or passkey
}

// SessionInfo is a session as its owner sees it in a list.
type SessionInfo struct {
	ID              string
	Browser         string
	BeganAt, SeenAt time.Time
	Locked          bool
}

const insertSession = `-- name: insertSession
INSERT INTO session (token_hash, person, browser, ends_at, expires_at)
SELECT $1, id, $3, now() + $4::interval, now() + $5::interval FROM person WHERE id = $2 AND NOT disabled AND era = $6 FOR SHARE`

const selectStanding = `-- name: selectStanding
SELECT s.token_hash, s.id, s.person, s.locked, s.seen_at, s.proven_at FROM session s JOIN person p ON p.id = s.person
WHERE s.token_hash = ANY ($1) AND s.expires_at > now() AND NOT p.disabled`

const selectPersonSessions = `-- name: selectPersonSessions
SELECT id, browser, began_at, seen_at, locked FROM session WHERE person = $1 AND expires_at > now() ORDER BY began_at DESC`

const selectThere = `-- name: selectThere
SELECT DISTINCT p.id FROM session s JOIN person p ON p.id = s.person WHERE p.role = $1 AND NOT p.disabled
    AND NOT s.locked AND s.expires_at > now() AND s.seen_at > now() - $2::interval`

const touchSessions = `-- name: touchSessions
UPDATE session SET seen_at = now(), expires_at = least(ends_at, now() + $2::interval)
WHERE token_hash = ANY ($1) AND expires_at > now()`

const updateSessionLocked = `-- name: updateSessionLocked
UPDATE session SET locked = true WHERE token_hash = $1`

const updateSessionProven = `-- name: updateSessionProven
UPDATE session SET locked = false, proven_at = now() WHERE token_hash = $1`

const deleteSession = `-- name: deleteSession
DELETE FROM session WHERE token_hash = $1`

const deleteSessionByID = `-- name: deleteSessionByID
DELETE FROM session WHERE person = $1 AND id = $2`

const deleteOtherSessions = `-- name: deleteOtherSessions
DELETE FROM session WHERE person = $1 AND token_hash <> $2`

const deleteExpiredSessions = `-- name: deleteExpiredSessions
DELETE FROM session WHERE expires_at <= now()`

const deletePersonSessions = `-- name: deletePersonSessions
DELETE FROM session WHERE person = $1`

const updateEra = `-- name: updateEra
UPDATE person SET era = era + 1 WHERE id = $1 RETURNING era`

// Sessions gives the store of the screens' sessions.
func (s *Store) Sessions() *Sessions { return &Sessions{s} }

// EndSessions signs a person out everywhere, and takes their desk phone.
func (s *Store) EndSessions(ctx context.Context, id queue.AgentID) error {
	err := s.in(ctx, func(tx pgx.Tx) error {
		_, err := s.endEra(ctx, tx, id)
		return err
	})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

// endEra ends all of a person's sessions, and with them every sign-in that has begun; and their desk phone, for whoever took over one of them may
// have set it up. The era is first: who begins a session at the same time holds the person until it is there to be ended, or waits and finds the era over.
func (s *Store) endEra(ctx context.Context, tx pgx.Tx, id queue.AgentID) (era int, err error) {
	if err := tx.QueryRow(ctx, updateEra, id).Scan(&era); err != nil {
		return 0, found(err)
	}
	if _, err := tx.Exec(ctx, deletePersonSessions, id); err != nil {
		return 0, err
	}
	if err := s.removeDeskPhone(ctx, tx, id); err != nil && !errors.Is(err, ErrNotFound) {
		return 0, err
	}
	return era, nil
}

// Begin keeps a new session, and the act of signing in with it, under a token that only its browser will know. It lasts for life, and for idle
// unless it is touched. ErrNotFound says that the person may not sign in, or that the era in which they proved who they
// are is over. What has expired is swept away.
func (t *Sessions) Begin(ctx context.Context, token string, id queue.AgentID, era int, browser string, life, idle time.Duration) error {
	err := t.store.in(ctx, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, insertSession, hashToken(token), id, browser, life, min(life, idle), era)
		if err == nil && done.RowsAffected() == 0 {
			err = ErrNotFound
		}
		if err == nil { // after the person, in the order of endEra
			_, err = tx.Exec(ctx, deleteExpiredSessions)
		}
		if err != nil {
			return err
		}
		return t.store.audited(ctx, tx, Act{Actor: id, Action: "account.signed_in", Object: personObject(id)})
	})
	if err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	return nil
}

// Standing tells how these sessions stand, by token. Those that are over, or whose person may not sign in
// any more, are not in the answer. It is asked several times a second, and is one look at an index.
func (t *Sessions) Standing(ctx context.Context, tokens ...string) (map[string]Standing, error) {
	hashes, byHash := hashTokens(tokens)
	standing := make(map[string]Standing, len(tokens))
	rows, _ := t.store.pool.Query(ctx, selectStanding, hashes)
	var hash []byte
	var s Standing
	_, err := pgx.ForEachRow(rows, []any{&hash, &s.ID, &s.Person, &s.Locked, &s.SeenAt, &s.ProvenAt}, func() error {
		standing[byHash[string(hash)]] = s
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look how sessions stand: %w", err)
	}
	return standing, nil
}

// Of lists a person's sessions, the newest first.
func (t *Sessions) Of(ctx context.Context, id queue.AgentID) ([]SessionInfo, error) {
	rows, _ := t.store.pool.Query(ctx, selectPersonSessions, id)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s SessionInfo, err error) {
		err = row.Scan(&s.ID, &s.Browser, &s.BeganAt, &s.SeenAt, &s.Locked)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return list, nil
}

// There tells who of that role sat at an uncovered screen within that time.
func (t *Sessions) There(ctx context.Context, role queue.Role, within time.Duration) ([]queue.AgentID, error) {
	rows, _ := t.store.pool.Query(ctx, selectThere, role, within)
	there, err := pgx.CollectRows(rows, pgx.RowTo[queue.AgentID])
	if err != nil {
		return nil, fmt.Errorf("look who is there: %w", err)
	}
	return there, nil
}

// Touch keeps sessions in use for another idle time. It brings none back.
func (t *Sessions) Touch(ctx context.Context, idle time.Duration, tokens ...string) error {
	hashes, _ := hashTokens(tokens)
	return t.exec(ctx, "touch sessions", touchSessions, hashes, idle)
}

// Lock makes a session show nothing personal until Prove.
func (t *Sessions) Lock(ctx context.Context, token string) error {
	return t.exec(ctx, "lock session", updateSessionLocked, hashToken(token))
}

// Prove notes that a session's owner gave a password or a passkey just now. It unlocks the session.
func (t *Sessions) Prove(ctx context.Context, token string) error {
	return t.exec(ctx, "prove session", updateSessionProven, hashToken(token))
}

// End ends the session of this token.
func (t *Sessions) End(ctx context.Context, token string) error {
	return t.exec(ctx, "end session", deleteSession, hashToken(token))
}

// EndByID ends one of a person's sessions, if it is theirs.
func (t *Sessions) EndByID(ctx context.Context, id queue.AgentID, session string) error {
	if uuid.Validate(session) != nil {
		return nil
	}
	return t.store.changeOwn(ctx, "end session", id, "account.session_ended", func(tx pgx.Tx) error {
		err := one(tx.Exec(ctx, deleteSessionByID, id, session))
		if errors.Is(err, ErrNotFound) {
			return errNothing
		}
		return err
	})
}

// EndOthers ends all of a person's sessions but this one.
func (t *Sessions) EndOthers(ctx context.Context, id queue.AgentID, token string) error {
	return t.exec(ctx, "end other sessions", deleteOtherSessions, id, hashToken(token))
}

func (t *Sessions) exec(ctx context.Context, what, update string, args ...any) error {
	if _, err := t.store.pool.Exec(ctx, update, args...); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func hashToken(token string) []byte {
	hash := sha256.Sum256([]byte(token))
	return hash[:]
}

func hashTokens(tokens []string) (hashes [][]byte, byHash map[string]string) {
	hashes, byHash = make([][]byte, len(tokens)), make(map[string]string, len(tokens))
	for i, token := range tokens {
		hashes[i] = hashToken(token)
		byHash[string(hashes[i])] = token
	}
	return hashes, byHash
}
