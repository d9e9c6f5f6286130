package shapetest

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"testing"
)

// Shape is how a message or an answer looks.
type Shape struct {
	Full  any `json:"full"`
	Least any `json:"least"`
}

// Hold compares what a value's type becomes in JSON with the shape in a file, or writes that, with UPDATE=1.
func Hold(t *testing.T, file string, v any) {
	t.Helper()
	now, err := json.MarshalIndent(map[string]json.RawMessage{"full": example(t, v, false), "least": example(t, v, true)}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	now = append(now, '\n')
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, now, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(kept, now) {
		t.Errorf("%s is not what is sent: UPDATE=1, and then what the pages expect (npm run check); it is\n%s", file, now)
	}
}

func example(t *testing.T, v any, least bool) []byte {
	t.Helper()
	of := reflect.New(reflect.TypeOf(v)).Elem()
	if of.Kind() == reflect.Map {
		of.Set(reflect.ValueOf(v))
	}
	fill(of, least)
	text, err := json.Marshal(of.Interface())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Read gives the shape in a file.
func Read(t *testing.T, file string) Shape {
	t.Helper()
	var s Shape
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}
