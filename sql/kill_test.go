package sql_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rs/zerolog"

	"alo116/sql"
	"alo116/sql/sqltest"
)

// The service is killed while it writes, with Postgres there or away; whatever it had put in Postgres or
// on the disk by then is in Postgres once after the next life began.
func TestKilledServiceLosesNothingThatWasKept(t *testing.T) {
	t.Parallel()
	store, keys := fresh(t), sqltest.Keys(t)
	keyFile := filepath.Join(t.TempDir(), "keys")
	if err := keys.Save(keyFile); err != nil {
		t.Fatal(err)
	}
	random := shuffle(2)
	for life := range uint64(8) {
		wire, through := newWire(t, store.URL())
		dir := t.TempDir()
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), "ALO116_TEST_CHILD="+strconv.FormatUint(life, 10), "ALO116_TEST_CHILD_URL="+through,
			"ALO116_TEST_CHILD_KEYS="+keyFile, "ALO116_TEST_CHILD_DIR="+dir)
		child.Stderr = os.Stderr
		kept := killed(t, child, 1+random.IntN(40), func() { wire.set(fault(life%2), 0) })
		journal, stop := running(t, open(t, store.URL(), keys), sql.JournalConfig{Dir: dir})
		settled(t, journal)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		if got := count(t, store, `SELECT count(*) FROM call_event WHERE epoch = $1 AND n <= $2`, life, kept); got != kept {
			t.Errorf("life %d: %d of %d records are there", life, got, kept)
		}
	}
}

// killed starts a child, kills it after it told so many times how many records are safe, and gives
// the last it told. Once it is up, whenUp is called.
func killed(t *testing.T, child *exec.Cmd, after int, whenUp func()) (kept int) {
	t.Helper()
	out, err := child.StdoutPipe()
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for i := 0; lines.Scan(); i++ {
		if kept, err = strconv.Atoi(lines.Text()); err != nil {
			t.Errorf("the child says %q", lines.Text())
		}
		if i == 0 {
			whenUp()
		}
		if i == after {
			child.Process.Kill()
		}
	}
	if err := child.Wait(); err == nil || kept == 0 {
		t.Errorf("the child was not killed: %v", err)
	}
	return kept
}

// beChild is the child's whole life, if this process is one: it appends records until it is killed, and tells
// how many of them are not in memory only.
func beChild() bool {
	epoch, err := strconv.ParseUint(os.Getenv("ALO116_TEST_CHILD"), 10, 64)
	if err != nil {
		return false
	}
	ctx := context.Background()
	keys, err := sql.LoadKeys(sql.KeySource{File: os.Getenv("ALO116_TEST_CHILD_KEYS"), Region: "AL"})
	if err != nil {
		panic(err)
	}
	store, err := sql.Open(ctx, os.Getenv("ALO116_TEST_CHILD_URL"), keys, zerolog.Nop())
	if err != nil {
		panic(err)
	}
	journal, err := store.Journal(sql.JournalConfig{Dir: os.Getenv("ALO116_TEST_CHILD_DIR")})
	if err != nil {
		panic(err)
	}
	go journal.Run(ctx)
	records := events(epoch, 10_000)
	for n := 0; n+37 <= len(records); n += 37 {
		if err := journal.Until(ctx, func() bool { return journal.Pending() == 0 }); err != nil {
			panic(err)
		}
		fmt.Println(n)
		journal.Append(records[n : n+37])
	}
	return true
}
