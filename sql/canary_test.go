package sql_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
)

// stay is what one child left with us: a contact of a call, one that was entered afterwards, and the case of both.
type stay struct {
	contact, entered form.Contact
	home             sql.Case
}

// tell puts a text wherever words about a child may lie, and the number where one is written down: into every field of the contact and the
// case that takes words, a colleague's note for the next talk, a contact that was entered afterwards, a referral, a document, free words of the audit
// trail, and a record that broke a rule. everySealedColumnIsTold holds it to all there are.
func (w *world) tell(c form.Contact, text, e164 string) (s stay, err error) {
	ctx, mira := w.t.Context(), w.mira.ID
	s.contact, err = w.tellContact(c, text)
	if err == nil {
		_, err = w.store.Contacts().Approach(ctx, form.Approach{Contact: c.ID, Kind: "approach", Words: text, Agent: mira, Until: time.Now().AddDate(0, 1, 0)})
	}
	if err == nil {
		e := form.Entered{ID: uuid.NewString(), By: mira, For: mira, Channel: "walk_in", At: "2026-01-02"}
		s.entered, err = w.store.Contacts().Enter(ctx, e, func(form.Whose) error { return nil })
	}
	if err == nil {
		s.entered, err = w.tellContact(s.entered, text)
	}
	if err == nil {
		s.entered.Rev, err = w.store.Contacts().Set(ctx, s.entered.ID, mira, form.PhoneField, raw(fmt.Sprintf("%q", e164)), s.entered.Rev)
	}
	if err == nil {
		s.home, err = w.tellCase(c.ID, s.entered.ID, text)
	}
	for _, object := range []string{"contact:" + c.ID, "contact:" + s.entered.ID, "case:" + s.home.ID} {
		if err == nil {
			err = w.store.Audit(ctx, sql.Act{Actor: mira, Action: "number.revealed", Object: object, Purpose: "court", Words: text + " " + e164})
		}
	}
	if err == nil {
		err = w.store.WriteRefused(queue.Record{Epoch: 99, N: broken.Add(1), At: time.Now(), Kind: queue.RecEnded, Call: c.Call, Reason: text})
	}
	return s, err
}

// broken counts the records that broke a rule.
var broken atomic.Uint64

// tellContact tells it in every field with words that the form has.
func (w *world) tellContact(c form.Contact, text string) (form.Contact, error) {
	definition, _ := form.Version(c.Version)
	for i := range definition.Fields {
		value := inWords(&definition.Fields[i], text)
		if value == nil {
			continue
		}
		var err error
		if c.Rev, err = w.store.Contacts().Set(w.t.Context(), c.ID, w.mira.ID, definition.Fields[i].Key, value, c.Rev); err != nil {
			return c, err
		}
	}
	return c, nil
}

// tellCase tells it in a case of both contacts, in its sheet, a note, a referral and a document.
func (w *world) tellCase(contact, entered, text string) (sql.Case, error) {
	ctx, cases, mira := w.t.Context(), w.store.Cases(), w.mira.ID
	c, err := cases.Begin(ctx, mira, mira, contact)
	if err == nil {
		err = cases.Attach(ctx, c.ID, entered, mira)
	}
	definition, _ := form.Version(form.CaseSheet)
	for i := range definition.Fields {
		if value := inWords(&definition.Fields[i], text); err == nil && value != nil {
			c.Rev, err = cases.Set(ctx, c.ID, mira, definition.Fields[i].Key, value, 99)
		}
	}
	if err == nil {
		_, err = cases.Note(ctx, c.ID, mira, text)
	}
	if err != nil {
		return c, err
	}
	r, err := w.store.Referrals().Add(ctx, c.ID, sql.Referral{Words: sql.ReferralWords{Letter: text, Reason: text, NextStep: cut(text, 300)}}, mira)
	if err == nil {
		r.Words.Without, r.Words.Recipient, r.Words.Reference, r.Words.Outcome = cut(text, 300), cut(text, 120), cut(text, 60), text
		_, err = w.store.Referrals().Change(ctx, r, mira)
	}
	if err == nil {
		_, err = w.store.Documents().Add(ctx, c.ID, text, mira, strings.NewReader(text))
	}
	return c, err
}

