package sql_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// stories is how many contacts a thief finds.
const stories = 1000

// narrative is a made-up note of about 400 bytes, unlike any other.
func narrative(i int) string {
	words := strings.Fields("zogu këndon në pemë the bird sings qielli është blu rain falls softly lumi rrjedh far away stones shine mali hesht")
	random := rand.New(rand.NewPCG(116, uint64(i)))
	var text strings.Builder
	for range 60 {
		fmt.Fprintf(&text, "%s%d ", words[random.IntN(len(words))], random.IntN(1000))
	}
	return text.String()
}

func number(i int) string { return fmt.Sprintf("+35569000%04d", i) }

// fill stores the stories as the service does, and beside them what it never would: other stories in plain text, and the
// numbers as plain hashes. That control shows that the attacks work.
func fill(t *testing.T, store *sql.Store, keys *sql.Keys) {
	t.Helper()
	mira := person(t, store, "mira")
	if err := store.Exec(t.Context(), `CREATE TABLE control (note text, hash bytea)`); err != nil {
		t.Fatal(err)
	}
	var events []queue.Record
	for i := range stories {
		events = append(events, life(uint64(i+1), callOfStory(i), keys.Identify(number(i), false))...)
	}
	if err := store.WriteEvents(events); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	work := make(chan int)
	for range 8 {
		group.Go(func() {
			for i := range work {
				keep(t, store, keys, mira.ID, i)
			}
		})
	}
	for i := range stories {
		work <- i
	}
	close(work)
	group.Wait()
	if t.Failed() {
		t.FailNow()
	}
}

func callOfStory(i int) queue.CallID { return queue.CallID(fmt.Sprint("call-", i)) }

func keep(t *testing.T, store *sql.Store, keys *sql.Keys, agent queue.AgentID, i int) {
	sealed, err := keys.SealNumber(callOfStory(i), number(i))
	var c form.Contact
	if err == nil {
		c, err = store.Contacts().Open(t.Context(), callOfStory(i), agent, sealed)
	}
	if err == nil {
		_, err = store.Contacts().Set(t.Context(), c.ID, agent, "note", raw(fmt.Sprintf("%q", narrative(i))), 0)
	}
	if err == nil {
		sum := sha256.Sum256([]byte(number(i)))
		err = store.Exec(t.Context(), `INSERT INTO control VALUES ($1, $2)`, strings.ToUpper(narrative(i)), sum[:])
	}
	if err != nil {
		t.Error(err)
	}
}

// A thief has the database's folder with its write-ahead log, and a dump of it, and a backup of yesterday's, but not the keys: no
// number and no line of any story.
func TestAStolenDatabaseIsWorthless(t *testing.T) {
	t.Parallel()
	keys, _ := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	fill(t, store, keys)
	for i := range 20 { // and what was forgotten is no better
		var id string
		if err := store.QueryRow(t.Context(), `SELECT id::text FROM contact WHERE call = $1`, callOfStory(i)).Scan(&id); err != nil {
			t.Fatal(err)
		}
		if err := store.Forget(t.Context(), id, false); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Exec(t.Context(), `CHECKPOINT`); err != nil {
		t.Fatal(err)
	}
	sealed, plain := newWindows(), newWindows()
	for i := range stories {
		sealed.add(i, narrative(i))
		plain.add(i, strings.ToUpper(narrative(i)))
	}
	look := func(content []byte) { sealed.look(content); plain.look(content) }
	look(dump(t, store.URL()))
	walkDatabase(t, store, look)
	if found := len(sealed.found); found != 0 {
		t.Errorf("something of %d stories is readable", found)
	}
	if found := len(plain.found); found != stories {
		t.Errorf("of the control, which is plain text, only %d of %d are found: the search is no good", found, stories)
	}
	tryAllNumbers(t, store)
	tryOtherKeys(t, store, keys)
}

// tryOtherKeys hashes the very numbers that called, as who has guessed them would, by every key that a thief may have: none, zeros, the
// ids that are stored beside the hashes, the keys of another house. The control is the house's own key, which finds them all.
func tryOtherKeys(t *testing.T, store *sql.Store, own *sql.Keys) {
	t.Helper()
	stored := column(t, store, `SELECT substr(caller_key, 5) FROM call WHERE caller_key IS NOT NULL`)
	guesses := [][]byte{{}, make([]byte, 32), make([]byte, 64), []byte("alo116")}
	for id := range column(t, store, `SELECT DISTINCT substr(caller_key, 1, 4) FROM call WHERE caller_key IS NOT NULL`) {
		guesses = append(guesses, []byte(id))
	}
	others := sqltest.Keys(t)
	hit, control := 0, 0
	for i := range stories {
		for _, key := range guesses {
			mac := hmac.New(sha256.New, key)
			mac.Write([]byte(number(i)))
			if stored[string(mac.Sum(nil))] {
				hit++
			}
		}
		if stored[string(others.Recognise(number(i))[0][4:])] {
			hit++
		}
		if stored[string(own.Recognise(number(i))[0][4:])] {
			control++
		}
	}
	if hit != 0 || control != len(stored) {
		t.Errorf("without the key %d numbers are recognised; with it %d of %d", hit, control, len(stored))
	}
}

// walkDatabase reads the files of the database, and the write-ahead log.
func walkDatabase(t *testing.T, store *sql.Store, look func([]byte)) {
	t.Helper()
	var folder, database string
	err := store.QueryRow(t.Context(), `SELECT current_setting('data_directory'), oid::text FROM pg_database WHERE datname = current_database()`).Scan(&folder, &database)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"base/" + database, "pg_wal"} {
		read := 0
		err := filepath.WalkDir(filepath.Join(folder, part), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			if os.IsNotExist(err) {
				return nil // a segment of the log that was recycled just now
			}
			read += len(content)
			look(content)
			return err
		})
		if err != nil || read == 0 {
			t.Fatalf("read %d bytes of %s: %v", read, part, err)
		}
	}
}

