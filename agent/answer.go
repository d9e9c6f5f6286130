package agent

import (
	"encoding/json"
	"strconv"
	"time"

	"alo116/agent/form"
	"alo116/queue"
)

// What the server sends beside views. See PROTOCOL.md.
type (
	welcome struct {
		Type  string      `json:"type"`
		V     int         `json:"v"`
		Build string      `json:"build"`
		Me    welcomeSelf `json:"me"`
		Lang  string      `json:"lang"`
		Form  string      `json:"form"`
	}
	welcomeSelf struct {
		ID    queue.AgentID `json:"id"`
		Login string        `json:"login"`
		Name  string        `json:"name"`
		Role  queue.Role    `json:"role"`
	}
	phone struct {
		Type     string `json:"type"`
		User     string `json:"user,omitempty"`
		Password string `json:"password,omitempty"`
		URI      string `json:"uri,omitempty"`
		WSPath   string `json:"ws_path,omitempty"`
		Error    string `json:"error,omitempty"`
		Desk     bool   `json:"desk,omitempty"`
	}
	saved struct {
		Type    string `json:"type"`
		ID      string `json:"id"`
		Contact string `json:"contact"`
		Field   string `json:"field,omitempty"`
		Rev     int    `json:"rev"`
		Closed  bool   `json:"closed,omitempty"`
	}
	refused struct {
		Type    string   `json:"type"`
		ID      string   `json:"id"`
		Code    string   `json:"code"`
		Contact string   `json:"contact,omitempty"`
		Field   string   `json:"field,omitempty"`
		Rev     int      `json:"rev,omitempty"`
		Fields  []string `json:"fields,omitempty"`
		// Problems say what is wrong, down to a group's item, when the form refuses.
		Problems []form.Problem `json:"problems,omitempty"`
	}
	bye struct {
		Type string `json:"type"`
		Code string `json:"code"`
	}
)

// encode makes JSON of what always can be: the types above and those of the views.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		// Only a contact's stored values could do this, and they were valid JSON when they were stored.
		return []byte(`{}`)
	}
	return b
}

var beat = []byte(`{"type":"beat"}`)

// stamp is a moment in the protocol's milliseconds; none is 0.
type stamp time.Time

// MarshalJSON writes the milliseconds.
func (s stamp) MarshalJSON() ([]byte, error) { return s.append(nil), nil }

func (s stamp) append(b []byte) []byte {
	if t := time.Time(s); !t.IsZero() {
		return strconv.AppendInt(b, t.UnixMilli(), 10)
	}
	return append(b, '0')
}
