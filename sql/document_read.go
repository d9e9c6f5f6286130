package sql

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"alo116/queue"
	"alo116/sql/casework"
)

const selectDocumentPart = `-- name: selectDocumentPart
SELECT sealed FROM document_part WHERE document = $1 AND n = $2`

// ErrDocumentLocked: a document is known as evil by now, and nobody may open it.
var ErrDocumentLocked = errors.New("the document is locked")

// Read gives what is in a document part by part, once the audit trail tells by whom it was opened and what for. ErrDocumentLocked if nobody may.
func (t Documents) Read(ctx context.Context, d Document, by queue.AgentID, purpose, words string, into io.Writer) error {
	if !d.LockedAt.IsZero() {
		return fmt.Errorf("read a document: %w", ErrDocumentLocked)
	}
	err := t.store.Audit(ctx, Act{Actor: by, Action: "case.document_opened", Object: caseObject(d.Case), Purpose: purpose, Words: words})
	if err == nil {
		err = t.read(ctx, &d, into)
	}
	if err != nil {
		return fmt.Errorf("read a document: %w", err)
	}
	return nil
}

func (t Documents) read(ctx context.Context, d *Document, into io.Writer) error {
	box, err := t.boxOf(ctx, d.Case)
	if err != nil {
		return err
	}
	for n, left := 0, d.Size; left > 0; n++ {
		var sealed []byte
		if err := found(t.store.pool.QueryRow(ctx, selectDocumentPart, d.ID, n).Scan(&sealed)); err != nil {
			return err
		}
		plain, err := box.Decrypt(sealed, partPlace(d, n, left <= documentPart))
		if err != nil {
			return fmt.Errorf("part %d does not open with this key: %w", n, err)
		}
		if _, err := into.Write(plain); err != nil {
			return err
		}
		left -= len(plain)
	}
	return nil
}

// Remove takes a document from its case, and leaves an entry in the timeline. ErrNotFound if it is not there.
func (t Documents) Remove(ctx context.Context, d Document, by queue.AgentID) error {
	err := t.store.in(ctx, func(tx pgx.Tx) error {
		c, err := t.store.Referrals().open(ctx, tx, d.Case)
		if err == nil {
			err = one(tx.Exec(ctx, deleteDocument, d.ID))
		}
		if err != nil {
			return err
		}
		return t.tell(ctx, tx, &c, &d, by, casework.Unfiled, "case.document_removed")
	})
	if err != nil {
		return fmt.Errorf("remove a document: %w", err)
	}
	return nil
}
