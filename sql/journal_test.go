package sql_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// running starts a journal; stop ends it and gives what Run said.
func running(t testing.TB, store *sql.Store, cfg sql.JournalConfig) (journal *sql.Journal, stop func() error) {
	t.Helper()
	journal = journalOf(t, store, cfg)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- journal.Run(ctx) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-done
	}
	t.Cleanup(func() { stop() })
	return journal, stop
}

func journalOf(t testing.TB, store *sql.Store, cfg sql.JournalConfig) *sql.Journal {
	t.Helper()
	if cfg.Dir == "" {
		cfg.Dir = t.TempDir()
	}
	journal, err := store.Journal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return journal
}

func settled(t testing.TB, journal *sql.Journal) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := journal.Settled(ctx); err != nil {
		t.Fatal(err)
	}
}

// events makes n records of calls that arrive and give up.
func events(epoch uint64, n int) []queue.Record {
	records := make([]queue.Record, n)
	for i := range records {
		call := queue.CallID(fmt.Sprintf("call-%d-%d", epoch, i/2))
		records[i] = queue.Record{Epoch: epoch, N: uint64(i + 1), At: at(i), Call: call, Line: "116111", Kind: queue.RecArrived, Caller: queue.Caller{Withheld: true}}
		if i%2 == 1 {
			records[i].Kind, records[i].Reason, records[i].By, records[i].Caller = queue.RecEnded, "abandoned", queue.ByCaller, queue.Caller{}
		}
	}
	return records
}

// complete fails unless exactly the first n records of the epoch are there, and their calls.
func complete(t testing.TB, store *sql.Store, epoch uint64, n int) {
	t.Helper()
	if got := count(t, store, `SELECT count(*) FROM call_event WHERE epoch = $1`, epoch); got != n {
		t.Errorf("%d of %d records are there", got, n)
	}
	if got := count(t, store, `SELECT coalesce(max(n), 0) FROM call_event WHERE epoch = $1`, epoch); got != n {
		t.Errorf("the last record is %d, want %d", got, n)
	}
	if got := count(t, store, `SELECT count(*) FROM call_event_refused WHERE epoch = $1`, epoch); got != 0 {
		t.Errorf("%d records are refused", got)
	}
	calls := count(t, store, `SELECT count(*) FROM call WHERE end_reason = 'abandoned' AND id LIKE 'call-' || $1::bigint || '-%'`, epoch)
	if calls != n/2 {
		t.Errorf("%d of %d calls are there", calls, n/2)
	}
}

func TestJournalWrites(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	journal, stop := running(t, store, sql.JournalConfig{})
	for _, r := range events(1, 1234) {
		journal.Append([]queue.Record{r})
	}
	settled(t, journal)
	complete(t, store, 1, 1234)
	if err := journal.Healthy(t.Context()); err != nil {
		t.Error(err)
	}
	journal.Append(events(2, 10)) // what is appended last is written before Run returns
	if err := stop(); err != nil {
		t.Error(err)
	}
	complete(t, store, 2, 10)
}

func TestAppendCopies(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	why := &queue.Explanation{Candidates: []queue.AgentID{"a1"}, Passed: []queue.PassedAgent{{Agent: "a2", Why: "busy"}}}
	records := []queue.Record{{Epoch: 1, N: 1, At: noon, Kind: queue.RecOffered, Call: "c", Line: "l", Agent: "a1", Offer: 1, Why: why}}
	dir := t.TempDir()
	journal := journalOf(t, store, sql.JournalConfig{Dir: dir})
	journal.Append(records)
	records[0].Call, why.Step, why.Candidates[0], why.Passed[0].Agent = "other", 9, "other", "other" // the core's next step
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := journal.Run(ctx); err != nil {
		t.Fatal(err)
	}
	got, err := store.Events(t.Context(), "c")
	if err != nil || len(got) != 1 || got[0].Why.Step != 0 || got[0].Why.Candidates[0] != "a1" || got[0].Why.Passed[0].Agent != "a2" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestRecordThatBreaksARuleBlocksNobody(t *testing.T) {
	t.Parallel()
	keys, url := sqltest.Keys(t), sqltest.URL(t)
	store := open(t, url, keys)
	registry := prometheus.NewRegistry()
	journal, _ := running(t, store, sql.JournalConfig{Metrics: registry})
	batch := events(1, 10)
	batch = append(batch[:5], append([]queue.Record{{Epoch: 1<<64 - 1, N: 1<<64 - 1, At: noon, Kind: "Not A Kind", Call: "canary"},
		{Epoch: 7, N: 1, At: noon, Kind: queue.RecArrived, Call: "a\x00b"}}, batch[5:]...)...)
	journal.Append(batch)
	settled(t, journal)
	complete(t, store, 1, 10)
	var code string
	var sealed []byte
	err := store.QueryRow(t.Context(), `SELECT code, sealed FROM call_event_refused WHERE epoch = 18446744073709551615`).Scan(&code, &sealed)
	if err != nil || code != "23514" || strings.Contains(string(sealed), "canary") {
		t.Fatalf("got %s, %v", code, err)
	}
	text, err := keys.OpenSealed(sealed, "call_event_refused 18446744073709551615 18446744073709551615")
	if err != nil || !strings.Contains(string(text), "canary") {
		t.Errorf("got %s, %v", text, err)
	}
	if n := count(t, store, `SELECT count(*) FROM call_event_refused`); n != 2 || metric(t, registry, "alo116_journal_refused_total") != 2 {
		t.Errorf("%d are refused", n)
	}
}

// metric gives the sum of a metric's values.
func metric(t testing.TB, registry *prometheus.Registry, name string) (sum float64) {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == name {
			for _, m := range family.GetMetric() {
				sum += m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	return sum
}

func TestJournalShowsHowItIs(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	registry := prometheus.NewRegistry()
	journal, _ := running(t, store, sql.JournalConfig{Metrics: registry})
	journal.Append(events(1, 250))
	settled(t, journal)
	if n := metric(t, registry, "alo116_journal_written_total"); n != 250 {
		t.Errorf("written: %v", n)
	}
	if n := metric(t, registry, "alo116_journal_batch_seconds"); n < 3 {
		t.Errorf("batches: %v", n)
	}
	want := `
		# HELP alo116_journal_state 1 for where records go: writing (PostgreSQL), spooling (disk), stuck (memory).
		# TYPE alo116_journal_state gauge
		alo116_journal_state{state="spooling"} 0
		alo116_journal_state{state="stuck"} 0
		alo116_journal_state{state="writing"} 1
	`
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "alo116_journal_state"); err != nil {
		t.Error(err)
	}
	if problems, err := testutil.GatherAndLint(registry); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}

func TestBadSpoolFolderStopsTheStart(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for dir, says := range map[string]string{"": "ALO116_SPOOL_DIR", file: "cannot be made"} {
		if _, err := store.Journal(sql.JournalConfig{Dir: dir}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: got %v", dir, err)
		}
	}
	dir := t.TempDir()
	_, stop := running(t, store, sql.JournalConfig{Dir: dir})
	if _, err := store.Journal(sql.JournalConfig{Dir: dir}); err == nil || !strings.Contains(err.Error(), "in use by another") {
		t.Errorf("got %v", err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	_, stop = running(t, store, sql.JournalConfig{Dir: dir})
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// shuffle gives a random number that a seed decides.
func shuffle(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(116, seed)) }
