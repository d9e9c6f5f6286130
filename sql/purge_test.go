package sql_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"alo116/agent/form"
	"alo116/sql"
	"alo116/sql/casework"
)

// What the purged child and the one who is kept said, and their numbers.
const (
	purgedStory = "Kanarina Vjollcë ka qarë te pusi"
	purgedName  = "Vjollcë"
	purgedE164  = "+355690000041"
	keptStory   = "Bilbili Besnik ka kënduar te kulla"
	keptE164    = "+355690000042"
	// plainCanary is the control: it is stored as it is and in every notation, so a search that works finds those wherever things lie.
	plainCanary = "Kontrolli i dukshëm 7f3a"
)

// TestNothingOfAPurgedCaseIsLeftAnywhere is the helpline's promise to a child who wants to be forgotten: not in the data folder, not in the
// archived write-ahead log, not in the backups of before; and whoever restores those with all keys of today cannot open the case.
func TestNothingOfAPurgedCaseIsLeftAnywhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	purged := w.contact("116111", "silent", purgedStory, purgedE164, 40)
	kept := w.contact("116111", "child_self", keptStory, keptE164, 40)
	purgedCase := w.closedCase(purged, 40)
	if err := w.store.Audit(t.Context(), sql.Act{Action: "number.revealed", Object: "contact:" + purged.ID, Words: purgedName + " " + purgedE164}); err != nil {
		t.Fatal(err)
	}
	w.plant(notations(plainCanary))
	wrapped, caseKey := w.wrappedKey("contact", purged.ID), w.wrappedKey("child_case", purgedCase.ID)
	sealed := w.sealedTexts(purged)
	w.backup()
	w.apply(w.store.Retention(rules(t, theRules)))
	w.settle()

	canaries := canaries()
	canaries["the purged contact's key"], canaries["the purged case's key"] = wrapped, caseKey
	for place, folder := range map[string]string{"the data folder": w.server.dir, "the archived log": w.archive, "the base backup": w.base,
		"the dump": w.dump, "the keyring": w.ring} {
		for name, at := range w.find(folder, canaries) {
			t.Errorf("%s holds %s: %s", place, name, at)
		}
	}
	w.findsWhatIsPlain()
	if found := w.find(w.base, sealed); len(found) != len(sealed) {
		t.Errorf("of what is sealed in the case the backup has only %v, so it proves nothing", found)
	}
	for _, folder := range []string{w.archive, w.dump} {
		if len(w.find(folder, sealed)) == 0 {
			t.Errorf("nothing that is sealed in the case went to %s, so it proves nothing", folder)
		}
	}
	if err := owning(t, w.server.url()).Rewrite(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.exec(`CHECKPOINT`)
	if found := w.find(filepath.Join(w.server.dir, "base"), sealed); len(found) > 0 {
		t.Errorf("even sealed it should not be in the tables' files any more: %v", found)
	}
	if v := w.values(purged); v["note"] != nil {
		t.Errorf("the purged case opens: %s", v)
	}
	if v := w.values(kept); string(v["note"]) != `"`+keptStory+`"` {
		t.Errorf("the kept case holds %s", v)
	}
	if c := opened(t, w.store, purgedCase.ID); !c.Forgotten || len(c.Values) != 0 {
		t.Errorf("the purged case holds %v", c.Values)
	}
	w.restored(purged, kept, purgedCase)
}

// closedCase is a case of a contact that tells the purged story in all its places, closed some days ago.
func (w *world) closedCase(of form.Contact, days int) sql.Case {
	w.t.Helper()
	if err := keepCase(w, of.ID, purgedStory+strings.Repeat(" .", 200)); err != nil {
		w.t.Fatal(err)
	}
	c, err := w.store.Cases().OfContact(w.t.Context(), of.ID)
	if err == nil {
		_, err = w.store.Cases().Move(w.t.Context(), c.ID, w.mira.ID, casework.Closed, "resolved", c.Rev)
	}
	if err == nil {
		_, err = w.store.Cases().Look(w.t.Context(), c.ID, w.mira.ID, "court", purgedName+" "+purgedE164, true)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.exec(`UPDATE child_case SET opened_at = $1, closed_at = $1`, ago(days))
	return c
}

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
	w.server = newCluster(t, "archive_mode=on", "archive_command=cp %p "+w.archive+"/%f", "wal_level=replica")
	keys, err := sql.NewKeys("AL")
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.UseKeyring(w.ring, ""); err != nil {
		t.Fatal(err)
	}
	store := open(t, w.server.url(), keys)
	if err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.past = &past{t: t, store: store, keys: keys, mira: person(t, store, "mira")}
	return w
}

