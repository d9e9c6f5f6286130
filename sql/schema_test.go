package sql_test

import (
	"strings"
	"sync"
	"testing"

	"alo116/sql"
	"alo116/sql/sqltest"
)

func TestMigrateOnceHoweverManyStart(t *testing.T) {
	t.Parallel()
	url := sqltest.EmptyURL(t)
	stores := []*sql.Store{open(t, url, sqltest.Keys(t)), open(t, url, sqltest.Keys(t))}
	have, want, err := stores[0].Version(t.Context())
	if err != nil || have != 0 || want < 3 {
		t.Errorf("version %d of %d, %v", have, want, err)
	}
	var group sync.WaitGroup
	for _, store := range stores {
		group.Go(func() {
			if err := store.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if have, want, err = stores[1].Version(t.Context()); err != nil || have != want {
		t.Errorf("version %d of %d, %v", have, want, err)
	}
}

// What is kept is explained where it is kept.
func TestSchemaExplainsItself(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	var missing *string
	err := store.QueryRow(t.Context(), `
		SELECT string_agg(c.relname || coalesce('.' || a.attname, ''), ', ')
		FROM pg_class c
		CROSS JOIN LATERAL (SELECT NULL::name AS attname, 0 AS attnum UNION ALL
			SELECT attname, attnum FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) a
		WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'schema_version'
		AND coalesce(CASE WHEN a.attnum = 0 THEN obj_description(c.oid) ELSE col_description(c.oid, a.attnum) END, '') = ''`).Scan(&missing)
	if err != nil {
		t.Fatal(err)
	}
	if missing != nil {
		t.Errorf("without a comment: %s", *missing)
	}
}

func TestOpenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	keys := sqltest.Keys(t)
	for url, says := range map[string]string{
		"postgres://postgres:canary@127.0.0.1:1/none":                  "start PostgreSQL",
		"postgres://postgres:canary@127.0.0.1:port/none":               "not one PostgreSQL understands",
		strings.Replace(sqltest.URL(t), "alo116_test_", "no_such_", 1): "does not answer",
	} {
		_, err := sql.Open(t.Context(), url, keys, quiet)
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "canary") {
			t.Errorf("got %v", err)
		}
	}
	if err := fresh(t).Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := sql.Open(t.Context(), sqltest.Server(t), nil, quiet); err == nil {
		t.Error("it opens without keys")
	}
}
