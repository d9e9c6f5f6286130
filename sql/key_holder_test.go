package sql_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// shipped is an installation as deploy/systemd ships it: the service works with a copy of the key file, made at its start.
type shipped struct {
	t          *testing.T
	url        string
	safe, copy string // the key file, and what systemd makes of it
	ring       string
}

func ship(t *testing.T) shipped {
	t.Helper()
	folder := t.TempDir()
	s := shipped{t: t, url: sqltest.URL(t), safe: filepath.Join(folder, "keys.json"), copy: filepath.Join(folder, "credential"), ring: t.TempDir()}
	if err := sqltest.Keys(t).Save(s.safe); err != nil {
		t.Fatal(err)
	}
	s.encrypt()
	return s
}

// encrypt is 'systemd-creds encrypt': from the next start on the service has this copy.
func (s shipped) encrypt() {
	s.t.Helper()
	text, err := os.ReadFile(s.safe)
	if err == nil {
		err = os.WriteFile(s.copy, text, 0o600)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s shipped) load(file string) *sql.Keys {
	s.t.Helper()
	keys, err := sql.LoadKeys(sql.KeySource{File: file, Region: "AL"})
	if err == nil {
		err = keys.UseKeyring(s.ring, "")
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return keys
}

// start starts the service; each life has a file of its own, as each has its folder of credentials.
func (s shipped) start() *sql.Store {
	s.t.Helper()
	own := filepath.Join(s.t.TempDir(), "keys")
	text, err := os.ReadFile(s.copy)
	if err == nil {
		err = os.WriteFile(own, text, 0o600)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return open(s.t, s.url, s.load(own))
}

// tells has a service tell what it works with, as it does every few seconds, and what is said of it.
func (s shipped) tells(service *sql.Store, want error) {
	s.t.Helper()
	if err := service.HoldKeys(s.t.Context()); !errors.Is(err, want) {
		s.t.Errorf("the service says %v, want %v", err, want)
	}
}

func (s shipped) stops(service *sql.Store) {
	s.t.Helper()
	if err := service.LetKeysGo(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// retires tries to, long after the file was changed.
func (s shipped) retires(operator *sql.Store) (n int, err error) {
	s.t.Helper()
	keys, n, err := operator.Retire(s.t.Context(), s.t.TempDir(), time.Now().Add(time.Hour))
	if err == nil {
		err = keys.Replace()
	}
	return n, err
}

// notes begins a contact and writes into it.
func (s shipped) notes(service *sql.Store, call queue.CallID, by sql.Person) string {
	s.t.Helper()
	return contactWithNote(s.t, service.Contacts(), call, by.ID).ID
}

// TestACopyOfTheKeysLosesNothing: the master key is changed while the service has a copy of the key file. Nothing is wrapped by a key that it has
// not, and no key is destroyed that it wraps with, until it was restarted with the new copy; and then all is done, and all opens.
func TestACopyOfTheKeysLosesNothing(t *testing.T) {
	t.Parallel()
	s := ship(t)
	service := s.start()
	mira := person(t, service, "mira")
	s.tells(service, nil)
	s.notes(service, "call-1", mira)
	change(t, s.load(s.safe), (*sql.Keys).Rotate)
	operator := open(t, s.url, s.load(s.safe))
	s.tells(service, nil) // SIGHUP: it has the copy, which is as it was
	for range 2 {
		if done, err := operator.Rewrap(t.Context()); !errors.Is(err, sql.ErrKeysApart) || done != (sql.Rewrapped{}) {
			t.Fatalf("wrapped by a key that the service has not: %+v, %v", done, err)
		}
		if _, err := s.retires(operator); !errors.Is(err, sql.ErrKeysApart) {
			t.Fatalf("a key is retired that the service wraps with: %v", err)
		}
	}
	s.tells(service, nil)
	s.notes(service, "call-2", mira)

	s.encrypt()
	s.stops(service)
	service = s.start()
	s.tells(service, nil)
	s.notes(service, "call-3", mira)
	if done, err := operator.Rewrap(t.Context()); err != nil || done.Keys != 2 {
		t.Fatalf("after the restart: %+v, %v", done, err)
	}
	if n, err := s.retires(operator); err != nil || n != 1 {
		t.Fatalf("after the restart: %d, %v", n, err)
	}
	s.notes(service, "call-4", mira) // it has the old one still, and does not use it
	s.encrypt()
	s.stops(service)
	service = s.start()
	s.tells(service, nil)
	all, err := service.Contacts().Current(t.Context(), mira.ID)
	if err != nil || len(all) != 4 {
		t.Fatalf("%d contacts, %v", len(all), err)
	}
	for _, c := range all {
		if len(c.Values["note"]) == 0 {
			t.Errorf("contact %s is empty", c.ID)
		}
	}
}

// A service that comes back with the old copy after all begins nothing that nobody could open tomorrow, and says what to do.
func TestAnOldCopyOfTheKeysIsSaidAndSealsNothing(t *testing.T) {
	t.Parallel()
	s := ship(t)
	old := s.start()
	mira := person(t, old, "mira")
	s.tells(old, nil)
	c := s.notes(old, "call-1", mira)
	s.stops(old) // one that is stopped is waited for by nobody
	change(t, s.load(s.safe), (*sql.Keys).Rotate)
	operator := open(t, s.url, s.load(s.safe))
	if _, err := operator.Rewrap(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.tells(old, sql.ErrOldKeys) // it lacks the key of each contact by now
	if err := old.KeysCurrent(t.Context()); !errors.Is(err, sql.ErrOldKeys) {
		t.Errorf("it is ready: %v", err)
	}
	if _, err := old.Contacts().Set(t.Context(), c, mira.ID, "note", raw(`"x"`), 1); err == nil {
		t.Error("the control saves, so its keys are not old")
	}
	s.stops(old)
	if n, err := s.retires(operator); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	s.tells(old, sql.ErrOldKeys)
	if _, err := old.Contacts().Open(t.Context(), "call-2", mira.ID, ""); !errors.Is(err, sql.ErrOldKeys) {
		t.Errorf("a contact is sealed by a key that is destroyed: %v", err)
	}
	if _, err := old.Cases().Begin(t.Context(), mira.ID, mira.ID, ""); !errors.Is(err, sql.ErrOldKeys) {
		t.Errorf("a case is sealed by a key that is destroyed: %v", err)
	}
	if _, err := operator.Rewrap(t.Context()); !errors.Is(err, sql.ErrKeysApart) {
		t.Errorf("it tells that it runs, and is not minded: %v", err)
	}
}

// What keeps a key from being retired is told, and the service wraps with it on.
func TestAKeyThatIsNotRetiredAfterAllIsUsedOn(t *testing.T) {
	t.Parallel()
	s := ship(t)
	service := s.start()
	mira := person(t, service, "mira")
	s.notes(service, "call-1", mira) // of an older version: it tells nothing
	change(t, s.load(s.safe), (*sql.Keys).Rotate)
	if _, err := s.retires(open(t, s.url, s.load(s.safe))); err == nil || errors.Is(err, sql.ErrKeysApart) {
		t.Errorf("got %v", err)
	}
	s.notes(service, "call-2", mira)
}

// A service that was killed is waited for no longer than a minute, and its row goes when another stops.
func TestAServiceThatWasKilledIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	s := ship(t)
	killed := s.start()
	s.tells(killed, nil)
	change(t, s.load(s.safe), (*sql.Keys).Rotate)
	operator := open(t, s.url, s.load(s.safe))
	for _, silent := range []struct {
		age  string
		want error
	}{{"50 seconds", sql.ErrKeysApart}, {"70 seconds", nil}} {
		if err := operator.Exec(t.Context(), `UPDATE key_holder SET told_at = now() - $1::text::interval`, silent.age); err != nil {
			t.Fatal(err)
		}
		if _, err := operator.Rewrap(t.Context()); !errors.Is(err, silent.want) {
			t.Errorf("silent for %s: %v", silent.age, err)
		}
	}
	s.stops(operator)
	if n := count(t, operator, `SELECT count(*) FROM key_holder`); n != 0 {
		t.Errorf("%d lives are left", n)
	}
}

// An epoch that a service with a copy still hashes with does not go: who calls now would be recognised no more tomorrow.
func TestAnEpochThatACopyHashesWithStays(t *testing.T) {
	t.Parallel()
	s := ship(t)
	service := s.start()
	s.tells(service, nil)
	first := s.load(s.safe).Epochs()[0].ID
	change(t, s.load(s.safe), (*sql.Keys).NewEpoch)
	operator := open(t, s.url, s.load(s.safe))
	if _, err := operator.DropEpoch(t.Context(), first); !errors.Is(err, sql.ErrKeysApart) {
		t.Errorf("dropped by hand: %v", err)
	}
	if _, err := operator.TurnEpochs(t.Context(), sql.Turn{Drop: []uint32{first}}, t.TempDir()); !errors.Is(err, sql.ErrKeysApart) {
		t.Errorf("dropped in its turn: %v", err)
	}
	s.encrypt()
	s.stops(service)
	s.tells(s.start(), nil)
	for name, drop := range map[string]func() (*sql.Keys, error){
		"by hand": func() (*sql.Keys, error) { return operator.DropEpoch(t.Context(), first) },
		"in its turn": func() (*sql.Keys, error) {
			return operator.TurnEpochs(t.Context(), sql.Turn{Drop: []uint32{first}}, t.TempDir())
		},
	} {
		if keys, err := drop(); err != nil || len(keys.Epochs()) != 1 {
			t.Errorf("%s after the restart: %v", name, err)
		}
	}
}