// backup takes both kinds of backup, and puts the log of until then into the archive.
func (w *world) backup() {
	w.t.Helper()
	for _, command := range [][]string{
		{"pg_basebackup", "-h", "127.0.0.1", "-p", w.server.port, "-U", "postgres", "-D", w.base, "--checkpoint=fast", "--no-sync"},
		{"pg_dump", "-h", "127.0.0.1", "-p", w.server.port, "-U", "postgres", "-Fp", "-f", filepath.Join(w.dump, "dump.sql"), "postgres"},
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
	if err := w.store.QueryRow(w.t.Context(), `SELECT pg_walfile_name(pg_switch_wal())`).Scan(&segment); err != nil {
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

// restored proves that whoever brings back the backup, with the master key and the keyring of today, opens what was kept and nothing else.
func (w *world) restored(purged, kept form.Contact, purgedCase sql.Case) {
	w.t.Helper()
	back := &past{t: w.t, store: open(w.t, w.restore().url(), w.keys), keys: w.keys}
	if !back.is(`sealed ? 'note' AND number_sealed IS NOT NULL AND forgotten_at IS NULL FROM contact WHERE id = $1`, purged.ID) {
		w.t.Error("the backup is not one of before")
	}
	if !back.is(`sealed ? 'story' AND forgotten_at IS NULL FROM child_case WHERE id = $1`, purgedCase.ID) {
		w.t.Error("the backup's case is not one of before")
	}
	if c, err := back.store.Cases().Look(w.t.Context(), purgedCase.ID, "", "", "", false); !errors.Is(err, sql.ErrForgotten) {
		w.t.Errorf("the purged case opens from the backup: %v, %v", c.Values, err)
	}
	if v := back.values(purged); v["note"] != nil {
		w.t.Errorf("the purged case opens from the backup: %s", v)
	}
	if number, err := back.store.Contacts().Number(w.t.Context(), purged.ID); err == nil || number != "" {
		w.t.Errorf("the purged number opens from the backup: %s, %v", number, err)
	}
	if v := back.values(kept); string(v["note"]) != `"`+keptStory+`"` {
		w.t.Errorf("the kept case does not open from the backup: %s", v)
	}
	if number, err := back.store.Contacts().Number(w.t.Context(), kept.ID); err != nil || number != keptE164 {
		w.t.Errorf("the kept number does not open from the backup: %s, %v", number, err)
	}
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

// sealedTexts are what the database holds of a case, as it holds it, and the hash of the caller.
func (w *world) sealedTexts(c form.Contact) map[string][]byte {
	w.t.Helper()
	var note string
	var number, caller []byte
	if err := w.store.QueryRow(w.t.Context(), `SELECT sealed ->> 'note', number_sealed, caller_key
		FROM contact JOIN call ON call.id = contact.call WHERE contact.id = $1`, c.ID).Scan(&note, &number, &caller); err != nil {
		w.t.Fatal(err)
	}
	return map[string][]byte{"note": []byte(note), "number": number, "caller": caller}
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

// canaries are the words of the purged case, and its number, in every notation that one may expect somewhere.
func canaries() map[string][]byte {
	return notations(purgedStory, "Kanarina", purgedName, "te pusi", purgedE164, "355690000041", "00355690000041", "0690000041",
		"690000041", "+355 69 000 0041", "069 000 0041", "69 000 0041", "069 00 00 041", "069-000-0041", "tel:+355690000041")
}

const inUTF16 = " in UTF-16"

func notations(texts ...string) map[string][]byte {
	found := map[string][]byte{}
	for _, text := range texts {
		found[text] = []byte(text)
		found[text+inUTF16] = utf16le(text)
		found[text+" in hex"] = []byte(hex.EncodeToString([]byte(text)))
		for shift := range 3 { // base64 depends on what stands before
			found[text+" in base64"+" ++"[:shift]] = base64Core(text, shift)
		}
	}
	return found
}

// base64Core is what base64 of anything contains that has the text at a place of that remainder.
func base64Core(text string, shift int) []byte {
	whole := base64.RawStdEncoding.EncodeToString([]byte("   "[:shift] + text))
	return []byte(whole[4*((shift+2)/3) : 4*((shift+len(text))/3)])
}

func utf16le(text string) (raw []byte) {
	for _, unit := range utf16.Encode([]rune(text)) {
		raw = append(raw, byte(unit), byte(unit>>8))
	}
	return raw
}
