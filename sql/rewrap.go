package sql

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/sql/keyring"
)

const selectUnvaulted = `-- name: selectUnvaulted
SELECT id::text FROM contact WHERE vault_key IS NULL AND forgotten_at IS NULL ORDER BY id`

const selectSealedChanges = `-- name: selectSealedChanges
SELECT rev, field, sealed FROM contact_change WHERE contact = $1 AND sealed IS NOT NULL`

const resealHistory = `-- name: resealHistory
SELECT reseal_history($1, $2::integer[], $3::text[])`

const vaultContact = `-- name: vaultContact
UPDATE contact SET sealed = $2, vault_key = $3 WHERE id = $1`

const selectRefused = `-- name: selectRefused
SELECT epoch::text, n::text, sealed FROM call_event_refused ORDER BY epoch, n`

const updateRefused = `-- name: updateRefused
UPDATE call_event_refused SET sealed = $3 WHERE epoch = $1::text::numeric AND n = $2::text::numeric`

// Rewrapped counts what was sealed anew.
type Rewrapped struct {
	Keys     int // of contacts, wrapped by another master key until now, or damaged in one folder
	Contacts int // that had no key of their own yet
	Refused  int // records of call_event_refused
	Secrets  int // of people: authenticators' secrets, desk phones' passwords
}

// Rewrap brings everything under the newest master key, while the service runs. ErrKeysApart if one runs that has not that key: it could
// read nothing any more. What does not open is told at the end, after all else was done; it may be repeated at will.
func (s *Store) Rewrap(ctx context.Context) (done Rewrapped, err error) {
	if err := s.keys.Refresh(); err != nil {
		return done, err
	}
	if err := s.mayRewrap(ctx); err != nil {
		return done, fmt.Errorf("nothing was wrapped anew: %w", err)
	}
	ring, err := s.ring(ctx)
	if err != nil {
		return done, err
	}
	var faults [5]error
	done.Keys, faults[0] = s.keys.rewrapAll(ctx, ring)
	done.Contacts, faults[1] = s.vaultAll(ctx)
	done.Refused, faults[2] = s.resealRefused(ctx)
	faults[3] = s.ResealAuditWords(ctx)
	done.Secrets, faults[4] = s.resealSecrets(ctx)
	return done, errors.Join(faults[:]...)
}

// mayRewrap tells why nothing is to be wrapped by the newest master key yet. Once it may, the database knows of that key.
func (s *Store) mayRewrap(ctx context.Context) error {
	if err := s.mastersTogether(ctx); err != nil {
		return err
	}
	if err := s.knowMaster(ctx); err != nil {
		return err
	}
	return s.KeysCurrent(ctx)
}

// rewrapAll wraps the keys of the contacts anew.
func (k *Keys) rewrapAll(ctx context.Context, ring *keyring.Ring) (done int, err error) {
	var faults []error
	err = ring.Each(func(id string, _ time.Time) error {
		changed, err := k.rewrap(ring, id)
		if changed {
			done++
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("key %s: %w", id, err))
		}
		return ctx.Err()
	})
	if n := len(faults); n > 0 {
		err = errors.Join(err, fmt.Errorf("%d keys were not wrapped anew, first %w", n, faults[0]))
	}
	return done, err
}

func (k *Keys) rewrap(ring *keyring.Ring, id string) (changed bool, err error) {
	copies, err := ring.Copies(id)
	if errors.Is(err, keyring.ErrGone) {
		return false, nil // destroyed just now
	}
	if err != nil {
		return false, err
	}
	if k.isNewest(copies) {
		return false, nil
	}
	key, err := k.unwrap(ring, id)
	if errors.Is(err, ErrForgotten) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer clear(key)
	wrapped, err := k.wrap(id, key)
	if err != nil {
		return false, err
	}
	if err := ring.Replace(id, wrapped); err != nil && !errors.Is(err, keyring.ErrGone) {
		return false, err
	}
	return true, nil
}

// isNewest tells whether all copies are the same, under the newest master key.
func (k *Keys) isNewest(copies [][]byte) bool {
	for _, c := range copies {
		if !k.byNewest(c) || !bytes.Equal(c, copies[0]) {
			return false
		}
	}
	return true
}

