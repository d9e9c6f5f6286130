package agent

import (
	"encoding/json"
	"fmt"

	"alo116/queue"
)

// message is whatever a screen may send; which fields count depends on Type. See PROTOCOL.md.
type message struct {
	Type    string          `json:"type"`
	ID      string          `json:"id"`
	V       int             `json:"v"`
	Tab     string          `json:"tab"`
	Frozen  *bool           `json:"frozen"`
	Reason  string          `json:"reason"`
	Call    queue.CallID    `json:"call"`
	Contact string          `json:"contact"`
	Field   string          `json:"field"`
	Value   json.RawMessage `json:"value"`
	Rev     int             `json:"rev"`

	Priority *int          `json:"priority"`
	To       queue.AgentID `json:"to"`
	Needs    []queue.Need  `json:"needs"`
	Line     queue.LineID  `json:"line"`
	Divert   string        `json:"divert"`
	Leg      uint32        `json:"leg"`
	State    string        `json:"state"`
	Digit    string        `json:"digit"`
	Channel  string        `json:"channel"`
	At       string        `json:"at"`
	Case     string        `json:"case"`
}

const maxWord = 64 // bytes in an id, a key or a code; a call's id may be longer

const maxNeeds = 16

// decode reads one message. What it accepts has a type and no field longer than it may be.
func decode(raw []byte) (message, error) {
	var m message
	if err := json.Unmarshal(raw, &m); err != nil {
		return message{}, errMalformed // never the decoder's own words: they quote what was typed
	}
	if m.Type == "" {
		return message{}, errMalformed
	}
	for _, word := range [...]string{m.Type, m.ID, m.Tab, m.Reason, m.Contact, m.Field, string(m.To), string(m.Line), m.Divert, m.State, m.Digit, m.Channel, m.At, m.Case} {
		if len(word) > maxWord {
			return message{}, errMalformed
		}
	}
	if len(m.Call) > 4*maxWord || m.Rev < 0 || len(m.Needs) > maxNeeds {
		return message{}, errMalformed
	}
	if m.Type == "set" && len(m.Value) == 0 {
		return message{ID: m.ID}, fmt.Errorf("set without a value: %w", errMalformed)
	}
	return m, nil
}
