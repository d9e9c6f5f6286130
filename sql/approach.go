package sql

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/agent/form"
	"alo116/queue"
)

const approachColumns = `approach.id::text, approach.contact::text, approach.kind, approach.sealed, approach.agent::text, person.name, person.team,
    approach.made_at, approach.until, contact.vault_key::text
FROM approach JOIN contact ON contact.id = approach.contact JOIN person ON person.id = approach.agent`

const selectApproaches = `-- name: selectApproaches
WITH theirs AS (SELECT contact.id, contact.child_case FROM contact JOIN call ON call.id = contact.call WHERE call.caller_key = ANY ($1::bytea[]))
SELECT ` + approachColumns + ` WHERE (contact.id IN (SELECT id FROM theirs) OR contact.child_case IN (SELECT child_case FROM theirs))
AND approach.until > now() AND contact.forgotten_at IS NULL
ORDER BY approach.made_at DESC, approach.id LIMIT 10`

const selectContactApproaches = `-- name: selectContactApproaches
SELECT ` + approachColumns + ` WHERE contact.id = $1 ORDER BY approach.made_at, approach.id`

const selectApproachOwner = `-- name: selectApproachOwner
SELECT approach.contact::text, approach.agent::text, person.team FROM approach JOIN person ON person.id = approach.agent WHERE approach.id = $1`

const insertApproach = `-- name: insertApproach
INSERT INTO approach (id, contact, kind, sealed, agent, until)
SELECT $1, contact.id, $3, $4, $5, $6 FROM contact WHERE contact.id = $2 AND contact.forgotten_at IS NULL FOR SHARE`

const updateApproach = `-- name: updateApproach
UPDATE approach SET kind = $3, sealed = $4, agent = $5, made_at = clock_timestamp(), until = $6 WHERE id = $1 AND contact = $2`

const deleteApproach = `-- name: deleteApproach
DELETE FROM approach WHERE id = $1 RETURNING contact::text`

const deleteApproachesOf = `-- name: deleteApproachesOf
DELETE FROM approach WHERE contact = $1`

const deleteExpiredApproaches = `-- name: deleteExpiredApproaches
DELETE FROM approach USING contact WHERE contact.id = approach.contact AND approach.until < now() AND contact.held_at IS NULL
RETURNING approach.contact::text`

// Approached tells at which contact a note was left, and by whom; ErrNotFound if there is none.
func (t Contacts) Approached(ctx context.Context, id string) (contact string, o ContactOwner, err error) {
	if uuid.Validate(id) != nil {
		return "", o, ErrNotFound
	}
	if err = t.store.pool.QueryRow(ctx, selectApproachOwner, id).Scan(&contact, &o.Agent, &o.Team); err != nil {
		return "", o, fmt.Errorf("find who left a note: %w", found(err))
	}
	return contact, o, nil
}

// Approach leaves a note for whoever talks next with the caller of a contact, or changes the one that has an id already. Its words are
// sealed with the contact's own key, so that they go with it. ErrForgotten if the contact has none any more.
func (t Contacts) Approach(ctx context.Context, a form.Approach) (id string, err error) {
	kept, err := t.newApproach(ctx, a)
	if err == nil {
		err = t.store.in(ctx, func(tx pgx.Tx) error { return t.keepApproach(ctx, tx, kept) })
	}
	if err != nil {
		return "", fmt.Errorf("leave a note for the next: %w", err)
	}
	return kept.ID, nil
}

// newApproach seals a note, and gives it an id if it has none.
func (t Contacts) newApproach(ctx context.Context, a form.Approach) (r approachRow, err error) {
	r = approachRow{Approach: a, changes: a.ID != ""}
	if !r.changes {
		r.ID = uuid.NewString()
	}
	r.sealed, err = t.sealApproach(ctx, a.Contact, r.ID, a.Words)
	return r, err
}

func (t Contacts) keepApproach(ctx context.Context, tx pgx.Tx, r approachRow) error {
	query, action := insertApproach, "approach.left"
	if r.changes {
		query, action = updateApproach, "approach.changed"
	}
	if err := one(tx.Exec(ctx, query, r.ID, r.Contact, r.Kind, r.sealed, r.Agent, r.Until)); err != nil {
		return err
	}
	return t.store.audited(ctx, tx, Act{Actor: r.Agent, Action: action, Object: contactObject(r.Contact)})
}

