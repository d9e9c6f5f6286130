package sql

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/queue"
)

const documentColumns = `document.id, document.child_case, document.kind, document.size, document.sealed, document.whole_at, document.made_by, person.name, document.locked_at
FROM document JOIN person ON person.id = document.made_by WHERE document.whole_at IS NOT NULL`

const selectDocument = `-- name: selectDocument
SELECT ` + documentColumns + ` AND document.id = $1`

const selectDocuments = `-- name: selectDocuments
SELECT ` + documentColumns + ` AND document.child_case = $1 ORDER BY document.whole_at DESC, document.id`

const forgetDocuments = `-- name: forgetDocuments
DELETE FROM document WHERE child_case = $1`

// Document is a letter, a picture or a voice mail that belongs to a case.
type Document struct {
	ID, Case string
	Kind     string // a code of sql/paperwork
	Name     string
	Size     int
	At       time.Time
	By       queue.AgentID
	ByName   string
	LockedAt time.Time // since when nobody may open it; zero: it may be opened

	sealed string
}

// Documents keeps the documents of the cases.
type Documents struct{ store *Store }

// Documents gives the store of the documents.
func (s *Store) Documents() Documents { return Documents{s} }

// Of lists the documents of a case, the newest first, with what they are called: it is for who may read the case.
func (t Documents) Of(ctx context.Context, id string) ([]Document, error) {
	rows, _ := t.store.pool.Query(ctx, selectDocuments, id)
	all, err := pgx.CollectRows(rows, scanDocument)
	if err == nil && len(all) > 0 {
		err = t.openNames(ctx, id, all)
	}
	if err != nil {
		return nil, fmt.Errorf("list a case's documents: %w", err)
	}
	return all, nil
}

func (t Documents) openNames(ctx context.Context, id string, all []Document) error {
	box, err := t.boxOf(ctx, id)
	for i := range all {
		var name []byte
		if err == nil {
			name, err = openText(box, all[i].sealed, documentPlace(&all[i], "name"))
		}
		all[i].Name = string(name)
	}
	return err
}

func (t Documents) boxOf(ctx context.Context, id string) (tink.AEAD, error) {
	c, err := t.store.Cases().find(ctx, t.store.pool, id)
	if err != nil {
		return nil, err
	}
	return t.store.Cases().box(ctx, &c)
}

// Head finds a document, with its name. ErrNotFound if there is none.
func (t Documents) Head(ctx context.Context, id string) (Document, error) {
	if uuid.Validate(id) != nil {
		return Document{}, fmt.Errorf("find a document: %w", ErrNotFound)
	}
	rows, _ := t.store.pool.Query(ctx, selectDocument, id)
	d, err := pgx.CollectExactlyOneRow(rows, scanDocument)
	named := []Document{d}
	if err = found(err); err == nil {
		err = t.openNames(ctx, d.Case, named)
	}
	if err != nil {
		return Document{}, fmt.Errorf("find a document: %w", err)
	}
	return named[0], nil
}

func scanDocument(from pgx.CollectableRow) (d Document, err error) {
	var locked *time.Time
	if err = from.Scan(&d.ID, &d.Case, &d.Kind, &d.Size, &d.sealed, &d.At, &d.By, &d.ByName, &locked); locked != nil {
		d.LockedAt = *locked
	}
	return d, err
}

// documentPlace binds what is sealed of a document to its case and document.
func documentPlace(d *Document, of string) []byte {
	return casePlace(d.Case, "document "+d.ID+" "+of)
}

// partPlace binds a part to its place, too: none can be left out, at the end neither.
func partPlace(d *Document, n int, last bool) []byte {
	of := "part " + strconv.Itoa(n)
	if last {
		of = "last " + of
	}
	return documentPlace(d, of)
}
