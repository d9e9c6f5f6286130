package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"alo116/web/scan/scantest"
)

// TestWhetherDocumentsAreScannedIsSaid by the doctor, at a start and by the health.
func TestWhetherDocumentsAreScannedIsSaid(t *testing.T) {
	pong := scantest.Fake(t, func(conn net.Conn, _ string, _ []byte) { _, _ = io.WriteString(conn, "PONG\x00") })
	for address, want := range map[string]struct {
		doctor, start string
		checks        int
	}{
		"":                         {"are not scanned", "are not scanned", 0},
		t.TempDir() + "/clamd.ctl": {"systemctl status clamav-daemon", "until the scanner answers", 1},
		pong:                       {"", "", 1},
	} {
		settings := scanSettings{Clamd: address}
		if err := (&doctorCommand{scanSettings: settings}).checkScanner(t.Context()); (err == nil) != (want.doctor == "") || err != nil && !strings.Contains(err.Error(), want.doctor) {
			t.Errorf("%q: the doctor says %v", address, err)
		}
		var log bytes.Buffer
		h := &house{log: zerolog.New(&log)}
		if err := (&serveCommand{scanSettings: settings}).openScanner(t.Context(), h); err != nil || !strings.Contains(log.String(), want.start) || want.start == "" && log.Len() > 0 {
			t.Errorf("%q: a start says %s, %v", address, log.String(), err)
		}
		if len(h.helpful()) != want.checks {
			t.Errorf("%q: the health asks %d scanners", address, len(h.helpful()))
		}
	}
}

func TestAScannerElsewhereIsRefused(t *testing.T) {
	settings := scanSettings{Clamd: "192.0.2.7:3310"}
	if err := (&serveCommand{scanSettings: settings}).openScanner(t.Context(), &house{}); err == nil || errors.Is(err, errNoScanner) || !strings.Contains(err.Error(), "in the clear") {
		t.Error(err)
	}
}