// Unapproach removes a note; ErrNotFound if there is none.
func (t Contacts) Unapproach(ctx context.Context, id string, by queue.AgentID) error {
	err := t.store.in(ctx, func(tx pgx.Tx) error {
		var contact string
		if err := found(tx.QueryRow(ctx, deleteApproach, id).Scan(&contact)); err != nil {
			return err
		}
		return t.store.audited(ctx, tx, Act{Actor: by, Action: "approach.removed", Object: contactObject(contact)})
	})
	if err != nil {
		return fmt.Errorf("remove a note for the next: %w", err)
	}
	return nil
}

// ForgetApproaches deletes the notes that had their time, and tells how many. Those of a held contact stay, unseen.
func (s *Store) ForgetApproaches(ctx context.Context) (gone int, err error) {
	err = s.in(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, deleteExpiredApproaches)
		contacts, err := pgx.CollectRows(rows, pgx.RowTo[string])
		for _, contact := range contacts {
			if err == nil {
				err = s.audited(ctx, tx, Act{Action: "approach.expired", Object: contactObject(contact), Purpose: retentionPurpose})
			}
		}
		gone = len(contacts)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("delete notes that had their time: %w", err)
	}
	return gone, nil
}

// approaches opens the notes for whoever talks with a caller, those left at other contacts of the same case too, once the audit trail tells who read them.
func (t Contacts) approaches(ctx context.Context, keys [][]byte, by queue.AgentID) ([]form.Approach, error) {
	notes, err := t.openApproaches(ctx, selectApproaches, keys)
	told := map[string]bool{}
	for _, n := range notes {
		if err == nil && !told[n.Contact] && n.Agent != by {
			err = t.store.Audit(ctx, Act{Actor: by, Action: "approach.read", Object: contactObject(n.Contact)})
		}
		told[n.Contact] = true
	}
	return notes, err
}

// openApproaches leaves out those whose contact's key is gone, though they are there: in a backup of before it was forgotten.
func (t Contacts) openApproaches(ctx context.Context, query string, of any) (notes []form.Approach, err error) {
	rows, _ := t.store.pool.Query(ctx, query, of)
	found, err := pgx.CollectRows(rows, scanApproach)
	if err != nil {
		return nil, err
	}
	for i := range found {
		switch err := t.openApproach(ctx, &found[i]); {
		case err == nil:
			notes = append(notes, found[i].Approach)
		case !errors.Is(err, ErrForgotten):
			return nil, err
		}
	}
	return notes, nil
}

// approachRow is a note as it is stored.
type approachRow struct {
	form.Approach
	sealed  string
	key     *string
	changes bool // one that there is
}

func scanApproach(from pgx.CollectableRow) (r approachRow, err error) {
	err = from.Scan(&r.ID, &r.Contact, &r.Kind, &r.sealed, &r.Agent, &r.Name, &r.Team, &r.Made, &r.Until, &r.key)
	return r, err
}

func (t Contacts) openApproach(ctx context.Context, r *approachRow) error {
	box, err := t.ownBox(ctx, r.key)
	if err != nil {
		return err
	}
	words, err := unsealText(box, r.Contact, approachField(r.ID), r.sealed)
	r.Words = string(words)
	return err
}

func (t Contacts) sealApproach(ctx context.Context, contact, id, words string) (string, error) {
	if uuid.Validate(contact) != nil {
		return "", ErrNotFound
	}
	var key *string
	if err := t.store.pool.QueryRow(ctx, selectVaultKey, contact).Scan(&key); err != nil {
		return "", found(err)
	}
	box, err := t.ownBox(ctx, key)
	if err != nil {
		return "", err
	}
	sealed, err := box.Encrypt([]byte(words), contactPlace(contact, approachField(id)))
	return base64.StdEncoding.EncodeToString(sealed), err
}

// ownBox is the contact's own key. ErrForgotten if it has none: what is sealed with the service's would outlive it.
func (t Contacts) ownBox(ctx context.Context, key *string) (tink.AEAD, error) {
	if key == nil {
		return nil, ErrForgotten
	}
	return t.box(ctx, key)
}

// approachField names a note among what a contact seals. No field of a form is called so.
func approachField(id string) string { return "(approach " + id + ")" }
