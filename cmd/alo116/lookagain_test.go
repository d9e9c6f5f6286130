package main

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"alo116/queue"
	"alo116/sql"
	"alo116/web/scan"
	"alo116/web/scan/scantest"
)

// TestWhatIsKeptIsLookedAtAgainOnceTheScannerKnowsMore: by its own word of what it knows, and while it is away, it is said once.
func TestWhatIsKeptIsLookedAtAgainOnceTheScannerKnowsMore(t *testing.T) {
	if testing.Short() {
		t.Log("it needs a database: make test has one")
		return
	}
	h := newHelpline(t, "")
	ctx := t.Context()
	mira, err := h.store.CreatePerson(ctx, sql.Person{Login: "mira2", Name: "Mira P.", Role: queue.Psychologist})
	if err != nil {
		t.Fatal(err)
	}
	c, err := h.store.Cases().Begin(ctx, mira.ID, mira.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.Documents().Add(ctx, c.ID, "canary.txt", mira.ID, strings.NewReader("dear grandmother")); err != nil {
		t.Fatal(err)
	}
	knows, looks := "ClamAV 1/1", 0
	verdict := map[string]string{"ClamAV 1/1": "stream: OK", "ClamAV 1/2": "stream: Letter FOUND"}
	scanner, err := scan.At(scantest.Fake(t, func(conn net.Conn, command string, _ []byte) {
		if command == "zVERSION\x00" {
			_, _ = io.WriteString(conn, knows+"\x00")
			return
		}
		looks++
		_, _ = io.WriteString(conn, verdict[knows]+"\x00")
	}))
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	service := &house{store: h.store, scanner: scanner, log: zerolog.New(&log)}
	for range 2 {
		if said := service.lookAgainOnce(ctx, ""); said != "" || log.Len() > 0 || looks != 1 {
			t.Errorf("nothing is new, and it looked %d times and says %s%s", looks, said, log.String())
		}
	}
	knows = "ClamAV 1/2"
	if said := service.lookAgainOnce(ctx, ""); said != "" || !strings.Contains(log.String(), `"documents":1`) || strings.Contains(log.String(), "canary") {
		t.Errorf("it knows more, and says %s%s", said, log.String())
	}
	log.Reset()
	knows = "SSH-2.0"
	said := service.lookAgainOnce(ctx, "")
	if again := service.lookAgainOnce(ctx, said); said == "" || again != said || strings.Count(log.String(), "not all looked at anew") != 1 {
		t.Errorf("away, it says %s, %s: %s", said, again, log.String())
	}
}
