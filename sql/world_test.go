package sql_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"alo116/sql"
)

// world is a helpline with an archive of its log, backups and a keyring.
type world struct {
	*past
	server                    *cluster
	archive, base, dump, ring string
}

func newWorld(t *testing.T) *world {
	dir := t.TempDir()
	w := &world{archive: filepath.Join(dir, "archive"), base: filepath.Join(dir, "base"), dump: filepath.Join(dir, "dump"), ring: filepath.Join(dir, "ring")}
	for _, folder := range []string{w.archive, w.dump, w.ring} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	// What is proven must not need the database's own vacuum, which may come at any moment or never.
	w.server = newCluster(t, "archive_mode=on", "archive_command=cp %p "+w.archive+"/%f", "wal_level=replica", "autovacuum=off")
	keys, err := sql.NewKeys("AL")
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.UseKeyring(w.ring, ""); err != nil {
		t.Fatal(err)
	}
	w.settleIn(t)
	store := open(t, w.server.as("alo116"), keys)
	w.past = &past{t: t, store: store, keys: keys, mira: person(t, store, "mira")}
	return w
}

// settleIn makes the roles and the database as a server has them, and migrates as their owner.
func (w *world) settleIn(t *testing.T) {
	t.Helper()
	out, err := postgres(t, "psql", "-X", "-q", "-h", "127.0.0.1", "-p", w.server.port, "-U", "postgres", "-f", "../deploy/postgresql/roles.sql", "postgres").CombinedOutput()
	if err != nil {
		t.Fatalf("the roles: %v\n%s", err, out)
	}
	if apart, err := owning(t, w.server.as("alo116_owner")).Migrate(t.Context(), "alo116"); err != nil || !apart {
		t.Fatalf("migrate: %v, %v", apart, err)
	}
}

// backup takes both kinds of backup, and puts the log of until then into the archive.
func (w *world) backup() {
	w.t.Helper()
	for _, command := range [][]string{
		{"pg_basebackup", "-h", "127.0.0.1", "-p", w.server.port, "-U", "postgres", "-D", w.base, "--checkpoint=fast", "--no-sync"},
		{"pg_dump", "-h", "127.0.0.1", "-p", w.server.port, "-U", "postgres", "-Fp", "-f", filepath.Join(w.dump, "dump.sql"), "alo116"},
	} {
		if out, err := postgres(w.t, command[0], command[1:]...).CombinedOutput(); err != nil {
			w.t.Fatalf("%s: %v\n%s", command[0], err, out)
		}
	}
	w.settle()
}

// settle returns when all is on disk and the log of until now is in the archive.
func (w *world) settle() {
	w.t.Helper()
	w.exec(`CHECKPOINT`)
	var segment string
	if err := w.store.AdminRow(w.t.Context(), w.t, `SELECT pg_walfile_name(pg_switch_wal())`).Scan(&segment); err != nil {
		w.t.Fatal(err)
	}
	for !w.is(`coalesce(last_archived_wal, '') >= $1 FROM pg_stat_archiver, pg_sleep(0.05)`, segment) {
		if w.t.Context().Err() != nil {
			w.t.Fatal("the log does not reach the archive")
		}
	}
}

// restore starts a server on the base backup.
func (w *world) restore() *cluster {
	w.t.Helper()
	server := clusterIn(w.t, w.base)
	server.start(w.t)
	w.t.Cleanup(server.kill)
	return server
}

// plant stores things in the clear: as they are, and as text where they are such. Twice, for the log may break one over two pages.
func (w *world) plant(things map[string][]byte) {
	w.t.Helper()
	w.exec(`CREATE TABLE control (raw bytea, words text)`)
	for _, thing := range things {
		words := ""
		if !bytes.ContainsRune(thing, 0) {
			words = string(thing)
		}
		w.exec(`INSERT INTO control SELECT $1, $2 FROM generate_series(1, 2)`, thing, words)
	}
}

// findsWhatIsPlain proves that the search finds every notation of what was planted, in each place that PostgreSQL writes.
func (w *world) findsWhatIsPlain() {
	w.t.Helper()
	for _, folder := range []string{w.server.dir, w.archive, w.base, w.dump} {
		things := notations(plainCanary)
		if folder == w.dump {
			delete(things, plainCanary+inUTF16) // a dump writes bytes as hex
		}
		if found := w.find(folder, things); len(found) != len(things) {
			w.t.Errorf("of what was planted the search finds in %s only %v", folder, found)
		}
	}
}

// wrappedKey is the file that the key of a row of that table lies in.
func (w *world) wrappedKey(table, of string) []byte {
	w.t.Helper()
	var id string
	if err := w.store.QueryRow(w.t.Context(), `SELECT vault_key::text FROM `+table+` WHERE id = $1`, of).Scan(&id); err != nil {
		w.t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(w.ring, id[:2], id+".key"))
	if err != nil || len(content) < 32 {
		w.t.Fatalf("the key of the case: %d bytes, %v", len(content), err)
	}
	return content
}

// find tells which of some things lie in a folder, and in which file.
func (w *world) find(folder string, things map[string][]byte) (at map[string]string) {
	w.t.Helper()
	at = make(map[string]string)
	w.eachFile(folder, func(path string, content []byte) {
		for name, thing := range things {
			if bytes.Contains(content, thing) {
				at[name] = path
			}
		}
	})
	return at
}

// eachFile reads all of a folder. What PostgreSQL took away meanwhile is no matter, but nothing else may stay unread.
func (w *world) eachFile(folder string, look func(path string, content []byte)) {
	w.t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		var content []byte
		if err == nil && entry.Type().IsRegular() {
			if content, err = os.ReadFile(path); err == nil {
				look(path, content)
			}
		}
		if errors.Is(err, fs.ErrNotExist) && path != folder {
			return nil
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
