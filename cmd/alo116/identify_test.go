package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"alo116/queue"
	"alo116/sql/sqltest"
)

func TestTheDoorSealsANumberOnlyWhereTheLineKeepsIt(t *testing.T) {
	h := &house{log: zerolog.Nop(), keys: sqltest.Keys(t)}
	h.policy.Store(&queue.Policy{Lines: []queue.Line{{ID: "116000", KeepNumber: true}, {ID: "116111"}}})
	for _, c := range []struct {
		line     queue.LineID
		number   string
		withheld bool
		keeps    bool
	}{
		{"116000", "+355690000042", false, true}, {"116000", "+355690000042", true, false}, {"116000", "anonymous", false, false},
		{"116111", "+355690000042", false, false}, {"unlisted", "+355690000042", false, false},
	} {
		caller := h.identify("call-1", c.line, c.number, c.withheld)
		if (caller.Sealed != "") != c.keeps {
			t.Errorf("line %s, %q, withheld %v: sealed is %q", c.line, c.number, c.withheld, caller.Sealed)
		}
		record := queue.Record{Kind: queue.RecArrived, Caller: caller}
		text, err := json.Marshal([]any{record, queue.CallArrived{Caller: caller}, queue.SavedCall{Caller: caller}, queue.CallView{Caller: caller}})
		if err != nil {
			t.Fatal(err)
		}
		for _, written := range []string{string(text), fmt.Sprintf("%v %+v", record, caller)} {
			if strings.Contains(written, "690000042") || (c.keeps && strings.Contains(written, string(caller.Sealed)) && caller.Sealed != "sealed") {
				t.Errorf("it is written down: %s", written)
			}
		}
	}
}
