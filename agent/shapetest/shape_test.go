package shapetest

import (
	"encoding/json"
	"slices"
	"testing"
	"time"
)

type inner struct {
	A string `json:"a"`
	B int    `json:"b,omitempty"`
}

type outer struct {
	inner
	At    time.Time         `json:"at"`
	All   []inner           `json:"all"`
	Names map[string]string `json:"names"`
	One   *inner            `json:"one,omitempty"`
	Any   json.RawMessage   `json:"any"`
	own   int
}

func TestAShapeHasEveryFieldAndThoseAlwaysThere(t *testing.T) {
	full := `{"a":"a","b":7,"at":"2026-01-02T03:04:05.006Z","all":[{"a":"a","b":7}],"names":{"*":"a"},"one":{"a":"a","b":7},"any":null}`
	if is := string(example(t, outer{own: 1}, false)); is != full {
		t.Errorf("full: %s", is)
	}
	if is := string(example(t, outer{}, true)); is != `{"a":"","at":"0001-01-01T00:00:00Z","all":[{"a":""}],"names":{"*":""},"any":null}` {
		t.Errorf("least: %s", is)
	}
	if is := string(example(t, map[string]any{"all": []inner{}}, false)); is != `{"all":[{"a":"a","b":7}]}` {
		t.Errorf("a map's own keys: %s", is)
	}
}

func TestWhatIsNotOfAShapeIsTold(t *testing.T) {
	var s Shape
	for _, half := range []struct {
		least bool
		to    *any
	}{{false, &s.Full}, {true, &s.Least}} {
		if err := json.Unmarshal(example(t, outer{}, half.least), half.to); err != nil {
			t.Fatal(err)
		}
	}
	right := `{"a":"x","at":"y","all":[{"a":"z","b":1}],"names":{"sq":"n"},"any":{"k":[1]},"one":null}`
	if wrong := s.Wrong([]byte(right)); wrong != nil {
		t.Errorf("%q", wrong)
	}
	for told, want := range map[string]string{
		`{"a":"x","at":"y","all":[{"name":"z"}],"names":{},"any":1}`:   ".all[0].name is not in the shape",
		`{"a":"x","at":"y","all":[],"names":{}}`:                       ".any is missing",
		`{"a":7,"at":"y","all":[],"names":{},"any":1}`:                 ".a is a float64, not a string",
		`{"a":"x","at":"y","all":{},"names":{},"any":1}`:               ".all is no list",
		`{"a":"x","at":"y","all":[],"names":[],"any":1}`:               ".names is no object",
		`{"a":"x","at":"y","all":[],"names":{"sq":1},"any":1}`:         ".names.sq is a float64, not a string",
		`{"a":"x","at":"y","all":[],"names":{},"any":1,"one":{"c":1}}`: ".one.c is not in the shape",
		`not JSON`: "invalid character 'o' in literal null (expecting 'u')",
	} {
		if wrong := s.Wrong([]byte(told)); !slices.Contains(wrong, want) {
			t.Errorf("%s: %q", told, wrong)
		}
	}
}
