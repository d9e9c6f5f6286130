package sql_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// keyFile saves fresh keys to a file, and gives what loads them as another process would, with the same keyring.
func keyFile(t *testing.T) (file string, load func() *sql.Keys) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "keys.json")
	if err := sqltest.Keys(t).Save(file); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	return file, func() *sql.Keys {
		t.Helper()
		keys, err := sql.LoadKeys(sql.KeySource{File: file, Region: "AL"})
		if err == nil {
			err = keys.UseKeyring(dir, "")
		}
		if err != nil {
			t.Fatal(err)
		}
		return keys
	}
}

// change changes the key file as 'alo116 keys' does.
func change(t *testing.T, keys *sql.Keys, change func(*sql.Keys) (*sql.Keys, error)) {
	t.Helper()
	changed, err := change(keys)
	if err == nil {
		err = changed.Replace()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// retire retires as if the key file were old enough.
func retire(t *testing.T, store *sql.Store) (n int) {
	t.Helper()
	keys, n, err := store.Retire(t.Context(), t.TempDir(), time.Now().Add(time.Hour))
	if err == nil {
		err = keys.Replace()
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The master key is rotated, everything wrapped anew and the old key retired, three times over, while eight people write; the service
// that they write to is never restarted nor told.
func TestRotationWhileEverybodyWrites(t *testing.T) {
	t.Parallel()
	_, load := keyFile(t)
	url := sqltest.URL(t)
	service := open(t, url, load())
	mira := person(t, service, "mira")
	ctx, stop := context.WithCancel(t.Context())
	var saves atomic.Int64
	var group sync.WaitGroup
	saved := make(chan struct{})
	for writer := range 8 {
		group.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				call := queue.CallID("call-" + strconv.Itoa(writer) + "-" + strconv.Itoa(n))
				c, err := service.Contacts().Open(t.Context(), call, mira.ID, "")
				for rev := 0; rev < 3 && err == nil; rev++ {
					_, err = service.Contacts().Set(t.Context(), c.ID, mira.ID, "note", raw(`"canary"`), rev)
				}
				if err != nil {
					t.Error(err)
					stop()
					return
				}
				saves.Add(3)
				select {
				case saved <- struct{}{}:
				default: // nobody waits for it
				}
			}
		})
	}
	for range 3 {
		for range 24 {
			select {
			case <-saved:
			case <-ctx.Done():
			}
		}
		operator := load()
		change(t, operator, (*sql.Keys).Rotate)
		other := open(t, url, load())
		if err := service.HoldKeys(t.Context()); err != nil { // SIGHUP, or the ten seconds after which it looks again
			t.Fatal(err)
		}
		for done := 1; done > 0; { // what was begun with the old key meanwhile is wrapped in the next round
			got, err := other.Rewrap(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			done = got.Keys
		}
		if n := retire(t, other); n != 1 {
			t.Errorf("%d keys were retired", n)
		}
	}
	stop()
	group.Wait()
	after := open(t, url, load())
	if got := len(load().Masters()); got != 1 {
		t.Errorf("%d master keys are left", got)
	}
	all, err := after.Contacts().Current(t.Context(), mira.ID)
	if err != nil || int64(len(all)) < saves.Load()/3 {
		t.Fatalf("%d contacts, %v", len(all), err)
	}
	for _, c := range all {
		if string(c.Values["note"]) != `"canary"` {
			t.Fatalf("got %s", c.Values["note"])
		}
	}
	t.Logf("%d saves during three rotations, none failed", saves.Load())
}

// What was sealed by the service's key, before there was a vault, stays readable, and gets keys of its own with its history.
func TestContactsOfBeforeTheVault(t *testing.T) {
	t.Parallel()
	_, load := keyFile(t)
	keys := load()
	store := open(t, sqltest.URL(t), keys)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	c := store.OldContact(t.Context(), t, "call-1", mira.ID)
	for rev, note := range []string{`"first canary"`, `"second canary"`} {
		if _, err := contacts.Set(t.Context(), c, mira.ID, "note", raw(note), rev); err != nil {
			t.Fatal(err)
		}
	}
	change(t, keys, (*sql.Keys).Rotate)
	if _, _, err := store.Retire(t.Context(), t.TempDir(), time.Now().Add(time.Hour)); err == nil || !strings.Contains(err.Error(), "1 contacts have no key") {
		t.Errorf("got %v", err)
	}
	if done, err := store.Rewrap(t.Context()); err != nil || done.Contacts != 1 {
		t.Errorf("got %+v, %v", done, err)
	}
	if n := retire(t, store); n != 1 {
		t.Errorf("%d keys were retired", n)
	}
	later := open(t, store.URL(), load())
	got, err := later.Contacts().OfCall(t.Context(), "call-1")
	if err != nil || string(got[0].Values["note"]) != `"second canary"` || got[0].Rev != 2 {
		t.Errorf("got %+v, %v", got, err)
	}
	if text := later.SealedChange(t.Context(), t, c, 1); string(text) != `"first canary"` {
		t.Errorf("the history says %q", text)
	}
	if _, err := later.Contacts().Set(t.Context(), c, mira.ID, "note", raw(`"third"`), 2); err != nil {
		t.Error(err)
	}
	if done, err := later.Rewrap(t.Context()); err != nil || done != (sql.Rewrapped{}) {
		t.Errorf("a second time there is something to do: %+v, %v", done, err)
	}
}

func TestRetireRefusesAndSaysWhy(t *testing.T) {
	t.Parallel()
	_, load := keyFile(t)
	keys := load()
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	spool := t.TempDir()
	refused := func(now time.Time, says string) {
		t.Helper()
		before := len(load().Masters())
		if _, _, err := store.Retire(t.Context(), spool, now); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("wanted %q, got %v", says, err)
		}
		if len(load().Masters()) != before {
			t.Error("a key was retired all the same")
		}
	}
	later := time.Now().Add(time.Hour)
	if _, n, err := store.Retire(t.Context(), spool, later); err != nil || n != 0 {
		t.Errorf("with one key: %d, %v", n, err)
	}
	contactWithNote(t, store.Contacts(), "call-1", mira.ID)
	if err := store.WriteRefused(queue.Record{Epoch: 1, N: 1, At: noon, Kind: queue.RecArrived}); err != nil {
		t.Fatal(err)
	}
	change(t, keys, (*sql.Keys).Rotate)
	refused(time.Now(), "in a minute")
	refused(later, "1 keys in the keyring")
	if err := store.RewrapKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	refused(later, "1 refused records")
	if done, err := store.Rewrap(t.Context()); err != nil || done.Refused != 1 {
		t.Errorf("got %+v, %v", done, err)
	}
	for _, name := range []string{"0000000000000001.spool", "0000000000000001.spool.damaged"} {
		file := filepath.Join(spool, name)
		if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(later, "in the spool")
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	if _, n, err := store.Retire(t.Context(), spool, later); err != nil || n != 1 {
		t.Errorf("got %d, %v", n, err)
	}
	var sealed []byte
	if err := store.QueryRow(t.Context(), `SELECT sealed FROM call_event_refused`).Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	if text, err := load().OpenSealed(sealed, "call_event_refused 1 1"); err != nil || !strings.Contains(string(text), `"arrived"`) {
		t.Errorf("got %q, %v", text, err)
	}
}

// A number that is in memory when the keys change twice still reaches its contact.
func TestANumberInTheAirOutlivesARetiredKey(t *testing.T) {
	t.Parallel()
	_, load := keyFile(t)
	keys := load()
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	number, err := keys.SealNumber("call-1", "+355690000042")
	if err != nil {
		t.Fatal(err)
	}
	change(t, load(), (*sql.Keys).Rotate)
	retire(t, open(t, store.URL(), load()))
	c, err := store.Contacts().Open(t.Context(), "call-1", mira.ID, number)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := store.Contacts().Number(t.Context(), c.ID); err != nil || got != "+355690000042" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestEpochsOfNumbers(t *testing.T) {
	t.Parallel()
	file, load := keyFile(t)
	keys := load()
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	called(t, store, keys, "call-1", mira.ID, "+355690000001")
	first := keys.Epochs()[0]
	if _, err := keys.DropEpoch(first.ID); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("got %v", err)
	}
	change(t, keys, (*sql.Keys).NewEpoch)
	if err := keys.Refresh(); err != nil {
		t.Fatal(err)
	}
	called(t, store, keys, "call-2", mira.ID, "0690000001")
	caller := keys.Identify("0690000001", false)
	if got := sql.KeysOf(caller); len(got) != 2 || len(keys.Recognise("+355 69 000 0001")) != 2 || caller.Key == caller.Earlier {
		t.Errorf("known by %d keys", len(got))
	}
	if calls, contacts := recognised(t, store, keys, "+355690000001"); calls != 2 || contacts != 2 {
		t.Errorf("across epochs: %d calls, %d contacts", calls, contacts)
	}
	if calls, contacts := recognised(t, store, keys, "+355690000002"); calls+contacts != 0 {
		t.Error("somebody else is recognised")
	}
	if _, err := keys.DropEpoch(first.ID + 1); err == nil || !strings.Contains(err.Error(), "keys list") {
		t.Errorf("got %v", err)
	}
	change(t, keys, func(k *sql.Keys) (*sql.Keys, error) { return k.DropEpoch(first.ID) })
	if err := keys.Refresh(); err != nil {
		t.Fatal(err)
	}
	if calls, _ := recognised(t, store, keys, "+355690000001"); calls != 1 {
		t.Errorf("after the drop: %d calls", calls)
	}
	if text, err := os.ReadFile(file); err != nil || strings.Contains(string(text), strconv.Itoa(int(first.ID))) {
		t.Errorf("the dropped epoch is still in the file: %v", err)
	}
	if sql.KeysOf(queue.Caller{Withheld: true}) != nil || keys.Recognise("anonymous") != nil {
		t.Error("nobody is recognised")
	}
}

func TestReplaceKeepsModeAndRefusesTwoAtOnce(t *testing.T) {
	t.Parallel()
	file, load := keyFile(t)
	link := filepath.Join(t.TempDir(), "link.json")
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	keys, err := sql.LoadKeys(sql.KeySource{File: link, Region: "AL"})
	if err != nil {
		t.Fatal(err)
	}
	change(t, keys, (*sql.Keys).Rotate)
	if info, err := os.Lstat(file); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v", err)
	}
	if len(load().Masters()) != 2 {
		t.Error("nothing was changed")
	}
	if err := os.WriteFile(file+".new", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := load().Replace(); err == nil || !strings.Contains(err.Error(), "under way") {
		t.Errorf("got %v", err)
	}
}

// While a changed key file cannot be read, nothing is wrapped with a key that may be retired, and what is open goes on.
func TestABrokenKeyFileStopsNothingThatIsOpen(t *testing.T) {
	t.Parallel()
	file, load := keyFile(t)
	keys := load()
	store := open(t, sqltest.URL(t), keys)
	contacts, mira := store.Contacts(), person(t, store, "mira")
	c := contactWithNote(t, contacts, "call-1", mira.ID)
	good, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, []byte("torn"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := contacts.Set(t.Context(), c.ID, mira.ID, "note", raw(`"goes on"`), c.Rev); err != nil {
		t.Error(err)
	}
	if _, err := contacts.Open(t.Context(), "call-2", mira.ID, ""); err == nil || !strings.Contains(err.Error(), "alo116 keys new") {
		t.Errorf("got %v", err)
	}
	if _, err := keys.Encrypt([]byte("a record"), []byte("spool")); err != nil {
		t.Errorf("the spool stops: %v", err)
	}
	if err := errors.Join(os.Remove(file), os.WriteFile(file, good, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := contacts.Open(t.Context(), "call-2", mira.ID, ""); err != nil {
		t.Error(err)
	}
}

// What the service itself needs from people outlives the key that sealed it: an authenticator's secret, a desk phone's password.
func TestSecretsOfPeopleOutliveARetiredKey(t *testing.T) {
	t.Parallel()
	_, load := keyFile(t)
	keys := load()
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	err := errors.Join(store.SetTOTP(t.Context(), mira.ID, []byte("canary"), 1), store.SetDeskPhone(t.Context(), mira.ID, "desk-1", "canary"))
	if err != nil {
		t.Fatal(err)
	}
	change(t, keys, (*sql.Keys).Rotate)
	if _, _, err := store.Retire(t.Context(), t.TempDir(), time.Now().Add(time.Hour)); err == nil || !strings.Contains(err.Error(), "run 'alo116 keys rewrap' first") {
		t.Errorf("the key that sealed them is retired: %v", err)
	}
	if done, err := store.Rewrap(t.Context()); err != nil || done.Secrets != 2 {
		t.Errorf("got %+v, %v", done, err)
	}
	if n := retire(t, store); n != 1 {
		t.Errorf("%d keys were retired", n)
	}
	later := open(t, store.URL(), load())
	if secret, err := later.TOTP(t.Context(), mira.ID); err != nil || string(secret) != "canary" {
		t.Errorf("the authenticator's secret is %q, %v", secret, err)
	}
	if phones, err := later.DeskPhones(t.Context()); err != nil || len(phones) != 1 || phones[0].Password != "canary" {
		t.Errorf("the phones are %v, %v", phones, err)
	}
	if done, err := later.Rewrap(t.Context()); err != nil || done != (sql.Rewrapped{}) {
		t.Errorf("a second time there is something to do: %+v, %v", done, err)
	}
}
