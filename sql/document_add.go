package sql

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/queue"
	"alo116/sql/casework"
	"alo116/sql/paperwork"
)

const countDocuments = `-- name: countDocuments
SELECT count(*) FROM document WHERE child_case = $1`

const insertDocument = `-- name: insertDocument
INSERT INTO document (id, child_case, sealed, made_by) VALUES ($1, $2, $3, $4)`

const insertDocumentPart = `-- name: insertDocumentPart
INSERT INTO document_part (document, n, sealed) VALUES ($1, $2, $3)`

const finishDocument = `-- name: finishDocument
UPDATE document SET whole_at = clock_timestamp(), kind = $2, size = $3, sealed = $4 WHERE id = $1 AND whole_at IS NULL`

const deleteDocument = `-- name: deleteDocument
DELETE FROM document WHERE id = $1`

const deleteHalfDocuments = `-- name: deleteHalfDocuments
DELETE FROM document WHERE whole_at IS NULL AND made_at < clock_timestamp() - interval '1 hour'`

// documentPart is how many bytes of a document are in memory at a time.
const documentPart = 256 << 10

// MostDocuments is how many documents a case has at most.
const MostDocuments = 200

// ErrManyDocuments: the case has as many documents as a case may have.
var ErrManyDocuments = errors.New("the case has too many documents")

// Add keeps a document of a case, sealed part by part as it comes. Its content must be what is kept: paperwork.ErrKind or ErrSize if
// it is not. What breaks off on the way leaves nothing.
func (t Documents) Add(ctx context.Context, id, name string, by queue.AgentID, from io.Reader) (Document, error) {
	d, box, err := t.begin(ctx, id, by)
	if err == nil {
		err = t.receive(ctx, &d, box, from)
		if err == nil {
			d.Name = paperwork.Name(name, d.Kind)
			err = t.finish(ctx, &d)
		}
		if err != nil {
			err = errors.Join(err, t.drop(context.WithoutCancel(ctx), d.ID))
		}
	}
	if err != nil {
		return Document{}, fmt.Errorf("keep a document: %w", err)
	}
	return d, nil
}

// begin makes room for a document in a case that is open.
func (t Documents) begin(ctx context.Context, id string, by queue.AgentID) (d Document, box tink.AEAD, err error) {
	if _, err := t.store.pool.Exec(ctx, deleteHalfDocuments); err != nil {
		return d, nil, err
	}
	err = t.store.in(ctx, func(tx pgx.Tx) error {
		c, err := t.store.Referrals().open(ctx, tx, id)
		if err != nil {
			return err
		}
		var have int
		if err := tx.QueryRow(ctx, countDocuments, c.ID).Scan(&have); err != nil {
			return err
		}
		if have >= MostDocuments {
			return ErrManyDocuments
		}
		if box, err = t.store.Cases().box(ctx, &c); err != nil {
			return err
		}
		d = Document{ID: uuid.NewString(), Case: c.ID, By: by}
		sealed, err := sealText(box, nil, documentPlace(&d, "name"))
		if err == nil {
			_, err = tx.Exec(ctx, insertDocument, d.ID, c.ID, sealed, by)
		}
		return err
	})
	return d, box, err
}

// receive seals and stores the parts of a document, and tells what it is.
func (t Documents) receive(ctx context.Context, d *Document, box tink.AEAD, from io.Reader) error {
	var look paperwork.Look
	part, next := make([]byte, documentPart), make([]byte, documentPart)
	have, err := fill(from, part)
	for n, more := 0, 1; more > 0 && err == nil; n++ {
		if more, err = fill(from, next); err == nil {
			_, err = look.Write(part[:have])
		}
		if err == nil {
			err = t.keepPart(ctx, d, box, n, part[:have], more == 0)
		}
		part, next, have = next, part, more
	}
	if err == nil {
		d.Size = look.Size()
		d.Kind, err = look.Kind()
	}
	return err
}

// fill reads as much as there is room for; less is the end. io.ReadFull would not tell an end from a connection that was cut.
func fill(from io.Reader, part []byte) (n int, err error) {
	for n < len(part) && err == nil {
		var more int
		more, err = from.Read(part[n:])
		n += more
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

func (t Documents) keepPart(ctx context.Context, d *Document, box tink.AEAD, n int, plain []byte, last bool) error {
	sealed, err := box.Encrypt(plain, partPlace(d, n, last))
	if err == nil {
		_, err = t.store.pool.Exec(ctx, insertDocumentPart, d.ID, n, sealed)
	}
	return err
}

// finish lets a document be seen that is all here, and writes it into the timeline and the audit trail.
func (t Documents) finish(ctx context.Context, d *Document) error {
	return t.store.in(ctx, func(tx pgx.Tx) error {
		c, err := t.store.Referrals().open(ctx, tx, d.Case)
		if err != nil {
			return err
		}
		box, err := t.store.Cases().box(ctx, &c)
		if err != nil {
			return err
		}
		sealed, err := sealText(box, []byte(d.Name), documentPlace(d, "name"))
		if err != nil {
			return err
		}
		if err := one(tx.Exec(ctx, finishDocument, d.ID, d.Kind, d.Size, sealed)); err != nil {
			return err
		}
		if err := t.tell(ctx, tx, &c, d, d.By, casework.Filed, "case.document_added"); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, selectDocument, d.ID)
		now, err := pgx.CollectExactlyOneRow(rows, scanDocument)
		d.At, d.ByName = now.At, now.ByName
		return err
	})
}

// Refused writes into the audit trail that a document was not taken into a case, because a scanner knew it as evil. What it was called is
// not told: a name may be a child's.
func (t Documents) Refused(ctx context.Context, id string, by queue.AgentID) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second) // also of a sender who went away
	defer cancel()
	return t.store.Audit(ctx, Act{Actor: by, Action: "case.document_refused", Object: caseObject(id)})
}

// drop takes away what is of a document, if anything is.
func (t Documents) drop(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err := t.store.pool.Exec(ctx, deleteDocument, id)
	return err
}

// tell writes into the timeline which document came or went, by its id and kind.
func (t Documents) tell(ctx context.Context, tx pgx.Tx, c *caseRow, d *Document, by queue.AgentID, kind casework.Kind, action string) error {
	what := value(map[string]string{"id": d.ID, "kind": d.Kind})
	if err := t.store.Cases().event(ctx, tx, c, CaseEvent{Kind: kind, Actor: by, Value: what}); err != nil {
		return err
	}
	return t.store.audited(ctx, tx, Act{Actor: by, Action: action, Object: caseObject(c.ID)})
}
