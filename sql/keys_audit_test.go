package sql_test

import (
	"path/filepath"
	"testing"

	"alo116/sql"
	"alo116/sql/sqltest"
)

func TestWhichKeysAreUsedIsAuditedOnce(t *testing.T) {
	t.Parallel()
	url := sqltest.URL(t)
	keys := sqltest.Keys(t)
	for step, change := range []func(*sql.Keys) (*sql.Keys, error){
		func(k *sql.Keys) (*sql.Keys, error) { return k, nil }, (*sql.Keys).Rotate, (*sql.Keys).NewEpoch,
	} {
		changed, err := change(keys)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "keys.json")
		if err := changed.Save(file); err != nil {
			t.Fatal(err)
		}
		if keys, err = sql.LoadKeys(sql.KeySource{File: file, Region: "AL"}); err != nil {
			t.Fatal(err)
		}
		store := open(t, url, keys)
		for range 2 {
			if err := store.AuditKeys(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if n := count(t, store, `SELECT count(*) FROM audit WHERE action = 'keys.changed'`); n != step+1 {
			t.Errorf("after change %d the trail has %d entries", step, n)
		}
	}
}
