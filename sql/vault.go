package sql

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/sql/keyring"
)

// The vault: what is personal in a contact or a case is sealed with a key of its own (AES-256-GCM), which lies, wrapped by the master
// key, in the keyring. Three things are needed to read it: the database, the keyring and the master key. Destroy the one file in the
// keyring, and the contact cannot be read in any backup; why that file is not in PostgreSQL is told in package keyring.
//
// An unwrapped key is in memory only while it is used. To read and unwrap it takes a few dozen microseconds, so nothing is kept
// that would have to be forgotten, here and in every other process.

// ErrForgotten says that the contact's or case's key was destroyed: what it sealed cannot be read any more, by anybody.
var ErrForgotten = errors.New("it was forgotten: its key is destroyed")

const insertVault = `-- name: insertVault
INSERT INTO vault (keyring) VALUES ($1) ON CONFLICT (one) DO NOTHING`

const selectVault = `-- name: selectVault
SELECT keyring::text, NOT EXISTS (SELECT FROM contact WHERE vault_key IS NOT NULL)
    AND NOT EXISTS (SELECT FROM child_case WHERE vault_key IS NOT NULL) FROM vault`

// Keyring tells what is wrong with the keyring, if anything: a folder that is not there, or not this database's. A new keyring is
// made only as long as no contact and no case has a key.
func (s *Store) Keyring(ctx context.Context) error {
	ring, id, err := s.claim(ctx)
	if err != nil {
		return err
	}
	return ring.Check(id)
}

// KeyringUsable tells why no contact could be opened: both folders are away, or one is another database's.
func (s *Store) KeyringUsable(ctx context.Context) error {
	_, err := s.ring(ctx)
	return err
}

// ring gives the keyring, once it is known to be the one of this database.
func (s *Store) ring(ctx context.Context) (*keyring.Ring, error) {
	if s.ours.Load() {
		return s.keys.ring, nil
	}
	ring, id, err := s.claim(ctx)
	if err != nil {
		return nil, err
	}
	if err := ring.Usable(id); err != nil {
		return nil, err
	}
	s.ours.Store(true)
	return ring, nil
}

// claim gives the keyring and the id that its folders should have, marking them if they are new.
func (s *Store) claim(ctx context.Context) (ring *keyring.Ring, id string, err error) {
	if ring = s.keys.ring; ring == nil {
		return nil, "", errors.New("no keyring is set: give --keyring-dir or ALO116_KEYRING_DIR, a folder outside the database and its backups")
	}
	var unused bool
	err = found(s.pool.QueryRow(ctx, selectVault).Scan(&id, &unused))
	if errors.Is(err, ErrNotFound) { // the first time; several may come at once
		if _, err = s.pool.Exec(ctx, insertVault, uuid.NewString()); err == nil {
			err = s.pool.QueryRow(ctx, selectVault).Scan(&id, &unused)
		}
	}
	if err != nil {
		return nil, "", fmt.Errorf("find the keyring's mark: %w", err)
	}
	if unused {
		err = ring.Begin(id)
	}
	return ring, id, err
}

// newCaseKey makes a key and keeps it in the keyring, wrapped by the newest master key. It asks db, the pool or the transaction for which
// the key is, whether that one is still good: ErrOldKeys, and nothing is begun that would not open tomorrow.
func (s *Store) newCaseKey(ctx context.Context, db asker) (id string, box tink.AEAD, err error) {
	ring, err := s.ring(ctx)
	if err != nil {
		return "", nil, err
	}
	id = uuid.NewString()
	key := make([]byte, 32)
	rand.Read(key) // never fails
	defer clear(key)
	wrapped, err := s.keys.wrap(id, key)
	if err != nil {
		return "", nil, err
	}
	missed, err := ring.Add(id, wrapped)
	if err != nil {
		return "", nil, err
	}
	if missed != nil {
		s.log.Error().Err(missed).Msg("a key lies in one folder of the keyring only; mend the other and run 'alo116 keys mirror'")
	}
	if err := mayWrap(ctx, db, wrapped); err != nil {
		s.discard(id)
		return "", nil, err
	}
	box, err = subtle.NewAESGCM(key)
	return id, box, err
}

// discard destroys a key that no row names. One that stays is swept later.
func (s *Store) discard(id string) {
	if err := s.keys.ring.Destroy(id); err != nil {
		s.log.Warn().Err(err).Msg("a key that opens nothing stays in the keyring")
	}
}

// box gives what seals and opens the fields of a contact: its own key, or the service's for one of before the vault. ErrForgotten if
// its key was destroyed.
func (t Contacts) box(ctx context.Context, key *string) (tink.AEAD, error) {
	if key == nil {
		return t.store.keys, nil
	}
	return t.store.boxBy(ctx, *key)
}

// boxBy gives what seals and opens with a key of the keyring. ErrForgotten if it was destroyed.
func (s *Store) boxBy(ctx context.Context, key string) (tink.AEAD, error) {
	ring, err := s.ring(ctx)
	if err != nil {
		return nil, err
	}
	return s.keys.caseKey(ring, key)
}

// caseKey reads and unwraps a key. A damaged copy is passed over if another is whole.
func (k *Keys) caseKey(ring *keyring.Ring, id string) (tink.AEAD, error) {
	key, err := k.unwrap(ring, id)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return subtle.NewAESGCM(key)
}

func (k *Keys) unwrap(ring *keyring.Ring, id string) ([]byte, error) {
	copies, err := ring.Copies(id)
	if errors.Is(err, keyring.ErrGone) {
		return nil, ErrForgotten
	}
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	for _, wrapped := range copies {
		var key []byte
		if key, err = k.Decrypt(wrapped, keyPlace(id)); err == nil {
			return key, nil
		}
	}
	return nil, fmt.Errorf("the key in the keyring does not open: it is damaged, or wrapped by another master key: %w", err)
}

// wrap seals a case's key with the master key. It must be the newest: what is wrapped by one that was retired meanwhile would be lost.
func (k *Keys) wrap(id string, key []byte) ([]byte, error) {
	if err := k.Refresh(); err != nil {
		return nil, err
	}
	wrapped, err := k.now.Load().seal.Encrypt(key, keyPlace(id))
	if err != nil {
		return nil, fmt.Errorf("wrap a key: %w", err)
	}
	return wrapped, nil
}

// keyPlace binds a wrapped key to its name.
func keyPlace(id string) []byte { return []byte("vault key " + id) }
