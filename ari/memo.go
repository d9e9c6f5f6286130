package ari

import (
	"encoding/json"
	"time"

	"alo116/queue"
)

// memoVariable is the variable on a caller's channel that survives this process.
const memoVariable = "ALO116_MEMO"

// memo is what must be known about a live call by whoever finds it in Asterisk. It holds ids and
// times, never a number.
type memo struct {
	Line   queue.LineID  `json:"line"`
	At     time.Time     `json:"at"`
	Visit  int           `json:"visit,omitempty"`
	Offer  uint32        `json:"offer,omitempty"`
	Agent  queue.AgentID `json:"agent,omitempty"`
	Joined time.Time     `json:"joined,omitzero"`
	Choice string        `json:"choice,omitempty"` // what the caller chose in a menu, by its code
	Danger time.Time     `json:"danger,omitzero"`  // when danger was noted
	Held   time.Time     `json:"held,omitzero"`    // since when the caller is on hold
	Muted  time.Time     `json:"muted,omitzero"`   // since when nobody in the talk hears the caller
	Guests []guestMemo   `json:"guests,omitempty"` // who answered, in the talk of Offer
	Out    string        `json:"out,omitempty"`    // whom its counsellor called, by name
	// Silenced are the legs whose own voice their screens keep from the others.
	Silenced []uint32 `json:"silenced,omitempty"`
}

func (m memo) String() string {
	b, err := json.Marshal(m)
	if err != nil {
		return "{}" // times out of range only; the call is then adopted by its channel alone
	}
	return string(b)
}

// parseMemo reads a memo; one that cannot be read is as good as none.
func parseMemo(s string) (m memo, ok bool) {
	if s == "" {
		return m, false
	}
	return m, json.Unmarshal([]byte(s), &m) == nil && m.Line != ""
}
