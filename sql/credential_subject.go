package sql

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

const selectSubject = `-- name: selectSubject
SELECT person::text FROM oidc_subject WHERE issuer = $1 AND subject = $2`

const insertSubject = `-- name: insertSubject
INSERT INTO oidc_subject (issuer, subject, person) VALUES ($1, $2, $3)`

const deleteSubject = `-- name: deleteSubject
DELETE FROM oidc_subject WHERE person = $1`

// PersonBySubject tells who comes from an OpenID provider under this subject; ErrNotFound if nobody ever did.
func (s *Store) PersonBySubject(ctx context.Context, issuer, subject string) (id queue.AgentID, err error) {
	if err := s.pool.QueryRow(ctx, selectSubject, issuer, subject).Scan(&id); err != nil {
		return "", fmt.Errorf("find a subject: %w", found(err))
	}
	return id, nil
}

// BindSubject notes who comes under this subject. A person has one subject at a provider: a second one fails.
func (s *Store) BindSubject(ctx context.Context, issuer, subject string, id queue.AgentID) error {
	return s.changeOwn(ctx, "bind a subject", id, "account.subject_bound", func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, insertSubject, issuer, subject, id)
		return err
	})
}
