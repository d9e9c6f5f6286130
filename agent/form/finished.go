package form

import (
	"encoding/json"
	"slices"
	"time"

	"alo116/queue"
)

// Finished is a contact that was closed a moment ago, which its owner may have again for a while: not what is in it.
type Finished struct {
	ID       string
	Line     queue.LineID // empty if it was no call
	OpenedAt time.Time
	ClosedAt time.Time
	Case     bool // it belongs to a case, or was a talk, which may lead to one
}

// Finish tells what a contact is once it is closed, at that moment.
func Finish(c Contact, closed time.Time) Finished {
	return Finished{c.ID, c.Line, c.OpenedAt, closed, mayLeadToCase(c.Values)}
}

// mayLeadToCase reads codes only, which are never sealed.
func mayLeadToCase(v map[string]json.RawMessage) bool {
	code := func(key string) (said string) {
		_ = json.Unmarshal(v[key], &said) // anything else is none of these codes
		return said
	}
	return slices.Contains([]string{"new", "attach"}, code("case_decision")) || code("call_type") == "followup" || len(v["directions"]) > 0
}