// tellOurs puts a text where secrets of one of us lie sealed.
func (w *world) tellOurs(text string) error {
	return errors.Join(w.store.SetTOTP(w.t.Context(), w.mira.ID, []byte(text), 1), w.store.SetDeskPhone(w.t.Context(), w.mira.ID, "desk", text))
}

// inWords gives a text as the value of a field, or of the words in its items, as far as it goes in; nil if that takes none.
func inWords(f *form.Field, text string) json.RawMessage {
	var value any
	switch {
	case f.PII && f.Type == form.Text:
		value = cut(text, f.Max)
	case f.PII && f.Type == form.Group:
		item := map[string]string{"id": "x1"}
		for i := range f.Fields {
			if f.Fields[i].Type == form.Text {
				item[f.Fields[i].Key] = cut(text, f.Fields[i].Max)
			}
		}
		value = []any{item}
	default:
		return nil
	}
	written, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return written
}

func cut(text string, most int) string {
	runes := []rune(text)
	return string(runes[:min(most, len(runes))])
}

// sealedColumns are those that sql/processing.json calls sealed, with their types; those that go with a person who works here if ours.
func sealedColumns(t testing.TB, store *sql.Store, ours bool) map[[2]string]string {
	t.Helper()
	var described struct {
		Tables map[string]struct {
			Columns map[string]struct{ Rest, Until string }
		}
	}
	if err := json.Unmarshal([]byte(sql.Rights()), &described); err != nil {
		t.Fatal(err)
	}
	found := map[[2]string]string{}
	for table, d := range described.Tables {
		for name, c := range d.Columns {
			var of string
			if c.Rest != "case_key" && c.Rest != "master_key" || c.Until == "account" && !ours {
				continue
			}
			if err := store.QueryRow(t.Context(), `SELECT data_type FROM information_schema.columns WHERE table_name = $1 AND column_name = $2`, table, name).Scan(&of); err != nil {
				t.Fatal(err)
			}
			found[[2]string{table, name}] = of
		}
	}
	if len(found) < 9 {
		t.Fatalf("only %v are sealed", found)
	}
	return found
}

// everySealedColumnIsTold fails if a sealed column holds nothing, so that a proof that looks for what was told would prove nothing of it.
func everySealedColumnIsTold(t testing.TB, store *sql.Store, ours bool) {
	t.Helper()
	for column := range sealedColumns(t, store, ours) {
		if n := count(t, store, fmt.Sprintf(`SELECT coalesce(max(octet_length(%s::text)), 0) FROM %s`, pgx.Identifier{column[1]}.Sanitize(), column[0])); n < 60 {
			t.Errorf("nothing is told in %s.%s: do so in world.tell or tellOurs", column[0], column[1])
		}
	}
}

// sealedValues are all values of the sealed columns as they lie there, by column; and the callers' keyed hashes.
func sealedValues(t testing.TB, store *sql.Store) map[string][]byte {
	t.Helper()
	columns, found := sealedColumns(t, store, false), map[string][]byte{}
	columns[[2]string{"call", "caller_key"}] = "bytea"
	for at, of := range columns {
		query := map[string]string{
			"bytea": `SELECT %[1]s FROM %[2]s WHERE %[1]s IS NOT NULL`,
			"text":  `SELECT convert_to(%[1]s, 'UTF8') FROM %[2]s WHERE %[1]s IS NOT NULL`,
			"jsonb": `SELECT convert_to(value, 'UTF8') FROM %[2]s, jsonb_each_text(%[1]s)`,
		}[of]
		n := 0
		for value := range column(t, store, fmt.Sprintf(query, pgx.Identifier{at[1]}.Sanitize(), at[0])) {
			found[fmt.Sprintf("%s.%s %d", at[0], at[1], n)] = []byte(value)
			n++
		}
	}
	return found
}
