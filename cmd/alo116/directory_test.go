package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"alo116/sql/sqltest"
)

func TestTheFirstStartFillsTheDirectory(t *testing.T) {
	store := sqltest.New(t)
	var log bytes.Buffer
	start := func(file string) string {
		log.Reset()
		directorySettings{file}.fill(t.Context(), store, zerolog.New(&log))
		return log.String()
	}
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte(`{"agencies":[{"kind":"njmf","name":""}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, says := range map[string]string{"": "", "no/such/file": "no such file", bad: "entry 1"} {
		if said := start(file); !strings.Contains(said, says) || file == "" && said != "" {
			t.Errorf("%q: %s", file, said)
		}
	}
	if all, err := store.Directory().List(t.Context()); err != nil || len(all) != 0 {
		t.Fatalf("%d entries from nothing, %v", len(all), err)
	}
	if said := start("../../deploy/directory.json"); !strings.Contains(said, "the directory was filled") {
		t.Errorf("the first start: %s", said)
	}
	if said := start("../../deploy/directory.json"); said != "" {
		t.Errorf("the second start: %s", said)
	}
	if all, err := store.Directory().List(t.Context()); err != nil || len(all) < 61 {
		t.Errorf("%d entries, %v", len(all), err)
	}
}
