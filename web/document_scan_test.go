package web

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"alo116/queue"
	"alo116/sql"
	"alo116/web/scan"
	"alo116/web/scan/scantest"
)

// scanned opens a site whose documents that scanner looks at, with somebody at work on a case.
func scanned(t *testing.T, address string) (*door, sql.Case, *browser) {
	t.Helper()
	scanner, err := scan.At(address)
	if err != nil {
		t.Fatal(err)
	}
	d, store, _, _ := vaulted(t, func(c *Config) {
		c.Scanner, c.Helpful = scanner, []Check{{Name: "scanner", Probe: scanner.Answers}}
	})
	besa, b := d.hire(store, sql.Person{Login: "besa", Role: queue.Psychologist, Team: "east"})
	return d, caseOf(t, store, besa.ID, ""), b
}

// kept tells how many documents a case has, and how often the trail has that one was refused there.
func (d *door) kept(c sql.Case) (kept, refused int) {
	d.t.Helper()
	all, err := d.store.Documents().Of(d.t.Context(), c.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	trail, err := d.store.AuditEntries(d.t.Context(), sql.AuditFilter{Action: "case.document_refused", Object: "case:" + c.ID})
	if err != nil {
		d.t.Fatal(err)
	}
	return len(all), len(trail.Entries)
}

func TestAnEvilDocumentIsRefused(t *testing.T) {
	d, c, b := scanned(t, scantest.Real(t))
	status, said := b.upload(c.ID, "canary.txt", scantest.Evil)
	if status != http.StatusUnprocessableEntity || !strings.Contains(said, "document_evil") {
		t.Errorf("%d %s", status, said)
	}
	if kept, refused := d.kept(c); kept != 0 || refused != 1 {
		t.Errorf("%d are kept, and the trail tells of %d", kept, refused)
	}
	if status, said := b.upload(c.ID, "canary.txt", "dear grandmother"); status != http.StatusCreated {
		t.Errorf("a clean one: %d %s", status, said)
	}
	if strings.Contains(d.log.String(), "canary") {
		t.Error("the log tells what it was called")
	}
}

func TestNoDocumentIsTakenWhileTheScannerIsAway(t *testing.T) {
	away := t.TempDir() + "/clamd.ctl"
	garbled := scantest.Fake(t, func(conn net.Conn, _ string, _ []byte) { _, _ = io.WriteString(conn, "canary\x00") })
	for _, address := range []string{away, garbled} {
		d, c, b := scanned(t, address)
		if status, said := b.upload(c.ID, "letter.txt", "dear grandmother"); status != http.StatusServiceUnavailable || !strings.Contains(said, "scanner_away") {
			t.Errorf("%d %s", status, said)
		}
		if kept, refused := d.kept(c); kept != 0 || refused != 0 {
			t.Errorf("%d are kept, and the trail tells of %d", kept, refused)
		}
		if status, _, said := b.ask("GET", "/readyz", ""); status != http.StatusOK || !strings.Contains(said, `"ready":true,"ill":["scanner"]`) {
			t.Errorf("calls are taken, and it is said what is ill: %d %s", status, said)
		}
		if strings.Contains(d.log.String(), "canary") {
			t.Error("the log repeats what anybody said")
		}
	}
}

// TestADocumentThatIsLockedIsShownAndOpenedByNobody: it was clean when it came, and the scanner knows more by now.
func TestADocumentThatIsLockedIsShownAndOpenedByNobody(t *testing.T) {
	d, c, b := scanned(t, scantest.Fake(t, func(conn net.Conn, _ string, _ []byte) { _, _ = io.WriteString(conn, "stream: OK\x00") }))
	status, said := b.upload(c.ID, "letter.txt", scantest.Evil)
	if status != http.StatusCreated {
		t.Fatalf("%d %s", status, said)
	}
	id := idOf(t, said)
	wiser, err := scan.At(scantest.Real(t))
	if err != nil {
		t.Fatal(err)
	}
	if locked, err := d.store.Documents().LookAgain(t.Context(), "ClamAV 1/2", wiser.Evil); locked != 1 || err != nil {
		t.Fatalf("%d are locked, %v", locked, err)
	}
	if _, _, said := b.ask("POST", "/api/cases/"+c.ID+"/open", `{}`); !strings.Contains(said, `"name":"letter.txt"`) || strings.Contains(said, `"locked":0`) {
		t.Errorf("the case shows %s", said)
	}
	if status, _, said := b.ask("POST", "/api/documents/"+id+"/open", `{}`); status != http.StatusConflict || !strings.Contains(said, "document_locked") || strings.Contains(said, "EICAR") {
		t.Errorf("opened: %d %s", status, said)
	}
	drita, sup := d.hire(d.store, sql.Person{Login: "drita-sup", Role: queue.Supervisor, Team: "east"})
	_, _, said = sup.ask("GET", "/api/alerts", "")
	if !strings.Contains(said, "case.document_locked") || !strings.Contains(said, `"object":"case:`+c.ID+`"`) {
		t.Errorf("%s is told %s", drita.Login, said)
	}
	if status, _, said := b.ask("POST", "/api/documents/"+id+"/remove", `{}`); status != http.StatusNoContent {
		t.Errorf("removed: %d %s", status, said)
	}
}
