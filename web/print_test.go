package web

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// onPaper gives the text of a PDF, as another program reads it.
func onPaper(t *testing.T, made string) string {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader([]byte(made)), int64(len(made)))
	if err != nil {
		t.Fatalf("%v: %.200s", err, made)
	}
	var all []string
	for n := 1; n <= r.NumPage(); n++ {
		text, err := r.Page(n).GetPlainText(nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	return strings.Join(strings.Fields(strings.Join(all, " ")), " ")
}

func TestOnlyWhatWasChosenIsOnPaper(t *testing.T) {
	d := referring(t)
	status, h, made := d.b.ask("POST", "/api/cases/"+d.home.ID+"/print", `{"purpose":"legal_duty","words":"për gjykatën","lang":"sq","fields":["status","child_age","story"]}`)
	if status != http.StatusOK || h.Get("Content-Type") != "application/pdf" || h.Get("Cache-Control") != "no-store" || !strings.Contains(h.Get("Content-Disposition"), d.home.Code) {
		t.Fatalf("%d %v", status, h)
	}
	text := onPaper(t, made)
	for _, want := range []string{"Rasti " + d.home.Code, "i hapur", "12", "Kanarina ka frikë në shtëpi.", "Somebody · ", " · Detyrim ligjor", "Faqja 1 nga"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper lacks %q: %s", want, text)
		}
	}
	if strings.Contains(text, "Kanarina Provë") {
		t.Error("the paper has the name, which nobody chose")
	}
	entries := trail(t, d.store, "case.printed", "case:"+d.home.ID)
	if len(entries) != 1 || entries[0].Actor != d.mira.ID || entries[0].Purpose != "legal_duty" {
		t.Fatalf("the trail: %+v", entries)
	}
	words, err := d.store.AuditWords(t.Context(), entries[0].N, d.vera.ID)
	if err != nil || words != "për gjykatën\n[status child_age story]" {
		t.Errorf("the trail's words: %q, %v", words, err)
	}
	if status, _, said := d.b.ask("POST", "/api/cases/"+d.home.ID+"/print", `{"purpose":"legal_duty","fields":["household"]}`); status != http.StatusUnprocessableEntity || !strings.Contains(said, "nothing_chosen") {
		t.Errorf("nothing there: %d %s", status, said)
	}
	if strings.Contains(d.log.String(), "Kanarina") {
		t.Error("the log tells of the child")
	}
}

func TestALetterHasItsOwnAndTheChosenFactsOfItsCase(t *testing.T) {
	d := referring(t)
	r := d.drafted(nil)
	status, _, made := d.b.ask("POST", "/api/referrals/"+r.ID+"/letter", `{"purpose":"referral","lang":"sq","fields":["letter","grounds","sheet.child_name"]}`)
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, made)
	}
	text := onPaper(t, made)
	for _, want := range []string{"Referim", "Për: Njësia Provë", "Rasti ynë: " + d.home.Code, "Neglizhim", "Ju lutemi ndihmoni.", "Kanarina Provë", "Referim te një institucion"} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter lacks %q: %s", want, text)
		}
	}
	for _, not := range []string{"frikë", "Pëlqimi"} {
		if strings.Contains(text, not) {
			t.Errorf("the letter has %q, which nobody chose", not)
		}
	}
	if told := trail(t, d.store, "referral.printed", "case:"+d.home.ID); len(told) != 1 {
		t.Errorf("the trail: %+v", told)
	}
}

// contactOf is a contact of somebody's with a note.
func (d *caseDesk) contactOf(who sql.Person) string {
	d.t.Helper()
	c, err := d.store.Contacts().Open(d.t.Context(), "call-of-the-print", who.ID, "")
	if err == nil {
		_, err = d.store.Contacts().Set(d.t.Context(), c.ID, who.ID, "note", []byte(`"Kanarina këndoi."`), c.Rev)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return c.ID
}

func TestAnExportIsWrittenDown(t *testing.T) {
	d := referring(t)
	status, h, said := d.head.ask("POST", "/api/cases/"+d.home.ID+"/export", `{"purpose":"subject_request","lang":"en"}`)
	if status != http.StatusOK || !strings.Contains(said, "Kanarina Provë") || !strings.Contains(h.Get("Content-Disposition"), ".json") {
		t.Errorf("%d %s", status, said)
	}
	for _, action := range []string{"case.exported", "subject.exported"} {
		if told := trail(t, d.store, action, "case:"+d.home.ID); len(told) != 1 || told[0].Actor != d.vera.ID || told[0].Purpose != "subject_request" {
			t.Errorf("%s: %+v", action, told)
		}
	}
}

// TestAnExportIsNoWayAroundTheOtherDoors: of a foreign contact it takes a broken glass, as opening does, and it leaves behind what has
// a door of its own, and what the form shows to chosen people only.
func TestAnExportIsNoWayAroundTheOtherDoors(t *testing.T) {
	d, store, keys, _ := vaulted(t)
	mira, hers := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist, Team: "east"})
	id := contact(t, store, keys, "call-1", mira.ID)
	if _, err := store.Contacts().Set(t.Context(), id, mira.ID, "wellbeing", []byte(`"debrief"`), 1); err != nil {
		t.Fatal(err)
	}
	if status, _, said := hers.leave(id, "approach", "a shy robin", 1); status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}
	told := func(b *browser, why string, want int) {
		t.Helper()
		status, _, said := b.ask("POST", "/api/contacts/"+id+"/export", why)
		if status != want || strings.Contains(said, "the canary") != (want == http.StatusOK) {
			t.Errorf("with %s: %d %s", why, status, said)
		}
		for _, not := range []string{theirNumber, "wellbeing", "debrief", "robin"} {
			if strings.Contains(said, not) {
				t.Errorf("with %s, it tells %q", why, not)
			}
		}
	}
	_, near := d.hire(store, sql.Person{Login: "near", Role: queue.Supervisor, Team: "east"})
	_, far := d.hire(store, sql.Person{Login: "far", Role: queue.Supervisor, Team: "west"})
	_, manager := d.hire(store, sql.Person{Login: "manager", Role: roles.CaseManager, Team: "west"})
	told(near, `{"purpose":"quality"}`, http.StatusOK)
	told(manager, `{"purpose":"quality"}`, http.StatusOK)
	told(far, `{"purpose":"quality"}`, http.StatusConflict)
	if alerts, err := store.Alerts(t.Context()); err != nil || len(alerts) != 0 {
		t.Errorf("before a glass is broken: %v %v", alerts, err)
	}
	told(far, `{"purpose":"danger","break_glass":true}`, http.StatusOK)
	if alerts, err := store.Alerts(t.Context()); err != nil || len(alerts) != 1 || alerts[0].Action != "contact.exported.glass" || alerts[0].Object != "contact:"+id {
		t.Errorf("once it is broken: %v %v", alerts, err)
	}
}

// What a paper says of its purpose is what the screen said, in each language.
func TestThePaperSaysPurposesAsTheScreenDoes(t *testing.T) {
	if len(printed["sq"]) != len(printed["en"]) || len(printed) != 2 {
		t.Errorf("the languages of the paper have not the same words")
	}
	for lang, words := range printed {
		screen := screenWords(t, lang)
		for _, p := range knownPurposes {
			line := "'purpose." + p.Code + "': '" + words["purpose."+p.Code] + "'"
			if words["purpose."+p.Code] == "" || !strings.Contains(screen, line) {
				t.Errorf("%s: the screen does not say %s", lang, line)
			}
		}
	}
}
