package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"alo116/sql"
)

func TestSomebodyIsToldWhatIsKeptAndForgotten(t *testing.T) {
	if testing.Short() {
		t.Log("it needs a database: make test has one")
		return
	}
	h := newHelpline(t, "+355 69 000 0012")
	out := filepath.Join(h.folder, "request")
	code, said, errs := h.typed(t, "069 000 0012\n", "subject", "export", "--number", "-", "--purpose", "subject_request", "--lang", "en", "--out", out)
	if code != 0 || !strings.Contains(said, "1 contacts and 1 calls") {
		t.Fatalf("exit %d, %s%s", code, said, errs)
	}
	var subject sql.Subject
	text := private(t, out+".json")
	if err := json.Unmarshal(text, &subject); err != nil {
		t.Fatal(err)
	}
	c := subject.Contacts[0]
	if c.ID != h.contact || c.Number != "+355690000012" || c.Changes != 2 || len(c.Seen) == 0 || c.Seen[len(c.Seen)-1].Purpose != "subject_request" {
		t.Errorf("the contact is %+v", c)
	}
	if plain := string(private(t, out+".txt")); !strings.Contains(plain, "Kind of contact: Child about self\n") ||
		!strings.Contains(plain, "[may be about others]: A canary sang of its neighbour.") || !strings.Contains(plain, "arrived") {
		t.Errorf("for people: %s", plain)
	}
	if code, _, errs := h.typed(t, "069 000 0012\n", "subject", "export", "--number", "-", "--purpose", "subject_request", "--out", out); code != 1 || !strings.Contains(errs, "give another --out") {
		t.Errorf("a file was replaced: exit %d, %s", code, errs)
	}
	h.isForgotten(t)
}

// isForgotten forgets the helpline's contact, and looks for it afterwards.
func (h *helpline) isForgotten(t *testing.T) {
	t.Helper()
	forget := []string{"subject", "forget", "--contact", h.contact, "--purpose", "guardian_request"}
	if code, said, errs := h.typed(t, "", forget...); code != 0 || !strings.Contains(said, "1 contacts, and the caller of 1 calls") || !strings.Contains(said, "Nothing went") {
		t.Fatalf("exit %d, %s%s", code, said, errs)
	}
	if number, err := h.store.Contacts().Number(t.Context(), h.contact); err != nil || number == "" {
		t.Fatalf("it went without --apply: %v", err)
	}
	h.hold(t, true)
	if code, said, errs := h.typed(t, "", forget...); code != 0 || !strings.Contains(said, "Held: contact "+h.contact) {
		t.Errorf("held: exit %d, %s%s", code, said, errs)
	}
	if code, said, errs := h.typed(t, "", append(forget, "--apply")...); code != 1 || !strings.Contains(errs, "nothing went") || !strings.Contains(errs, "releases it first") {
		t.Errorf("held, it went: exit %d, %s%s", code, said, errs)
	}
	h.hold(t, false)
	if code, said, errs := h.typed(t, "", append(forget, "--apply")...); code != 0 || !strings.Contains(said, "Forgotten: 1 contacts") {
		t.Fatalf("exit %d, %s%s", code, said, errs)
	}
	if number, err := h.store.Contacts().Number(t.Context(), h.contact); err == nil {
		t.Errorf("the number is still there: %s", number)
	}
	if found, err := h.store.Contacts().OfCall(t.Context(), "call-1"); err != nil || len(found) != 0 {
		t.Errorf("the call still leads to it: %+v, %v", found, err)
	}
	stays, err := h.store.ExportSubject(t.Context(), sql.Whom{Contacts: []string{h.contact}}, "en", "supervision")
	if err != nil || len(stays.Contacts) != 1 || len(stays.Contacts[0].Fields) != 1 || stays.Contacts[0].Fields[0].Text != "Child about self" {
		t.Errorf("what stays: %+v, %v", stays, err)
	}
	if code, said, errs := h.typed(t, "+355690000012\n", "subject", "export", "--number", "-", "--purpose", "subject_request", "--out", filepath.Join(h.folder, "again")); code != 0 || !strings.Contains(said, "Nothing is kept") {
		t.Errorf("exit %d, %s%s", code, said, errs)
	}
	page, err := h.store.AuditEntries(t.Context(), sql.AuditFilter{Action: "subject.forgotten"})
	if err != nil || len(page.Entries) != 1 || page.Entries[0].Object != "contact:"+h.contact || page.Entries[0].Purpose != "guardian_request" {
		t.Errorf("in the audit trail: %+v, %v", page, err)
	}
	for wrong, says := range map[string]string{"17": "is not the id of a contact", "00000000-0000-4000-8000-000000000000": "there is no contact"} {
		if code, _, errs := h.typed(t, "", "subject", "forget", "--contact", wrong, "--purpose", "court_order"); code != 1 || !strings.Contains(errs, says) {
			t.Errorf("%s: exit %d, %s", wrong, code, errs)
		}
	}
}

func (h *helpline) hold(t *testing.T, on bool) {
	t.Helper()
	if err := h.store.Contacts().Hold(t.Context(), h.contact, on, "", "court", ""); err != nil {
		t.Fatal(err)
	}
}

// private reads a file that only its owner may read.
func private(t *testing.T, file string) []byte {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%s: %v, %v", file, info, err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
