package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/paperwork"
)

// upload sends a document to a case.
func (b *browser) upload(of, name, content string) (status int, said string) {
	b.d.t.Helper()
	status, _, said = b.ask("POST", "/api/cases/"+of+"/documents", content, "Content-Type", "application/octet-stream", "X-Document-Name", name)
	return status, said
}

func idOf(t *testing.T, said string) string {
	t.Helper()
	var made documentBody
	if err := json.Unmarshal([]byte(said), &made); err != nil {
		t.Fatal(err)
	}
	return made.ID
}

func TestADocumentIsSentListedKeptAndRemoved(t *testing.T) {
	d, store, _, _ := vaulted(t)
	mira, b := d.hire(store, sql.Person{Login: "besa", Role: queue.Psychologist, Team: "east"})
	c := caseOf(t, store, mira.ID, "")
	status, said := b.upload(c.ID, "let%C3%ABr%20e%20gjyshes.pdf", "%PDF-1.7 canary")
	if status != http.StatusCreated || !strings.Contains(said, `"name":"letër e gjyshes.pdf"`) || strings.Contains(said, "canary") {
		t.Fatalf("%d %s", status, said)
	}
	id := idOf(t, said)
	if _, _, said := b.ask("POST", "/api/cases/"+c.ID+"/open", `{}`); !strings.Contains(said, `"kind":"pdf","name":"letër e gjyshes.pdf","size":15`) || !strings.Contains(said, `"kind":"document","value"`) {
		t.Errorf("the case tells %s", said)
	}
	status, h, said := b.ask("POST", "/api/documents/"+id+"/open", `{}`)
	if status != http.StatusOK || said != "%PDF-1.7 canary" {
		t.Errorf("%d %s", status, said)
	}
	for name, want := range map[string]string{"Content-Disposition": "attachment; filename*=utf-8''let%C3%ABr%20e%20gjyshes.pdf", "Content-Type": "application/pdf",
		"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"} {
		if h.Get(name) != want {
			t.Errorf("%s is %q", name, h.Get(name))
		}
	}
	for name, of := range map[string]struct {
		content string
		status  int
		code    string
	}{
		"a page":    {"<html>", http.StatusUnsupportedMediaType, "document_kind"},
		"nothing":   {"", http.StatusRequestEntityTooLarge, "document_size"},
		"too large": {"%PDF-" + strings.Repeat(" ", paperwork.Most), http.StatusRequestEntityTooLarge, "document_size"},
	} {
		if status, said := b.upload(c.ID, "x.pdf", of.content); status != of.status || !strings.Contains(said, of.code) {
			t.Errorf("%s: %d %s", name, status, said)
		}
	}
	if status, said := b.upload(c.ID, "%zz", "%PDF-1"); status != http.StatusBadRequest {
		t.Errorf("a name that is none: %d %s", status, said)
	}
	for _, want := range []int{http.StatusNoContent, http.StatusNotFound} {
		if status, _, said := b.ask("POST", "/api/documents/"+id+"/remove", `{}`); status != want {
			t.Errorf("%d %s, not %d", status, said, want)
		}
	}
}
