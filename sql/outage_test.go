package sql_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"alo116/sql"
	"alo116/sql/sqltest"
)

// moved waits until some condition of the journal holds; it looks whenever records moved.
func moved(t testing.TB, journal *sql.Journal, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := journal.Until(ctx, holds); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func TestRecordsOutliveAnOutage(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	wire, through := newWire(t, store.URL())
	registry := prometheus.NewRegistry()
	journal, stop := running(t, open(t, through, sqltest.Keys(t)), sql.JournalConfig{Metrics: registry, Retry: 50 * time.Millisecond})
	records := events(1, 3000)
	journal.Append(records[:1000])
	settled(t, journal)
	wire.set(refusing, 0)
	journal.Append(records[1000:2000])
	moved(t, journal, "spooled", func() bool { return journal.Pending() == 0 })
	if err := journal.Healthy(t.Context()); err == nil || !strings.Contains(err.Error(), "kept on disk") {
		t.Errorf("got %v", err)
	}
	if metric(t, registry, "alo116_journal_spool_bytes") == 0 || metric(t, registry, "alo116_journal_spooled_total") != 1000 {
		t.Error("nothing is spooled")
	}
	complete(t, store, 1, 1000)
	wire.set(healthy, 0)
	journal.Append(records[2000:])
	settled(t, journal)
	complete(t, store, 1, 3000)
	if err := errors.Join(journal.Healthy(t.Context()), stop()); err != nil {
		t.Error(err)
	}
	if n := metric(t, registry, "alo116_journal_spool_bytes"); n != 0 {
		t.Errorf("%v bytes are left on disk", n)
	}
}

func TestNextLifeWritesWhatThisOneCouldNot(t *testing.T) {
	t.Parallel()
	store, keys, dir := fresh(t), sqltest.Keys(t), t.TempDir()
	for life := range uint64(3) {
		wire, through := newWire(t, store.URL())
		away := open(t, through, keys)
		wire.set(refusing, 0)
		journal, stop := running(t, away, sql.JournalConfig{Dir: dir})
		journal.Append(events(life, 250))
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, store, `SELECT count(*) FROM call_event`); n != 0 {
		t.Fatalf("%d records are there already", n)
	}
	journal, _ := running(t, open(t, store.URL(), keys), sql.JournalConfig{Dir: dir})
	settled(t, journal)
	for life := range uint64(3) {
		complete(t, store, life, 250)
	}
	order := count(t, store, `SELECT count(*) FROM (SELECT written_at < lag(written_at) OVER (ORDER BY epoch, n) AS back FROM call_event) o WHERE back`)
	if order != 0 {
		t.Errorf("%d records were written before older ones", order)
	}
}

// The answer to a commit is lost: the records are there, and are sent again since nobody knows.
func TestLostAnswersToCommits(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	wire, through := newWire(t, store.URL())
	registry := prometheus.NewRegistry()
	journal, _ := running(t, open(t, through, sqltest.Keys(t)), sql.JournalConfig{Metrics: registry, Retry: 10 * time.Millisecond})
	wire.set(hushing, 0)
	journal.Append(events(1, 1000))
	moved(t, journal, "kept somewhere", func() bool { return journal.Pending() == 0 })
	wire.set(healthy, 0)
	settled(t, journal)
	complete(t, store, 1, 1000)
	if written, repeated := metric(t, registry, "alo116_journal_written_total"), metric(t, registry, "alo116_journal_repeated_total"); repeated < 100 || written > 900 {
		t.Errorf("%v were written and %v were there already", written, repeated)
	}
}

// Thousands of records while the wire to Postgres breaks in every way, again and again, and the service
// restarts: each is there once.
func TestExactlyOnceWhateverTheWireDoes(t *testing.T) {
	t.Parallel()
	store, keys, dir := fresh(t), sqltest.Keys(t), t.TempDir()
	wire, through := newWire(t, store.URL())
	away := open(t, through, keys)
	random := shuffle(1)
	const total = 6000
	records := events(1, total)
	cfg := sql.JournalConfig{Dir: dir, Timeout: 100 * time.Millisecond, Retry: 10 * time.Millisecond}
	for len(records) > 0 {
		journal, stop := running(t, away, cfg)
		for range 12 {
			wire.set(fault(random.IntN(5)), random.IntN(3000))
			n := min(len(records), 1+random.IntN(150))
			journal.Append(records[:n])
			records = records[n:]
			moved(t, journal, "kept somewhere", func() bool { return journal.Pending() == 0 })
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	}
	wire.set(healthy, 0)
	journal, _ := running(t, away, cfg)
	settled(t, journal)
	complete(t, store, 1, total)
}

// Postgres is killed while thousands of records come in, comes back, and is killed again.
func TestPostgresIsKilled(t *testing.T) {
	t.Parallel()
	server := newCluster(t)
	store := open(t, server.url(), sqltest.Keys(t))
	if err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	journal, _ := running(t, store, sql.JournalConfig{Retry: 50 * time.Millisecond})
	records := events(1, 6000)
	for round := range 3 {
		first := records[round*2000:]
		journal.Append(first[:1000])
		moved(t, journal, "some are written", func() bool { return journal.Pending() < 700 })
		server.kill()
		journal.Append(first[1000:1500])
		moved(t, journal, "spooled", func() bool { return journal.Pending() == 0 })
		if err := journal.Healthy(t.Context()); err == nil {
			t.Error("it is healthy without Postgres")
		}
		journal.Append(first[1500:2000])
		server.start(t)
	}
	settled(t, journal)
	complete(t, store, 1, len(records))
}

// Postgres itself breaks the connections, and takes none for a while.
func TestPostgresThrowsUsOut(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	admin := open(t, sqltest.Server(t), sqltest.Keys(t))
	journal, _ := running(t, open(t, store.URL(), sqltest.Keys(t)), sql.JournalConfig{Retry: 20 * time.Millisecond})
	records := events(1, 4000)
	name := databaseOf(t, store)
	for i := 0; i < len(records); i += 200 {
		journal.Append(records[i : i+200])
		for _, statement := range []string{`ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS ` + []string{"true", "false"}[i/200%2],
			`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '` + name + `'`} {
			if err := admin.Exec(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		moved(t, journal, "kept somewhere", func() bool { return journal.Pending() == 0 })
	}
	if err := admin.Exec(t.Context(), `ALTER DATABASE `+name+` ALLOW_CONNECTIONS true`); err != nil {
		t.Fatal(err)
	}
	settled(t, journal)
	complete(t, open(t, store.URL(), sqltest.Keys(t)), 1, len(records))
}

func databaseOf(t testing.TB, store *sql.Store) (name string) {
	t.Helper()
	if err := store.QueryRow(t.Context(), `SELECT current_database()`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	return name
}

// When all is full the newest are refused, aloud; the oldest are kept and it goes on afterwards.
func TestFullJournalLosesAloud(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	wire, through := newWire(t, store.URL())
	registry := prometheus.NewRegistry()
	journal, _ := running(t, open(t, through, sqltest.Keys(t)),
		sql.JournalConfig{Metrics: registry, MaxSpool: 100_000, MaxPending: 1000, Retry: 20 * time.Millisecond})
	wire.set(refusing, 0)
	records := events(1, 5000)
	for i := 0; metric(t, registry, "alo116_journal_lost_total") == 0; i += 100 {
		journal.Append(records[i : i+100])
		moved(t, journal, "stuck", func() bool { return journal.Pending() == 0 || journal.Stuck() })
	}
	if err := journal.Healthy(t.Context()); err == nil || !strings.Contains(err.Error(), "in memory only") {
		t.Errorf("got %v", err)
	}
	if metric(t, registry, "alo116_journal_spool_errors_total") == 0 || journal.Pending() != 1000 {
		t.Errorf("%d records are in memory", journal.Pending())
	}
	kept := 1000 + int(metric(t, registry, "alo116_journal_spooled_total"))
	wire.set(healthy, 0)
	settled(t, journal)
	complete(t, store, 1, kept)
	journal.Append(events(2, 100))
	settled(t, journal)
	complete(t, store, 2, 100)
	if err := journal.Healthy(t.Context()); err != nil {
		t.Error(err)
	}
}

// A spool that is damaged while it is used: what can be read is written, the rest is kept and told.
func TestDamagedSpoolIsSetAside(t *testing.T) {
	t.Parallel()
	store, dir, registry := fresh(t), t.TempDir(), prometheus.NewRegistry()
	wire, through := newWire(t, store.URL())
	journal, _ := running(t, open(t, through, sqltest.Keys(t)), sql.JournalConfig{Dir: dir, Metrics: registry, Retry: 20 * time.Millisecond})
	wire.set(refusing, 0)
	for epoch := range uint64(2) { // the second frame will be damaged; the first may be in the journal's hands
		journal.Append(events(epoch, 100))
		moved(t, journal, "spooled", func() bool { return journal.Pending() == 0 })
	}
	segments, err := filepath.Glob(filepath.Join(dir, "*.spool"))
	if err != nil || len(segments) != 1 {
		t.Fatalf("segments %v, %v", segments, err)
	}
	damage(t, segments[0])
	wire.set(healthy, 0)
	journal.Append(events(2, 100))
	settled(t, journal)
	complete(t, store, 0, 100)
	complete(t, store, 1, 0)
	complete(t, store, 2, 100)
	if _, err := os.Stat(segments[0] + ".damaged"); err != nil || metric(t, registry, "alo116_journal_spool_damaged_total") != 1 {
		t.Errorf("the damage is not kept: %v", err)
	}
}

// damage changes the end of a file where it is, as a bad disk would.
func damage(t testing.TB, path string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err == nil {
		_, err = file.WriteAt([]byte("damage"), info.Size()-6)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestJournalOfAnUnmigratedDatabaseKeepsRecordsOnDisk(t *testing.T) {
	t.Parallel()
	store := open(t, sqltest.EmptyURL(t), sqltest.Keys(t))
	journal, _ := running(t, store, sql.JournalConfig{Retry: 20 * time.Millisecond})
	journal.Append(events(1, 100))
	moved(t, journal, "spooled", func() bool { return journal.Pending() == 0 })
	if err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	settled(t, journal)
	complete(t, store, 1, 100)
}
