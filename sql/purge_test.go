package sql_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"
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

// lookAgain is the day on which somebody wanted to look at the purged case again: a code that lies there readable until it is purged.
const lookAgain = "2031-07-19"

// TestNothingOfAPurgedCaseIsLeftAnywhere is the helpline's promise to a child who wants to be forgotten: not in the data folder, not in the
// archived write-ahead log, not in the backups of before; and whoever restores those with all keys of today cannot open the case. It is
// kept as a helpline does: by the service's role, which may not even vacuum, and then by 'alo116 rewrite' of the owner's.
func TestNothingOfAPurgedCaseIsLeftAnywhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	purged := w.purgedStay(40)
	everySealedColumnIsTold(t, w.store, false)
	sealed := sealedValues(t, w.store)
	keys := map[string][]byte{"the contact's key": w.wrappedKey("contact", purged.contact.ID), "the entered contact's key": w.wrappedKey("contact", purged.entered.ID),
		"the case's key": w.wrappedKey("child_case", purged.home.ID)}
	whole := w.exported(w.store, purged)
	tables, err := w.store.Processing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.hasEverything(purged)
	known := w.nextEpoch()
	kept := w.contact("116111", "child_self", keptStory, keptE164, 40)
	w.plant(notations(plainCanary))
	w.exec(`ANALYZE`) // the planner samples what it finds
	w.backup()
	w.apply(w.store.Retention(rules(t, theRules)))
	w.dropsEpoch()
	if v := w.values(kept); string(v["note"]) != `"`+keptStory+`"` {
		t.Errorf("the kept case holds %s", v)
	}
	if err := owning(t, w.server.as("alo116_owner")).Rewrite(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.exec(`ANALYZE`)
	w.settle()

	for place, folder := range map[string]string{"the data folder": w.server.dir, "the archived log": w.archive, "the base backup": w.base,
		"the dump": w.dump, "the keyring": w.ring} {
		for name, at := range w.find(folder, canaries()) {
			t.Errorf("%s holds %s: %s", place, name, at)
		}
		for name, at := range w.find(folder, keys) {
			t.Errorf("%s holds %s: %s", place, name, at)
		}
	}
	w.findsWhatIsPlain()
	w.leavesTheTables(sealed)
	if text := w.exported(w.store, purged); anyOf(text, canaries()) || !anyOf(whole, canaries()) {
		t.Errorf("of the purged stay is told: %s", text)
	}
	w.restored(purged, kept, known, tables)
}

