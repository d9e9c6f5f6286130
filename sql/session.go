package sql

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

// SessionPerson is the key under which a session's values hold the id of the person who signed in,
// as a string. Sessions that have it end with the person's right to sign in.
const SessionPerson = "person"

// Sessions keeps the sessions of the screens for scs. Tokens are stored hashed.
type Sessions struct{ store *Store }

var (
	_ scs.Store    = (*Sessions)(nil)
	_ scs.CtxStore = (*Sessions)(nil)
)

const selectSession = `-- name: selectSession
SELECT data FROM session WHERE token_hash = $1 AND expires_at > now()`

const upsertSession = `-- name: upsertSession
INSERT INTO session (token_hash, person, data, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (token_hash) DO UPDATE SET person = excluded.person, data = excluded.data, expires_at = excluded.expires_at`

const deleteSession = `-- name: deleteSession
DELETE FROM session WHERE token_hash = $1`

const deleteExpiredSessions = `-- name: deleteExpiredSessions
DELETE FROM session WHERE expires_at <= now()`

const deletePersonSessions = `-- name: deletePersonSessions
DELETE FROM session WHERE person = $1`

// Sessions gives the store of the screens' sessions.
func (s *Store) Sessions() *Sessions { return &Sessions{s} }

// EndSessions signs a person out everywhere.
func (s *Store) EndSessions(ctx context.Context, id queue.AgentID) error {
	if _, err := s.pool.Exec(ctx, deletePersonSessions, id); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

// FindCtx implements scs.CtxStore.
func (t *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := t.store.pool.QueryRow(ctx, selectSession, hashToken(token)).Scan(&data)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find session: %w", err)
	}
	return data, true, nil
}

// CommitCtx implements scs.CtxStore. It also sweeps away what has expired.
func (t *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	err := t.store.in(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, deleteExpiredSessions); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, upsertSession, hashToken(token), sessionPerson(data), data, expiry)
		return err
	})
	if err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	return nil
}

// DeleteCtx implements scs.CtxStore.
func (t *Sessions) DeleteCtx(ctx context.Context, token string) error {
	if _, err := t.store.pool.Exec(ctx, deleteSession, hashToken(token)); err != nil {
		return fmt.Errorf("delete session: %w", err)
	}
	return nil
}

// Find implements scs.Store.
func (t *Sessions) Find(token string) ([]byte, bool, error) {
	return t.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (t *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return t.CommitCtx(context.Background(), token, data, expiry)
}

// Delete implements scs.Store.
func (t *Sessions) Delete(token string) error { return t.DeleteCtx(context.Background(), token) }

func hashToken(token string) []byte {
	hash := sha256.Sum256([]byte(token))
	return hash[:]
}

// sessionPerson finds whose session it is; nil while nobody signed in.
func sessionPerson(data []byte) *string {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return nil
	}
	id, _ := values[SessionPerson].(string)
	if uuid.Validate(id) != nil {
		return nil
	}
	return &id
}
