package sql_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// ringed gives keys with a keyring whose folder is known.
func ringed(t testing.TB) (keys *sql.Keys, dir string) {
	t.Helper()
	keys, dir = sqltest.Keys(t), t.TempDir()
	if err := keys.UseKeyring(dir, ""); err != nil {
		t.Fatal(err)
	}
	return keys, dir
}

// dump gives the database as pg_dump writes it; restore gives the address of a database made from it.
func dump(t testing.TB, url string) []byte {
	t.Helper()
	text, err := exec.CommandContext(t.Context(), "pg_dump", "--no-owner", sqltest.AdminURL(t, url)).Output()
	if err != nil {
		t.Fatalf("pg_dump: %v", err)
	}
	return text
}

func restore(t testing.TB, dump []byte) (url string) {
	t.Helper()
	url = sqltest.EmptyURL(t)
	psql := exec.CommandContext(t.Context(), "psql", "--quiet", "--set=ON_ERROR_STOP=1", url)
	psql.Stdin = strings.NewReader(string(dump))
	if out, err := psql.CombinedOutput(); err != nil {
		t.Fatalf("psql: %v: %s", err, out)
	}
	return url
}

func keyFiles(t testing.TB, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.key"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A backup that was made while the contact was whole opens with the master key and the keyring, and no longer once the contact
// was forgotten: this is what erasure is.
func TestAForgottenContactCannotBeReadInAnOldBackup(t *testing.T) {
	t.Parallel()
	keys, dir := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	gone := contactWithNote(t, store.Contacts(), "call-1", mira.ID)
	contactWithNote(t, store.Contacts(), "call-2", mira.ID)
	backup := dump(t, store.URL())

	before := open(t, restore(t, backup), keys).Contacts()
	if got, err := before.OfCall(t.Context(), "call-1"); err != nil || string(got[0].Values["note"]) != `"canary"` {
		t.Fatalf("the backup is not good: %v, %v", got, err)
	}
	if err := store.Forget(t.Context(), gone.ID, false); err != nil {
		t.Fatal(err)
	}
	after := open(t, restore(t, backup), keys).Contacts()
	if got, err := after.OfCall(t.Context(), "call-1"); err != nil || len(got) != 1 || len(got[0].Values) != 0 {
		t.Errorf("the backup gives %v, %v", got, err)
	}
	if _, err := after.Set(t.Context(), gone.ID, mira.ID, "note", raw(`"x"`), gone.Rev); !errors.Is(err, sql.ErrForgotten) {
		t.Errorf("got %v", err)
	}
	if got, err := after.OfCall(t.Context(), "call-2"); err != nil || string(got[0].Values["note"]) != `"canary"` {
		t.Errorf("another contact is gone, too: %v, %v", got, err)
	}
	if n := len(keyFiles(t, dir)); n != 1 {
		t.Errorf("%d keys are left", n)
	}
}

func TestEachContactHasItsOwnKey(t *testing.T) {
	t.Parallel()
	keys, dir := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	one, two := contactWithNote(t, contacts, "call-1", mira.ID), contactWithNote(t, contacts, "call-2", mira.ID)
	if n := count(t, store, `SELECT count(DISTINCT vault_key) FROM contact`); n != 2 || len(keyFiles(t, dir)) != 2 {
		t.Fatalf("%d keys, %d files", n, len(keyFiles(t, dir)))
	}
	// Whoever can write to the database cannot make a contact open with another's key.
	if err := store.ExecUnruled(t.Context(), `UPDATE contact SET sealed = (SELECT sealed FROM contact WHERE id = $1), vault_key = NULL WHERE id = $2`, one.ID, two.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := contacts.OfCall(t.Context(), "call-2"); err == nil {
		t.Error("the service's own key opens it")
	}
}

// Whatever is sealed opens in its place, and in no other: not in another field, contact or number.
func TestASealHoldsInItsPlaceOnly(t *testing.T) {
	t.Parallel()
	keys, _ := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	places := []form.Contact{contactWithNote(t, contacts, "call-1", mira.ID), contactWithNote(t, contacts, "call-2", mira.ID)}
	box := make([]sql.Box, len(places))
	for i, c := range places {
		box[i] = store.BoxOf(t.Context(), t, c.ID)
	}
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.SliceOf(rapid.Byte()).Draw(r, "text")
		field := rapid.StringMatching(`[a-z_]{1,8}`).Draw(r, "field")
		from := rapid.IntRange(0, 1).Draw(r, "from")
		sealed, err := box[from].Encrypt(text, sql.ContactPlace(places[from].ID, field))
		if err != nil {
			r.Fatal(err)
		}
		for i, c := range places {
			for _, f := range []string{field, field + "_x", "(number)"} {
				got, err := box[i].Decrypt(sealed, sql.ContactPlace(c.ID, f))
				if right := i == from && f == field; right != (err == nil) || (right && string(got) != string(text)) {
					r.Fatalf("field %s of contact %d opens as %q of %d: %v", field, from, f, i, err)
				}
			}
		}
		bit := rapid.IntRange(0, len(sealed)*8-1).Draw(r, "bit")
		sealed[bit/8] ^= 1 << (bit % 8)
		if _, err := box[from].Decrypt(sealed, sql.ContactPlace(places[from].ID, field)); err == nil {
			r.Fatal("a changed seal opens")
		}
	})
}

