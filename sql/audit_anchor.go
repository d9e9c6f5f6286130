package sql

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"alo116/sql/audit"
)

// transaction is one that Store.in began. It knows what to anchor once it is committed.
type transaction struct {
	pgx.Tx
	anchor audit.Anchor
}

// KeepAnchors keeps, from now on, the audit trail's newest anchor in a file, and one an hour in file.log.
func (s *Store) KeepAnchors(file string) { s.anchors = audit.NewKeeper(s.keys.trail(), file) }

// AuditAnchor gives the anchor of the audit trail as it is.
func (s *Store) AuditAnchor(ctx context.Context) (anchor audit.Anchor, err error) {
	err = s.in(ctx, func(tx pgx.Tx) error {
		size, nodes, err := auditPeaks(ctx, tx, 0)
		if err != nil {
			return err
		}
		tree, whole := audit.Resume(size, nodes)
		if !whole {
			return errors.New("entries are missing: run 'alo116 audit verify'")
		}
		anchor, err = s.keys.trail().Anchor(tree, time.Now())
		return err
	})
	if err != nil {
		return audit.Anchor{}, fmt.Errorf("anchor the audit trail: %w", err)
	}
	return anchor, nil
}

// CheckAnchor tells whether the anchor file is there, was made by this key file, and agrees with the database.
func (s *Store) CheckAnchor(ctx context.Context) error {
	known, err := s.newestAnchor()
	if err != nil {
		return err
	}
	return s.in(ctx, func(tx pgx.Tx) error {
		size, nodes, err := auditPeaks(ctx, tx, known.Size)
		switch {
		case err != nil:
			return fmt.Errorf("read the audit trail: %w", err)
		case s.anchors != nil && known.Size == 0 && size > 0:
			return fmt.Errorf("the anchor file %s is missing though the audit trail has %d entries: put it back, or look with 'alo116 audit verify' whether the trail is whole; the next entry makes a new one", s.anchors.File(), size)
		case !agrees(known, size, nodes):
			return fmt.Errorf("the audit trail is not the one that the anchor file %s knows: 'alo116 audit verify' tells what is missing or changed", s.anchors.File())
		}
		return nil
	})
}

func (s *Store) newestAnchor() (audit.Anchor, error) {
	if s.anchors == nil {
		return audit.Anchor{}, nil
	}
	return s.anchors.Newest()
}

// agrees tells whether a trail of that size begins with what an anchor knows.
func agrees(known audit.Anchor, size int64, nodes map[int64][]byte) bool {
	if known.Size == 0 {
		return true
	}
	tree, whole := audit.Resume(known.Size, nodes)
	return known.Size <= size && whole && bytes.Equal(tree.Root(), known.Root)
}

// refute notes that the database is not what the newest anchor knows: cut, rewritten, or an old backup. The house
// works on, for the callers; the anchor is kept as the proof.
func (s *Store) refute(known audit.Anchor, size int64) {
	s.log.Error().Int64("size", size).Int64("anchored", known.Size).
		Msg("the audit trail is not the one that was anchored; run 'alo116 audit verify'")
	if err := s.anchors.Refute(known); err != nil {
		s.log.Error().Err(err).Msg("the anchor that proves it was not moved to its log")
	}
}

// anchored keeps the anchor of what was just committed. The deed is done and proven in the database; that the
// file is not written is for doctor and the log.
func (s *Store) anchored(a audit.Anchor) {
	if s.anchors == nil || a.Size == 0 {
		return
	}
	if err := s.anchors.Put(a); err != nil {
		s.log.Error().Err(err).Msg("the audit trail is not anchored; run 'alo116 doctor'")
	}
}
