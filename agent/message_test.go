package agent

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	long := strings.Repeat("x", 65)
	for _, bad := range []string{``, `[]`, `7`, `null`, `{}`, `{"type":""}`, `{"type":7}`, `{"type":"set","rev":-1,"value":1}`, `{"type":"set","id":"a"}`,
		`{"type":"` + long + `"}`, `{"type":"a","id":"` + long + `"}`, `{"type":"a","frozen":"yes"}`, `{"type":"a"`} {
		if _, err := decode([]byte(bad)); !errors.Is(err, errMalformed) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	m, err := decode([]byte(`{"type":"set","id":"a","contact":"c","field":"note","value":null,"rev":3,"more":[1]}`))
	if err != nil || m.Field != "note" || string(m.Value) != "null" || m.Rev != 3 {
		t.Errorf("%+v %v", m, err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"type":"hello","v":1,"tab":"t"}`, `{"type":"set","id":"a","contact":"c","field":"note","value":"x","rev":3}`,
		`{"type":"beat","frozen":true}`, `{"type":"pause","reason":"meal"}`, `{"type":"wrapup_done","call":"k"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := decode(raw)
		if err != nil {
			if !errors.Is(err, errMalformed) || strings.Contains(err.Error(), string(raw)) && len(raw) > 40 {
				t.Errorf("error %v", err)
			}
			return
		}
		if m.Type == "" || len(m.ID) > maxWord || m.Rev < 0 || (m.Type == "set" && !json.Valid(m.Value)) {
			t.Errorf("accepted %q as %+v", raw, m)
		}
	})
}