// windows finds any 12 bytes of a text in a heap of bytes.
type windows struct {
	maybe []uint64 // a bit for each hash of the first eight bytes
	texts map[[window]byte]int
	found map[int]bool
}

const window = 12

func newWindows() *windows {
	return &windows{maybe: make([]uint64, 1<<19), texts: map[[window]byte]int{}, found: map[int]bool{}}
}

func (w *windows) add(i int, text string) {
	for n := range len(text) - window {
		part := [window]byte([]byte(text[n : n+window]))
		w.texts[part] = i
		h := hash(part[:])
		w.maybe[h>>6] |= 1 << (h & 63)
	}
}

func hash(b []byte) uint64 { return binary.LittleEndian.Uint64(b) * 0x9E3779B97F4A7C15 >> 39 }

func (w *windows) look(heap []byte) {
	for n := 0; n+window <= len(heap); n++ {
		if h := hash(heap[n:]); w.maybe[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		if i, is := w.texts[[window]byte(heap[n:])]; is {
			w.found[i] = true
		}
	}
}

// tryAllNumbers hashes every mobile number of the country and looks whether it is stored.
func tryAllNumbers(t *testing.T, store *sql.Store) {
	t.Helper()
	control := column(t, store, `SELECT hash FROM control`)
	ours := column(t, store, `SELECT substr(caller_key, 5) FROM call WHERE caller_key IS NOT NULL`)
	epochs := column(t, store, `SELECT DISTINCT substr(caller_key, 1, 4) FROM call WHERE caller_key IS NOT NULL`)
	if len(control) != stories || len(ours) != stories-20 || len(epochs) != 1 {
		t.Fatalf("%d, %d and %d hashes are stored", len(control), len(ours), len(epochs))
	}
	space := 10_000_000
	if testing.Short() {
		space = 100_000
	}
	broken := make(chan [2]int)
	for _, prefix := range []string{"+35567", "+35568", "+35569"} {
		go func() { broken <- tryPrefix(prefix, space, control, ours) }()
	}
	var total [2]int
	for range 3 {
		got := <-broken
		total[0], total[1] = total[0]+got[0], total[1]+got[1]
	}
	if total[0] != stories || total[1] != 0 {
		t.Errorf("of the plain hashes %d of %d were undone, of ours %d", total[0], stories, total[1])
	}
}

// tryPrefix tries the numbers of one operator.
func tryPrefix(prefix string, space int, control, ours map[string]bool) (broken [2]int) {
	number := append([]byte(prefix), "0000000"...)
	for n := range space {
		for digit, rest := len(number)-1, n; digit >= len(prefix); digit, rest = digit-1, rest/10 {
			number[digit] = byte('0' + rest%10)
		}
		sum := sha256.Sum256(number)
		if control[string(sum[:])] {
			broken[0]++
		}
		if ours[string(sum[:])] {
			broken[1]++
		}
	}
	return broken
}

func column(t *testing.T, store *sql.Store, query string) map[string]bool {
	t.Helper()
	values := map[string]bool{}
	err := store.Each(t.Context(), query, func(row pgx.Rows) error {
		var value []byte
		err := row.Scan(&value)
		values[string(value)] = true
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// No number rides in the clear in anything that is written: neither as it came nor as it is normalised.
func TestANumberIsInNoRecord(t *testing.T) {
	t.Parallel()
	keys, _ := ringed(t)
	store := open(t, sqltest.URL(t), keys)
	mira := person(t, store, "mira")
	c := called(t, store, keys, "call-1", mira.ID, "069 000 0042")
	key := keys.Identify("+355690000042", false).Key
	text := dump(t, store.URL())
	for _, form := range []string{"0690000042", "+355690000042", "355690000042", "069 000 0042", "690000042", "•• 42", hex.EncodeToString([]byte("+355690000042"))} {
		if bytes.Contains(text, []byte(form)) {
			t.Errorf("%s is in the dump", form)
		}
	}
	if !bytes.Contains(text, []byte(key)) || !bytes.Contains(text, []byte(c.ID)) {
		t.Error("the dump lacks what it should have")
	}
}
