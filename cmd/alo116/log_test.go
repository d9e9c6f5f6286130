package main

import (
	"bytes"
	"strings"
	"testing"
)

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