// byNewest tells whether something was sealed with the newest master key.
func (k *Keys) byNewest(sealed []byte) bool {
	id, ok := masterOf(sealed)
	return ok && id == k.now.Load().sealing.KeysetInfo().GetPrimaryKeyId()
}

// byOld tells whether something was sealed with a master key of the file that is not the newest, or does not say with which.
func (k *Keys) byOld(sealed []byte) bool {
	id, ok := masterOf(sealed)
	return !ok || !k.byNewest(sealed) && has(k.now.Load().sealing, id)
}

// vaultAll gives a key of its own to every contact of before the vault.
func (s *Store) vaultAll(ctx context.Context) (done int, err error) {
	rows, _ := s.pool.Query(ctx, selectUnvaulted)
	contacts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, id := range contacts {
		if err = s.vault(ctx, id); err != nil {
			break
		}
		done++
	}
	if err != nil {
		return done, fmt.Errorf("seal contacts with keys of their own: %w", err)
	}
	return done, nil
}

func (s *Store) vault(ctx context.Context, contact string) error {
	key, box, err := s.newCaseKey(ctx, s.pool)
	if err != nil {
		return err
	}
	used := false
	err = s.in(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, lockContact, contact)
		c, err := pgx.CollectExactlyOneRow(rows, scanContact)
		if err != nil || c.key != nil {
			return err // somebody else was faster
		}
		used = true
		return s.resealContact(ctx, tx, c, key, box)
	})
	if !used {
		s.discard(key)
	}
	return err
}

// resealContact seals what a contact and its history hold with its new key.
func (s *Store) resealContact(ctx context.Context, tx pgx.Tx, c row, key string, box tink.AEAD) error {
	if _, err := tx.Exec(ctx, openVault); err != nil {
		return err
	}
	for field, text := range c.sealed {
		text, err := s.reseal(box, c.ID, field, text)
		if err != nil {
			return err
		}
		c.sealed[field] = text
	}
	rows, _ := tx.Query(ctx, selectSealedChanges, c.ID)
	changes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[sealedChange])
	if err != nil {
		return err
	}
	var revs []int
	var texts []string
	for _, change := range changes {
		text, err := s.reseal(box, c.ID, change.Field, change.Sealed)
		if err != nil {
			return err
		}
		revs, texts = append(revs, change.Rev), append(texts, text)
	}
	if _, err := tx.Exec(ctx, resealHistory, c.ID, revs, texts); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, vaultContact, c.ID, c.sealed, key)
	return err
}

type sealedChange struct {
	Rev           int
	Field, Sealed string
}

// reseal opens a text with the service's key and seals it with the contact's.
func (s *Store) reseal(box tink.AEAD, contact, field, text string) (string, error) {
	plain, err := unsealText(s.keys, contact, field, text)
	if err != nil {
		return "", err
	}
	sealed, err := box.Encrypt(plain, contactPlace(contact, field))
	return base64.StdEncoding.EncodeToString(sealed), err
}

// resealRefused brings the records that broke a rule under the newest master key.
func (s *Store) resealRefused(ctx context.Context) (done int, err error) {
	rows, _ := s.pool.Query(ctx, selectRefused)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[refusedRecord])
	if err != nil {
		return 0, fmt.Errorf("seal refused records anew: %w", err)
	}
	for _, r := range all {
		if s.keys.byNewest(r.Sealed) {
			continue
		}
		place := refusedPlace(r.Epoch, r.N)
		plain, err := s.keys.Decrypt(r.Sealed, place)
		if err == nil {
			plain, err = s.keys.Encrypt(plain, place)
		}
		if err == nil {
			_, err = s.pool.Exec(ctx, updateRefused, r.Epoch, r.N, plain)
		}
		if err != nil {
			return done, fmt.Errorf("seal refused record %s %s anew: %w", r.Epoch, r.N, err)
		}
		done++
	}
	return done, nil
}

type refusedRecord struct {
	Epoch, N string
	Sealed   []byte
}

// refusedPlace binds a sealed record to its identity.
func refusedPlace(epoch, n string) []byte { return []byte("call_event_refused " + epoch + " " + n) }