// nextEpoch has numbers hashed by another key from now on, and gives the keys of until now.
func (w *world) nextEpoch() (before *sql.Keys) {
	w.t.Helper()
	before = w.keys
	next, err := before.NewEpoch()
	if err == nil {
		err = w.store.AuditKeys(w.t.Context())
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.takesKeys(next)
	return before
}

// dropsEpoch lets the key of the epoch go by which nobody is recognised any more, as a person does some days later.
func (w *world) dropsEpoch() {
	w.t.Helper()
	turn, err := w.store.EpochTurn(w.t.Context(), time.Now().AddDate(0, 0, 2), year)
	var next *sql.Keys
	if err == nil {
		next, err = w.store.TurnEpochs(w.t.Context(), turn, w.t.TempDir())
	}
	if err != nil || len(turn.Drop) != 1 || turn.Begin {
		w.t.Fatalf("%+v is due, %v", turn, err)
	}
	w.takesKeys(next)
}

// takesKeys has the service work with other keys.
func (w *world) takesKeys(keys *sql.Keys) {
	w.t.Helper()
	w.keys, w.store = keys, open(w.t, w.server.as("alo116"), keys)
	if err := w.store.AuditKeys(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// recognises proves that the hashes in the backup tell with the keys of today who the kept caller was, and not who the purged one was.
func (p *past) recognises(known *sql.Keys) {
	p.t.Helper()
	for _, try := range []struct {
		keys   *sql.Keys
		number string
		found  bool
	}{{p.keys, purgedE164, false}, {p.keys, keptE164, true}, {known, purgedE164, true}} { // the last is the control
		if calls, err := p.store.CallsOfCaller(p.t.Context(), try.keys.Recognise(try.number), 10); err != nil || (len(calls) > 0) != try.found {
			p.t.Errorf("%s is recognised in the backup: %d calls, want some: %v, %v", try.number, len(calls), try.found, err)
		}
	}
}

// purgedStay is a stay that tells the purged story in all its places, and ended some days ago.
func (w *world) purgedStay(days int) stay {
	w.t.Helper()
	ctx, cases, contacts := w.t.Context(), w.store.Cases(), w.store.Contacts()
	call := w.call("116111", purgedE164, days)
	number, err := w.keys.SealNumber(call, purgedE164)
	var c form.Contact
	if err == nil {
		c, err = contacts.Open(ctx, call, w.mira.ID, number)
	}
	var s stay
	if err == nil {
		s, err = w.tell(c, purgedStory+strings.Repeat(" .", 40), purgedE164)
	}
	if err == nil {
		_, err = cases.FollowUp(ctx, s.home.ID, w.mira.ID, lookAgain, 99)
	}
	if err == nil {
		_, err = cases.Move(ctx, s.home.ID, w.mira.ID, casework.Closed, "resolved", 99)
	}
	for _, c := range []form.Contact{s.contact, s.entered} {
		if err == nil {
			c.Rev, err = contacts.Set(ctx, c.ID, w.mira.ID, "call_type", raw(`"silent"`), c.Rev)
		}
		if err == nil {
			err = contacts.Close(ctx, c.ID, w.mira.ID, c.Rev)
		}
	}
	for _, statement := range []string{`UPDATE contact SET opened_at = $1, closed_at = $1`, `UPDATE contact_change SET at = $1`,
		`UPDATE child_case SET opened_at = $1, closed_at = $1`, `UPDATE call_event_refused SET written_at = $1`} {
		if err == nil {
			err = w.store.ExecUnruled(ctx, statement, ago(days))
		}
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// leavesTheTables proves that not even what nobody can read any more, nor codes and hashes that anybody can, are in the files of the tables,
// though all of it is in the backups; what came from each column, for the log and the dump break some of it over lines and pages.
func (w *world) leavesTheTables(sealed map[string][]byte) {
	w.t.Helper()
	sealed["case_event.value 0"] = []byte(lookAgain)
	columns := map[string]bool{}
	for name := range sealed {
		column, _, _ := strings.Cut(name, " ")
		columns[column] = true
	}
	for _, folder := range []string{w.archive, w.base} {
		there := map[string]bool{}
		for name := range w.find(folder, sealed) {
			column, _, _ := strings.Cut(name, " ")
			there[column] = true
		}
		if !maps.Equal(there, columns) {
			w.t.Errorf("of what was sealed only %v went to %s, so it proves nothing", there, folder)
		}
	}
	if found := w.find(filepath.Join(w.server.dir, "base"), sealed); len(found) > 0 {
		w.t.Errorf("it should not be in the tables' files any more: %v", found)
	}
}

// exported is all that a database tells of a stay to who may see all.
func (w *world) exported(store *sql.Store, s stay) []byte {
	w.t.Helper()
	whom := sql.Whom{Contacts: []string{s.contact.ID, s.entered.ID}, Cases: []string{s.home.ID}}
	told, err := store.ExportSubject(w.t.Context(), whom, "sq", "subject_request")
	var text []byte
	if err == nil {
		text, err = json.Marshal(told)
	}
	if err != nil || len(told.Contacts) != 2 || len(told.Cases) != 1 {
		w.t.Fatalf("export: %s, %v", text, err)
	}
	return text
}

func anyOf(text []byte, things map[string][]byte) bool {
	for _, thing := range things {
		if bytes.Contains(text, thing) {
			return true
		}
	}
	return false
}

// restored proves that whoever brings back the backup, with the keys and the keyring of today, opens what was kept and nothing else.
func (w *world) restored(purged stay, kept form.Contact, known *sql.Keys, tables []sql.Table) {
	w.t.Helper()
	back := &past{t: w.t, store: open(w.t, w.restore().as("alo116"), w.keys), keys: w.keys}
	if !back.is(`count(*) = 2 FROM contact WHERE id IN ($1, $2) AND sealed ? 'note' AND forgotten_at IS NULL`, purged.contact.ID, purged.entered.ID) ||
		!back.is(`sealed ? 'story' AND forgotten_at IS NULL FROM child_case WHERE id = $1`, purged.home.ID) || !back.is(`count(*) = 1 FROM approach`) {
		w.t.Error("the backup is not one of before")
	}
	if c, err := back.store.Cases().Look(w.t.Context(), purged.home.ID, "", "", "", false); !errors.Is(err, sql.ErrForgotten) {
		w.t.Errorf("the purged case opens from the backup: %v, %v", c.Values, err)
	}
	if text := w.exported(back.store, purged); anyOf(text, canaries()) {
		w.t.Errorf("of the purged stay is told from the backup: %s", text)
	}
	back.tellsNoWords(purged)
	back.recognises(known)
	w.tellsWhatIsReadable(purged, back, tables)
	if number, err := back.store.Contacts().Number(w.t.Context(), purged.contact.ID); err == nil || number != "" {
		w.t.Errorf("the purged number opens from the backup: %s, %v", number, err)
	}
	if v := back.values(kept); string(v["note"]) != `"`+keptStory+`"` {
		w.t.Errorf("the kept case does not open from the backup: %s", v)
	}
	if number, err := back.store.Contacts().Number(w.t.Context(), kept.ID); err != nil || number != keptE164 {
		w.t.Errorf("the kept number does not open from the backup: %s, %v", number, err)
	}
}

// tellsNoWords proves that the free words of the audit trail about a stay do not open.
func (p *past) tellsNoWords(s stay) {
	p.t.Helper()
	tried := 0
	for _, object := range []string{"contact:" + s.contact.ID, "contact:" + s.entered.ID, "case:" + s.home.ID} {
		page, err := p.store.AuditEntries(p.t.Context(), sql.AuditFilter{Object: object, Action: "number.revealed"})
		for _, e := range page.Entries {
			tried++
			if words, err := p.store.AuditWords(p.t.Context(), e.N, ""); anyOf([]byte(words), canaries()) {
				p.t.Errorf("words of the trail open from the backup: %s, %v", words, err)
			}
		}
		if err != nil {
			p.t.Error(err)
		}
	}
	if tried != 3 {
		p.t.Errorf("%d entries of 3 are there", tried)
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
