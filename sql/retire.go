package sql

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"alo116/sql/keyring"
)

const countUnvaulted = `-- name: countUnvaulted
SELECT count(*) FROM contact WHERE vault_key IS NULL AND forgotten_at IS NULL
    AND (sealed <> '{}' OR EXISTS (SELECT FROM contact_change WHERE contact_change.contact = contact.id AND contact_change.sealed IS NOT NULL))`

const selectOrphan = `-- name: selectOrphan
SELECT NOT EXISTS (SELECT FROM contact WHERE vault_key = $1) AND NOT EXISTS (SELECT FROM child_case WHERE vault_key = $1)`

const selectNewestContact = `-- name: selectNewestContact
SELECT coalesce(max(opened_at), '-infinity'::timestamptz) = '-infinity', coalesce(max(opened_at), now())
FROM (SELECT opened_at FROM contact UNION ALL SELECT opened_at FROM child_case) AS kept`

// settled is how long a changed key file must have lain there before an old master key is removed: by then every running service
// that reads it has met the new one, or will before it wraps anything, and one that has a copy has told what it works with.
const settled = time.Minute

// Retire gives keys without the old versions of the master key, to be put in the file's place, and tells how many there were. It refuses,
// and says why, as long as anything is sealed by one of them or a service that runs wraps with one (ErrKeysApart). The spool's folder is the service's.
func (s *Store) Retire(ctx context.Context, spoolDir string, now time.Time) (retired *Keys, n int, err error) {
	if err := s.keys.Refresh(); err != nil {
		return nil, 0, err
	}
	old := slices.DeleteFunc(s.keys.Masters(), func(k KeyState) bool { return k.Primary })
	if len(old) == 0 {
		return s.keys, 0, nil
	}
	err = cmp.Or(s.settledKeys(now), s.mastersTogether(ctx))
	if err == nil {
		err = s.retireMasters(ctx, old, func() error { return s.retirable(ctx, spoolDir) })
	}
	if err != nil {
		return nil, 0, fmt.Errorf("no master key was retired: %w", err)
	}
	retired, err = s.keys.without(old)
	return retired, len(old), err
}

// settledKeys tells whether the key file lies there as it is for long enough.
func (s *Store) settledKeys(now time.Time) error {
	if age, err := s.keys.source.age(now); err != nil || age < settled {
		return errors.Join(err, errors.New("the key file changed less than a minute ago, and a service may not have met the new key: try again in a minute"))
	}
	return nil
}

// retirable tells what still needs an old master key.
func (s *Store) retirable(ctx context.Context, spoolDir string) error {
	ring, err := s.ring(ctx)
	if err != nil {
		return err
	}
	if n, err := s.keys.oldWraps(ring); err != nil || n > 0 {
		return errors.Join(err, fmt.Errorf("%d keys in the keyring are wrapped by an old one: run 'alo116 keys rewrap' first", n))
	}
	var contacts int
	if err := s.pool.QueryRow(ctx, countUnvaulted).Scan(&contacts); err != nil || contacts > 0 {
		return errors.Join(err, fmt.Errorf("%d contacts have no key of their own yet: run 'alo116 keys rewrap' first", contacts))
	}
	for query, what := range map[string]string{selectRefused: "refused records", selectAuditWords: "reasons in the audit trail",
		selectTOTPSecrets: "secrets of authenticators", selectPhoneSecrets: "passwords of desk phones"} {
		if n, err := s.oldSeals(ctx, query); err != nil || n > 0 {
			return errors.Join(err, fmt.Errorf("%d %s are sealed by an old one: run 'alo116 keys rewrap' first", n, what))
		}
	}
	return spoolEmpty(spoolDir)
}

// age is how long ago the source changed.
func (s KeySource) age(now time.Time) (time.Duration, error) {
	if err := s.writable(); err != nil {
		return 0, err
	}
	info, err := os.Stat(s.File)
	if err != nil {
		return 0, fmt.Errorf("read the key file: %w", err)
	}
	return now.Sub(info.ModTime()), nil
}

// oldWraps counts the keys of which any copy is not under the newest master key.
func (k *Keys) oldWraps(ring *keyring.Ring) (n int, err error) {
	err = ring.Each(func(id string, _ time.Time) error {
		copies, err := ring.Copies(id)
		if errors.Is(err, keyring.ErrGone) {
			return nil
		}
		if err == nil && !k.isNewest(copies) {
			n++
		}
		return err
	})
	return n, err
}

// oldSeals counts what a query gives in its last column that an old master key of the file sealed. What was lost with one that is not there
// any more is not kept from being lost.
func (s *Store) oldSeals(ctx context.Context, query string) (n int, err error) {
	rows, err := s.pool.Query(ctx, query)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		values := rows.RawValues()
		if s.keys.byOld(values[len(values)-1]) {
			n++
		}
	}
	return n, rows.Err()
}

// spoolEmpty tells whether records wait on disk, which an old key may have sealed.
func spoolEmpty(dir string) error {
	for _, kind := range []struct{ pattern, todo string }{
		{"*.spool", "let the service write them to PostgreSQL"},
		{"*.damaged", "have them looked at, and delete them"},
	} {
		files, err := filepath.Glob(filepath.Join(dir, kind.pattern))
		if err != nil {
			return err
		}
		if len(files) > 0 {
			return fmt.Errorf("records lie in %d files %s in the spool %s: %s first", len(files), kind.pattern, dir, kind.todo)
		}
	}
	return nil
}

// MirrorKeyring fills the keyring's folders from each other, a new one too, and tells how many keys it copied.
func (s *Store) MirrorKeyring(ctx context.Context) (copied int, err error) {
	ring, id, err := s.claim(ctx)
	if err != nil {
		return 0, err
	}
	return ring.Mirror(id)
}

// SweepKeyring destroys keys that no contact and no case names: what a crash between key and contact leaves. It leaves all alone that are younger than
// age, or not that much older than the newest contact: if an old backup of the database was restored by mistake, the keys of
// what is missing in it are still wanted.
func (s *Store) SweepKeyring(ctx context.Context, age time.Duration) (swept int, err error) {
	ring, err := s.ring(ctx)
	if err != nil {
		return 0, err
	}
	var none bool
	var newest time.Time
	if err := s.pool.QueryRow(ctx, selectNewestContact).Scan(&none, &newest); err != nil || none {
		return 0, err
	}
	err = ring.Each(func(id string, kept time.Time) error {
		if kept.After(newest.Add(-age)) {
			return ctx.Err()
		}
		var orphan bool
		if err := s.pool.QueryRow(ctx, selectOrphan, id).Scan(&orphan); err != nil || !orphan {
			return err
		}
		swept++
		return ring.Destroy(id)
	})
	if err != nil {
		return swept, fmt.Errorf("sweep the keyring: %w", err)
	}
	return swept, nil
}
