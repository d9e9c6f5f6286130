package sql_test

import (
	"strings"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/sql"
)

const (
	anna  = "+355690000001" // no number that could ring
	other = "+355690000002"
)

func (p *past) knows(number string) form.Known {
	p.t.Helper()
	k, err := p.store.Contacts().Known(p.t.Context(), "call-now", p.keys.Identify(number, number == ""), p.mira.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	return k
}

func (p *past) set(c form.Contact, field, value string) {
	p.exec(`UPDATE contact SET values = values || jsonb_build_object($2::text, $3::jsonb) WHERE id = $1`, c.ID, field, value)
}

func TestACallerIsKnownByTheirNumber(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	if k := p.knows(anna); k.Contacts != 0 || !k.Last.IsZero() || k.Place != "" {
		t.Errorf("of a stranger: %+v", k)
	}
	first := p.contact("116111", "child_self", "long ago", anna, 40)
	p.set(first, "place", `["al_11", "al224"]`)
	p.contact("116111", "silent", "", anna, 3)
	p.contact("116111", "silent", "", anna, 9)
	last := p.contact("116111", "child_self", "yesterday", anna, 1)
	p.set(last, "place", `["unknown"]`)
	p.contact("116111", "silent", "", other, 1)
	p.contact("116111", "silent", "", "", 1)
	k := p.knows("069 000 0001") // another notation
	if k.Contacts != 4 || k.Silent != 1 || k.Place != "al224" || time.Since(k.Last) > 26*time.Hour {
		t.Errorf("got %+v", k)
	}
	if k := p.knows(""); k.Contacts != 0 {
		t.Errorf("of who withholds their number: %+v", k)
	}
	if err := p.store.Forget(t.Context(), last.ID, false); err != nil {
		t.Fatal(err)
	}
	if k := p.knows(anna); k.Contacts != 3 {
		t.Errorf("a forgotten contact counts: %+v", k)
	}
	// The call at hand is no earlier one.
	k, err := p.store.Contacts().Known(t.Context(), first.Call, p.keys.Identify(anna, false), p.mira.ID)
	if err != nil || k.Contacts != 2 {
		t.Errorf("got %+v, %v", k, err)
	}
}

func TestACallerIsKnownByTheirOpenCases(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	c := p.contact("116111", "child_self", "", anna, 3)
	p.exec(`WITH made AS (INSERT INTO child_case (code, owner, version, vault_key, risk) VALUES ('T-2030-0001', $2::uuid, '1', gen_random_uuid(), 'high') RETURNING id)
		UPDATE contact SET child_case = made.id FROM made WHERE contact.id = $1`, c.ID, string(p.mira.ID))
	k := p.knows(anna)
	if len(k.Cases) != 1 || k.Cases[0].Code != "T-2030-0001" || k.Cases[0].Owner != "Somebody" || k.Cases[0].Risk != "high" || k.Cases[0].Status != "open" {
		t.Errorf("got %+v", k.Cases)
	}
	if k := p.knows(other); len(k.Cases) != 0 {
		t.Errorf("another's: %+v", k.Cases)
	}
	p.exec(`UPDATE child_case SET status = 'closed', outcome = 'done', closed_at = clock_timestamp()`)
	if k := p.knows(anna); len(k.Cases) != 0 {
		t.Errorf("a closed one: %+v", k.Cases)
	}
}

func TestTheEarlierContactsAreListedAndOnlySomeOpened(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	contacts, besa := p.store.Contacts(), person(t, p.store, "besa")
	p.contact("116111", "child_self", "the canary", anna, 3)
	p.contact("116111", "about_child", "another's canary", anna, 2)
	p.exec(`UPDATE contact SET agent = $1::uuid WHERE values ->> 'call_type' = 'about_child'`, string(besa.ID))
	own := func(w form.Whose) bool { return w.Agent == p.mira.ID }
	all, err := contacts.Earlier(t.Context(), "call-now", p.keys.Identify(anna, false), p.mira.ID, 10, own)
	if err != nil || len(all) != 2 {
		t.Fatalf("got %+v, %v", all, err)
	}
	theirs, mine := all[0], all[1]
	if theirs.Open || theirs.Values["note"] != nil || string(theirs.Values["call_type"]) != `"about_child"` || theirs.Name != "Somebody" {
		t.Errorf("another's: %+v", theirs)
	}
	if !mine.Open || string(mine.Values["note"]) != `"the canary"` {
		t.Errorf("one's own: %+v", mine)
	}
	if !p.is(`EXISTS (SELECT FROM audit WHERE action = 'history.read' AND actor = $1 AND object = 'call:call-now')`, p.mira.ID) {
		t.Error("that somebody looked is not in the trail")
	}
	if p.is(`EXISTS (SELECT FROM audit WHERE action = 'contact.opened')`) {
		t.Error("nothing of somebody else's was opened")
	}
	if all, err := contacts.Earlier(t.Context(), "call-now", p.keys.Identify(anna, false), p.mira.ID, 10, func(form.Whose) bool { return true }); err != nil || !all[0].Open ||
		!p.is(`EXISTS (SELECT FROM audit WHERE action = 'contact.opened' AND object = 'contact:' || $1)`, all[0].ID) {
		t.Errorf("what was opened of somebody else's is not in the trail: %+v, %v", all, err)
	}
	keys := sql.KeysOf(p.keys.Identify(anna, false))
	for contact, want := range map[string]bool{mine.ID: true, "nonsense": false} {
		if is, err := contacts.IsOfCaller(t.Context(), contact, keys); err != nil || is != want {
			t.Errorf("%s: %v, %v", contact, is, err)
		}
	}
}

func TestNotesForTheNextAreSealedAndEnd(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	contacts, besa, c := p.store.Contacts(), person(t, p.store, "besa"), p.contact("116111", "child_self", "", anna, 3)
	note := form.Approach{Contact: c.ID, Kind: "approach", Words: "speak of the canary first", Agent: besa.ID, Until: time.Now().AddDate(0, 1, 0)}
	id, err := contacts.Approach(t.Context(), note)
	if err != nil {
		t.Fatal(err)
	}
	if p.is(`EXISTS (SELECT FROM approach WHERE sealed LIKE '%canary%')`) {
		t.Error("it lies there in plain words")
	}
	k := p.knows(anna)
	if len(k.Approaches) != 1 || k.Approaches[0].Words != note.Words || k.Approaches[0].Agent != besa.ID || k.Approaches[0].ID != id {
		t.Fatalf("got %+v", k.Approaches)
	}
	if len(p.knows(other).Approaches) != 0 {
		t.Error("another caller has it too")
	}
	if !p.is(`count(*) = 1 FROM audit WHERE action = 'approach.read' AND actor = $1 AND object = 'contact:' || $2`, p.mira.ID, c.ID) {
		t.Error("that mira read it is not in the trail")
	}
	note.ID, note.Words, note.Agent = id, "changed", p.mira.ID
	if _, err := contacts.Approach(t.Context(), note); err != nil {
		t.Fatal(err)
	}
	if of, o, err := contacts.Approached(t.Context(), id); err != nil || of != c.ID || o.Agent != p.mira.ID || p.knows(anna).Approaches[0].Words != "changed" {
		t.Errorf("it was changed: %s, %+v, %v", of, o, err)
	}
	p.exec(`UPDATE approach SET made_at = made_at - interval '60 days', until = now() - interval '1 day'`)
	if len(p.knows(anna).Approaches) != 0 {
		t.Error("one that ended is shown")
	}
	if err := contacts.Hold(t.Context(), c.ID, true, p.mira.ID, "court", ""); err != nil {
		t.Fatal(err)
	}
	if gone, err := p.store.ForgetApproaches(t.Context()); err != nil || gone != 0 {
		t.Errorf("the note of a held contact: %d, %v", gone, err)
	}
	if err := contacts.Hold(t.Context(), c.ID, false, p.mira.ID, "court", ""); err != nil {
		t.Fatal(err)
	}
	if gone, err := p.store.ForgetApproaches(t.Context()); err != nil || gone != 1 || !p.is(`NOT EXISTS (SELECT FROM approach)`) {
		t.Errorf("one that ended: %d, %v", gone, err)
	}
}

func TestNotesGoWithTheirContact(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	contacts, c := p.store.Contacts(), p.contact("116111", "child_self", "", anna, 3)
	leave := func(words string) (string, error) {
		return contacts.Approach(t.Context(), form.Approach{Contact: c.ID, Kind: "unsafe", Words: words, Agent: p.mira.ID, Until: time.Now().AddDate(0, 1, 0)})
	}
	id, err := leave("first")
	if err != nil {
		t.Fatal(err)
	}
	if err := contacts.Unapproach(t.Context(), id, p.mira.ID); err != nil || len(p.knows(anna).Approaches) != 0 {
		t.Errorf("removed: %v", err)
	}
	if err := contacts.Unapproach(t.Context(), id, p.mira.ID); err == nil {
		t.Error("it was removed twice")
	}
	if _, err = leave("the canary"); err != nil {
		t.Fatal(err)
	}
	export, err := p.store.ExportSubject(t.Context(), sql.Whom{Number: anna}, "en", "request")
	if err != nil || len(export.Contacts) != 1 || len(export.Contacts[0].Notes) != 1 || export.Contacts[0].Notes[0].Words != "the canary" || !export.Contacts[0].AboutOthers {
		t.Errorf("got %+v, %v", export.Contacts, err)
	}
	if _, err := p.store.ForgetSubject(t.Context(), sql.Whom{Number: anna}, "request"); err != nil || !p.is(`NOT EXISTS (SELECT FROM approach)`) {
		t.Errorf("it outlived its caller: %v", err)
	}
	if _, err := leave("too late"); err == nil || strings.Contains(err.Error(), "too late") {
		t.Errorf("a forgotten contact was left a note: %v", err)
	}
	if _, _, err := contacts.Approached(t.Context(), id); err == nil {
		t.Error("who left one that is not there?")
	}
}
