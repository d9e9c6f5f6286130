package sql

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

const selectAuditedKeys = `-- name: selectAuditedKeys
SELECT object FROM audit WHERE action = 'keys.changed' ORDER BY n DESC LIMIT 1`

// AuditKeys writes into the audit trail which keys the house uses, if they are others than the trail says. A key file is made, and
// may be changed, without a database: whatever did it, the next who uses both tells.
func (s *Store) AuditKeys(ctx context.Context) error {
	if err := s.keys.Refresh(); err != nil {
		return err
	}
	now := "keys:" + ids("master", s.keys.Masters()) + ids(" epochs", s.keys.Epochs())
	err := s.in(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockAudit); err != nil {
			return err
		}
		var told string
		err := tx.QueryRow(ctx, selectAuditedKeys).Scan(&told)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) || told == now {
			return err
		}
		return s.audited(ctx, tx, Act{Action: "keys.changed", Object: now})
	})
	if err != nil {
		return fmt.Errorf("audit the keys: %w", err)
	}
	return nil
}

// ids names keys without telling anything of them; the one in use has a star.
func ids(what string, states []KeyState) string {
	text := what
	for _, s := range states {
		text += fmt.Sprintf(" %d", s.ID) + strings.Repeat("*", map[bool]int{true: 1}[s.Primary])
	}
	return text
}
