package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

// forged are texts that would be more than a value, or another line, to who reads a log.
var forged = []string{"a\nINF forged", "b\r\n{\"level\":\"info\"}", `c","level":"error","x":"`, "d\x1b[2Jforged", "e\u2028forged\u0085", "f\x00\xff", `g\`, "h key=value \"quoted\""}

// TestALogLineIsOneObject: whatever a value is, each line is one JSON object, with a time that tells its zone, and the value in it as it was.
func TestALogLineIsOneObject(t *testing.T) {
	var out bytes.Buffer
	log := logSettings{Log: "json", LogLevel: "info"}.logger(&out)
	for _, text := range forged {
		log.Info().Str("x", text).Err(errors.New(text)).Msg("one")
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != len(forged) {
		t.Fatalf("%d lines of %d events", len(lines), len(forged))
	}
	for n, line := range lines {
		var told struct{ Level, Time, X, Error, Message string }
		if err := json.Unmarshal([]byte(line), &told); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		want := strings.ToValidUTF8(forged[n], "\ufffd")
		if told.Level != "info" || told.Message != "one" || told.X != want || told.Error != want {
			t.Errorf("%q is told as %+v", forged[n], told)
		}
		if at, err := time.Parse(time.RFC3339, told.Time); err != nil || time.Since(at).Abs() > time.Minute {
			t.Errorf("at %q, %v", told.Time, err)
		}
	}
}

// TestPeopleReadOneLineAnEvent: the format for people, on a terminal, which would obey what it is sent.
func TestPeopleReadOneLineAnEvent(t *testing.T) {
	var out bytes.Buffer
	log := logSettings{Log: "console", LogLevel: "info"}.logger(&out)
	for _, text := range forged {
		log.Info().Str("x", text).Err(errors.New(text)).Msg("one")
	}
	if lines := strings.Count(out.String(), "\n"); lines != len(forged) || strings.ContainsAny(out.String(), "\r\x1b\x00") {
		t.Errorf("%d lines of %d events: %q", lines, len(forged), out.String())
	}
}

func TestALogThatStaysHereIsWarnedOf(t *testing.T) {
	for to, says := range map[string]string{"": "ALO116_LOGS_TO", "https://logs.example:19532": `"to":"https://logs.example:19532"`} {
		var out bytes.Buffer
		s := logSettings{Log: "json", LogLevel: "info", LogsTo: to}
		s.warnOfLogs(s.logger(&out))
		if warned := strings.Contains(out.String(), `"level":"warn"`); warned != (to == "") || !strings.Contains(out.String(), says) {
			t.Errorf("%q: %s", to, out.String())
		}
	}
}