func TestTheNumberIsSealedWithTheContactsKey(t *testing.T) {
	t.Parallel()
	keys, _ := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	sealed, err := keys.SealNumber("call-1", "069 000 0042")
	if err != nil || sealed == "" {
		t.Fatal(sealed, err)
	}
	kept, err := contacts.Open(t.Context(), "call-1", mira.ID, sealed)
	if err != nil {
		t.Fatal(err)
	}
	if number, err := contacts.Number(t.Context(), kept.ID); err != nil || number != "+355690000042" {
		t.Errorf("got %q, %v", number, err)
	}
	stolen, err := contacts.Open(t.Context(), "call-2", mira.ID, sealed) // sealed for another call
	if err != nil {
		t.Fatal(err)
	}
	for what, id := range map[string]string{"of another call": stolen.ID, "of none": "8a1f7b5e-0000-4000-8000-000000000000", "nonsense": "x"} {
		if number, err := contacts.Number(t.Context(), id); !errors.Is(err, sql.ErrNotFound) || number != "" {
			t.Errorf("%s: got %q, %v", what, number, err)
		}
	}
	for _, withheld := range []string{"", "anonymous", "sip:anonymous@anonymous.invalid", "Restricted"} {
		if sealed, err := keys.SealNumber("call-1", withheld); err != nil || sealed != "" {
			t.Errorf("%q: something is kept, %v", withheld, err)
		}
	}
	if err := store.Forget(t.Context(), kept.ID, false); err != nil {
		t.Fatal(err)
	}
	if _, err := contacts.Number(t.Context(), kept.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

// A crash between key and row leaves a key that opens nothing; one between row and key cannot be.
func TestAKeyThatBelongsToNobodyIsSweptByAge(t *testing.T) {
	t.Parallel()
	keys, dir := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	contactWithNote(t, store.Contacts(), "call-1", mira.ID)
	used := keyFiles(t, dir)[0]
	orphan := filepath.Join(dir, "ab", "ab000000-0000-4000-8000-000000000000.key")
	if err := errors.Join(os.MkdirAll(filepath.Dir(orphan), 0o700), os.WriteFile(orphan, []byte("left by a crash"), 0o600)); err != nil {
		t.Fatal(err)
	}
	swept := func(age time.Duration) int {
		t.Helper()
		n, err := store.SweepKeyring(t.Context(), age)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := swept(time.Hour); n != 0 {
		t.Errorf("a young key is swept")
	}
	old := time.Now().Add(-2 * time.Hour)
	if err := errors.Join(os.Chtimes(orphan, old, old), os.Chtimes(used, old, old)); err != nil {
		t.Fatal(err)
	}
	// An old backup was restored: the newest contact in it is older than the key.
	if err := store.Exec(t.Context(), `UPDATE contact SET opened_at = opened_at - interval '3 hours', closed_at = NULL`); err != nil {
		t.Fatal(err)
	}
	if n := swept(time.Hour); n != 0 {
		t.Errorf("keys of what a restored backup lacks are swept")
	}
	contactWithNote(t, store.Contacts(), "call-2", mira.ID)
	if n := swept(time.Hour); n != 1 || len(keyFiles(t, dir)) != 2 {
		t.Errorf("%d were swept, %d are left", n, len(keyFiles(t, dir)))
	}
	if got, err := store.Contacts().OfCall(t.Context(), "call-1"); err != nil || string(got[0].Values["note"]) != `"canary"` {
		t.Errorf("a key in use was swept: %v, %v", got, err)
	}
}

// A contact that lost the race to be begun takes its key with it, and so does one for nobody.
func TestNoKeyIsLeftByARefusal(t *testing.T) {
	t.Parallel()
	keys, dir := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	done := make(chan error, 8)
	for range cap(done) {
		go func() {
			_, err := store.Contacts().Open(t.Context(), "call-1", mira.ID, "")
			done <- err
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if _, err := store.Contacts().Open(t.Context(), "call-2", "8a1f7b5e-0000-4000-8000-000000000000", ""); !errors.Is(err, form.ErrNotYours) {
		t.Errorf("got %v", err)
	}
	if n := len(keyFiles(t, dir)); n != 1 {
		t.Errorf("%d keys for one contact", n)
	}
}

func TestTheKeyringBelongsToItsDatabase(t *testing.T) {
	t.Parallel()
	keys, dir := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	if err := store.Keyring(t.Context()); err != nil {
		t.Fatal(err)
	}
	contactWithNote(t, store.Contacts(), "call-1", mira.ID)
	stranger := open(t, sqltest.URL(t), keys)
	for _, err := range []error{stranger.Keyring(t.Context()), stranger.KeyringUsable(t.Context())} {
		if err == nil || !strings.Contains(err.Error(), "another database") {
			t.Errorf("got %v", err)
		}
	}
	if err := os.Rename(dir, dir+".unmounted"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Contacts().OfCall(t.Context(), "call-1"); err == nil || !strings.Contains(err.Error(), "mount") {
		t.Errorf("an empty mount point: got %v", err)
	}
	again := open(t, store.URL(), keys)
	if _, err := again.Contacts().Open(t.Context(), "call-2", mira.ID, ""); err == nil || !strings.Contains(err.Error(), "mount") {
		t.Errorf("a key is put into an empty mount point: %v", err)
	}
	bare, err := sql.NewKeys("AL")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, store.URL(), bare).Contacts().Open(t.Context(), "call-2", mira.ID, ""); err == nil || !strings.Contains(err.Error(), "ALO116_KEYRING_DIR") {
		t.Errorf("without a keyring: got %v", err)
	}
}

// One of two folders may be lost, or hold a damaged key, and nobody notices but who looks after it.
func TestAMirrorIsEnough(t *testing.T) {
	t.Parallel()
	keys, main, mirror := sqltest.Keys(t), t.TempDir(), t.TempDir()
	if err := keys.UseKeyring(main, mirror); err != nil {
		t.Fatal(err)
	}
	store := open(t, sqltest.URL(t), keys)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	contactWithNote(t, contacts, "call-1", mira.ID)
	if err := os.WriteFile(keyFiles(t, main)[0], []byte("\x01damaged, though long enough to be one"), 0o600); err != nil {
		t.Fatal(err)
	}
	reads := func(call queue.CallID) {
		t.Helper()
		if got, err := contacts.OfCall(t.Context(), call); err != nil || string(got[0].Values["note"]) != `"canary"` {
			t.Errorf("got %v, %v", got, err)
		}
	}
	reads("call-1")
	if done, err := store.Rewrap(t.Context()); err != nil || done.Keys != 1 {
		t.Errorf("the damaged copy was not mended: %+v, %v", done, err)
	}
	if err := os.RemoveAll(mirror); err != nil {
		t.Fatal(err)
	}
	reads("call-1")
	contactWithNote(t, contacts, "call-2", mira.ID)
	if err := store.Keyring(t.Context()); err == nil || !strings.Contains(err.Error(), "keys mirror") {
		t.Errorf("the lost mirror is not told: %v", err)
	}
	if copied, err := store.MirrorKeyring(t.Context()); err != nil || copied != 2 {
		t.Errorf("copied %d, %v", copied, err)
	}
	if err := os.RemoveAll(main); err != nil {
		t.Fatal(err)
	}
	reads("call-1")
	reads("call-2")
}
