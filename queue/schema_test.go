package queue

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// schema is as much of JSON schema as ours uses.
type schema struct {
	Type       string
	Ref        string `json:"$ref"`
	Properties map[string]schema
	Required   []string
	Items      *schema
	Defs       map[string]schema `json:"$defs"`
}

// TestSchema keeps the policy file's schema in step with the types that read it.
func TestSchema(t *testing.T) {
	var s schema
	if err := json.Unmarshal([]byte(PolicySchema()), &s); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	compare(t, s, s, reflect.TypeFor[Policy](), seen)
	for name := range s.Defs {
		if !seen[name] {
			t.Errorf("nothing refers to %q", name)
		}
	}
}

// TestSchemaExamples: whoever copies an example from the schema has rules that work.
func TestSchemaExamples(t *testing.T) {
	var s struct {
		Defs map[string]struct{ Examples []json.RawMessage } `json:"$defs"`
	}
	if err := json.Unmarshal([]byte(PolicySchema()), &s); err != nil {
		t.Fatal(err)
	}
	menus := s.Defs["menu"].Examples
	if len(menus) == 0 {
		t.Error("there is no example of a menu")
	}
	for _, menu := range menus {
		if _, err := ParsePolicy([]byte(`{"skills":["english"],"lines":[{"id":"a","menu":` + string(menu) + `}]}`)); err != nil {
			t.Errorf("%s: %v", menu, err)
		}
	}
}

func compare(t *testing.T, root, s schema, of reflect.Type, seen map[string]bool) {
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		seen[name] = true
		s = root.Defs[name]
	}
	want := map[reflect.Kind]string{reflect.Struct: "object", reflect.Map: "object", reflect.Slice: "array", reflect.Int: "integer",
		reflect.Uint8: "integer", reflect.String: "string", reflect.Bool: "boolean"}[of.Kind()]
	switch {
	case of.Kind() == reflect.Pointer:
		compare(t, root, s, of.Elem(), seen)
		return
	case s.Type != want:
		t.Errorf("%s is %q in the schema, not %q", of, s.Type, want)
	case of.Kind() == reflect.Slice:
		compare(t, root, *s.Items, of.Elem(), seen)
	case of.Kind() == reflect.Struct:
		compareFields(t, root, s, of, seen)
	}
}

func compareFields(t *testing.T, root, s schema, of reflect.Type, seen map[string]bool) {
	left := maps.Clone(s.Properties)
	for i := range of.NumField() {
		tag := of.Field(i).Tag.Get("json")
		name, _, _ := strings.Cut(tag, ",")
		p, ok := left[name]
		if !ok {
			t.Errorf("the schema lacks %s of %s", name, of)
			continue
		}
		delete(left, name)
		if needed := slices.Contains(s.Required, name); needed && strings.Contains(tag, "omit") {
			t.Errorf("the schema requires %s of %s, which may be left out", name, of)
		}
		compare(t, root, p, of.Field(i).Type, seen)
	}
	for name := range left {
		t.Errorf("%s of %s is in the schema only", name, of)
	}
}
