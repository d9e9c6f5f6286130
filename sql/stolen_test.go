package sql_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
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

// shout is the control's text: unlike any story, so that it is known which of both was found. shownNumber is its number.
func shout(i int) string { return strings.ToUpper(narrative(i)) }

func shownNumber(i int) string { return fmt.Sprintf("+35568000%04d", i) }

// fill stores the stories as the service does, and beside them what it never would: other stories in plain text and as base64, numbers
// as they are, and the callers' as plain hashes. That control shows that the attacks work. It is there twice, for the log may break one over two pages.
func fill(w *world) {
	w.t.Helper()
	w.exec(`CREATE TABLE control (note text, coded text, number text, hash bytea)`)
	var events []queue.Record
	for i := range stories {
		events = append(events, life(uint64(i+1), callOfStory(i), w.keys.Identify(number(i), false))...)
	}
	if err := w.store.WriteEvents(events); err != nil {
		w.t.Fatal(err)
	}
	var group sync.WaitGroup
	work := make(chan int)
	for range 8 {
		group.Go(func() {
			for i := range work {
				keep(w, i)
			}
		})
	}
	for i := range stories {
		work <- i
	}
	close(work)
	group.Wait()
	if w.t.Failed() {
		w.t.FailNow()
	}
}

func callOfStory(i int) queue.CallID { return queue.CallID(fmt.Sprint("call-", i)) }

func keep(w *world, i int) {
	ctx, contacts := w.t.Context(), w.store.Contacts()
	sealed, err := w.keys.SealNumber(callOfStory(i), number(i))
	var c form.Contact
	if err == nil {
		c, err = contacts.Open(ctx, callOfStory(i), w.mira.ID, sealed)
	}
	if err == nil {
		_, err = contacts.Set(ctx, c.ID, w.mira.ID, "note", raw(fmt.Sprintf("%q", narrative(i))), 0)
	}
	if err == nil && i%50 == 0 {
		c.Rev++
		_, err = w.tell(c, narrative(i), number(i))
	}
	if err == nil {
		sum := sha256.Sum256([]byte(number(i)))
		err = w.store.Exec(ctx, `INSERT INTO control SELECT $1, $2, $3, $4 FROM generate_series(1, 2)`, shout(i), base64.StdEncoding.EncodeToString([]byte(shout(i))), shownNumber(i), sum[:])
	}
	if err != nil {
		w.t.Error(err)
	}
}

// A thief has the database's folder with its write-ahead log, the archive of that log, and the backups of yesterday, a dump and a base
// backup; even the keyring. But not the master key: no number and no line of any story.
func TestAStolenDatabaseIsWorthless(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fill(w)
	if err := w.tellOurs(narrative(0)); err != nil {
		t.Fatal(err)
	}
	everySealedColumnIsTold(t, w.store, true)
	w.backup()
	for i := range 20 { // and what was forgotten is no better
		var id string
		if err := w.store.QueryRow(t.Context(), `SELECT id::text FROM contact WHERE call = $1`, callOfStory(i)).Scan(&id); err != nil {
			t.Fatal(err)
		}
		if err := w.store.Forget(t.Context(), id, false); err != nil {
			t.Fatal(err)
		}
	}
	w.settle()
	readEverything(w)
	server := w.restore()
	thief := sqltest.Keys(t)
	if err := thief.UseKeyring(w.ring, ""); err != nil {
		t.Fatal(err)
	}
	stolen := open(t, server.as("postgres"), thief)
	tryAllNumbers(t, stolen)
	tryOtherKeys(t, stolen, w.keys)
	if opened := openAll(t, stolen); opened != 0 {
		t.Errorf("%d numbers open without the key", opened)
	}
	if opened := openAll(t, open(t, server.as("postgres"), w.keys)); opened != stories-20 {
		t.Errorf("of the control, with the key, %d numbers open", opened)
	}
}

// readEverything looks for any piece of the stories and for the numbers, in each place that the thief has.
func readEverything(w *world) {
	w.t.Helper()
	secret, control := newWindows(), newWindows()
	for i := range stories {
		secret.addAll(i, narrative(i), number(i))
		control.addAll(i, shout(i), shownNumber(i))
	}
	for place, folder := range map[string]string{"the data folder": w.server.dir, "the archived log": w.archive, "the base backup": w.base, "the dump": w.dump} {
		secret.found, control.found = map[int]bool{}, map[int]bool{}
		w.eachFile(folder, func(_ string, content []byte) { secret.look(content); control.look(content) })
		if found := len(secret.found); found != 0 {
			w.t.Errorf("in %s something of %d stories and numbers is readable", place, found)
		}
		if found := len(control.found); found != 3*stories {
			w.t.Errorf("of the control, which is plain, only %d of %d are found in %s: the search is no good", found, 3*stories, place)
		}
	}
}

// openAll asks for each number as the service does, and tells how many it got.
func openAll(t *testing.T, store *sql.Store) (opened int) {
	t.Helper()
	for id := range column(t, store, `SELECT id::text::bytea FROM contact`) {
		if number, err := store.Contacts().Number(t.Context(), id); err == nil && number != "" {
			opened++
		}
	}
	return opened
}

// tryOtherKeys hashes the very numbers that called by every key that a thief may have: none, zeros, the ids that are stored beside the
// hashes, the keys of another house. Of the whole number space only those could be hits, so the rest of it need not be tried by each key. The control is the house's own key, which finds them all.
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

// addAll adds a text, the text as base64, whatever stands before, and a number, each of them as something of its own.
func (w *windows) addAll(i int, text, number string) {
	w.add(i, text)
	for shift := range 3 {
		w.add(stories+i, string(base64Core(text[:60], shift)))
	}
	w.add(2*stories+i, number[1:])
}

func (w *windows) add(i int, text string) {
	for n := range len(text) - window + 1 {
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

func column(t testing.TB, store *sql.Store, query string) map[string]bool {
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
