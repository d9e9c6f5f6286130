package sql

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const selectUnlooked = `-- name: selectUnlooked
SELECT ` + documentColumns + ` AND document.locked_at IS NULL AND document.looked <> $1 AND document.id > $2::uuid ORDER BY document.id LIMIT 1`

const updateLooked = `-- name: updateLooked
UPDATE document SET looked = $2 WHERE id = $1`

const lockDocument = `-- name: lockDocument
UPDATE document SET locked_at = clock_timestamp() WHERE id = $1 AND locked_at IS NULL`

// Scanner reads a document to its end, and tells whether it knows it as evil. A fault says that it cannot tell.
type Scanner func(ctx context.Context, from io.Reader) (evil bool, err error)

// LookAgain has every document looked at that was not since the scanner had these signatures, and locks what is evil: nobody opens it any more, and
// the supervisors are alerted. It stops when the scanner cannot tell; one that does not open is left out, and told at the end.
func (t Documents) LookAgain(ctx context.Context, signatures string, scanner Scanner) (locked int, err error) {
	var faults []error
	for d := (Document{ID: uuid.Nil.String()}); ; {
		if d, err = t.unlooked(ctx, signatures, d.ID); err != nil {
			if errors.Is(err, ErrNotFound) {
				err = nil
			}
			break
		}
		evil, unread, fault := t.scan(ctx, &d, scanner)
		switch {
		case evil:
			locked++
			err = t.lock(ctx, &d)
		case unread != nil:
			faults = append(faults, fmt.Errorf("document %s: %w", d.ID, unread))
		case fault != nil:
			err = fault
		default:
			_, err = t.store.pool.Exec(ctx, updateLooked, d.ID, signatures)
		}
		if err != nil {
			break
		}
	}
	if err = errors.Join(append(faults, err)...); err != nil {
		err = fmt.Errorf("look at the documents again: %w", err)
	}
	return locked, err
}

// unlooked finds the next document, by its id; ErrNotFound if there is none.
func (t Documents) unlooked(ctx context.Context, signatures, after string) (Document, error) {
	rows, _ := t.store.pool.Query(ctx, selectUnlooked, signatures, after)
	d, err := pgx.CollectExactlyOneRow(rows, scanDocument)
	return d, found(err)
}

// errEnough is what whoever opens a document is told when the scanner has seen enough.
var errEnough = errors.New("the scanner has seen enough")

// scan opens a document for the scanner, part by part: no person sees it, and so the trail does not tell of it.
func (t Documents) scan(ctx context.Context, d *Document, scanner Scanner) (evil bool, unread, fault error) {
	out, in := io.Pipe()
	read := make(chan error, 1)
	go func() {
		err := t.read(ctx, d, in)
		_ = in.CloseWithError(err) // nil: it ends
		read <- err
	}()
	evil, fault = scanner(ctx, out)
	_ = out.CloseWithError(errEnough)
	if unread = <-read; errors.Is(unread, errEnough) {
		unread = nil
	}
	return evil, unread, fault
}

func (t Documents) lock(ctx context.Context, d *Document) error {
	return t.store.in(ctx, func(tx pgx.Tx) error {
		if err := one(tx.Exec(ctx, lockDocument, d.ID)); err != nil {
			if errors.Is(err, ErrNotFound) {
				err = nil // somebody removed it just now
			}
			return err
		}
		return t.store.alerted(ctx, tx, Act{Action: "case.document_locked", Object: caseObject(d.Case)})
	})
}
