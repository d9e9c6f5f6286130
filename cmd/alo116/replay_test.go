package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// TestFridayEveningWithOneMore records an evening in a real database and replays it from the command line.
func TestFridayEveningWithOneMore(t *testing.T) {
	if testing.Short() {
		t.Log("only the parts without a database: the rest is in make test")
		return
	}
	dir, url := t.TempDir(), sqltest.URL(t)
	keyFile, policyFile := filepath.Join(dir, "keys.json"), filepath.Join(dir, "policy.json")
	if err := sqltest.Keys(t).Save(keyFile); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(policyFile, []byte(`{"lines":[{"id":"116111","number":"116-111","name":{"en":"x"},"steps":[{}]}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	evening := time.Date(2026, 11, 20, 18, 0, 0, 0, time.Local)
	recordEvening(t, url, sqltest.Keys(t), evening)
	code, out, errs := typed(t, `{"add":[{"name":"one more","role":"psychologist"}]}`, "simulate", "-replay", "2026-11-20T18:00..2026-11-20T23:00",
		"--database-url", url, "--key-file", keyFile, "--policy-file", policyFile, "-")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errs)
	}
	type figure struct{ Value float64 }
	type side struct {
		Answered figure
		Wait     figure `json:"mean_wait_s"`
	}
	var compared struct {
		All struct{ Recorded, Replayed, Changed side }
	}
	if err := json.Unmarshal([]byte(out), &compared); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	was, tried := compared.All.Recorded, compared.All.Changed
	if was.Answered.Value != 3 || was.Wait.Value != 300 || tried.Answered.Value != 3 || tried.Wait.Value != 0 {
		t.Errorf("recorded %+v, with one more %+v", was, tried)
	}
}

// recordEvening journals one psychologist and three calls of ten minutes, each arriving while the one before lasts.
func recordEvening(t *testing.T, url string, keys *sql.Keys, evening time.Time) {
	t.Helper()
	records := []queue.Record{{At: evening.Add(-time.Hour), Kind: queue.RecPresence, Agent: "a", Reason: string(queue.IsReady)}}
	free := evening
	for i, call := range []queue.CallID{"1", "2", "3"} {
		arrived := evening.Add(time.Duration(i) * 5 * time.Minute)
		waited := max(free.Sub(arrived), 0)
		free = arrived.Add(waited + 10*time.Minute)
		records = append(records,
			queue.Record{At: arrived, Kind: queue.RecArrived, Call: call, Line: "116111"},
			queue.Record{At: arrived.Add(waited), Kind: queue.RecConnected, Call: call, Line: "116111", Agent: "a", Offer: 1, Waited: waited},
			queue.Record{At: free, Kind: queue.RecEnded, Call: call, Line: "116111", Agent: "a", Reason: string(queue.EndAnswered),
				By: queue.ByCaller, Waited: waited, Talked: 10 * time.Minute})
	}
	for i := range records {
		records[i].Epoch, records[i].N = 1, uint64(i+1)
	}
	store := openStore(t, url, keys)
	journal, err := store.Journal(sql.JournalConfig{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	runJournal(t, journal, records)
}
