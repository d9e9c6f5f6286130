package form

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestValidFillsValidate fills whole forms at random with what they allow. Every value is accepted, is still accepted after
// it was read and written again as the database does, and says the same; every code in it, replaced by one that
// does not exist, makes it refused.
func TestValidFillsValidate(t *testing.T) {
	for _, version := range []string{"1", "2"} {
		d, _ := Version(version)
		rapid.Check(t, func(t *rapid.T) {
			values := Values{}
			for i := range d.Fields {
				f := &d.Fields[i]
				if !rapid.Bool().Draw(t, f.Key+" filled") {
					continue
				}
				value := draw(t, d, f)
				values[f.Key] = encode(value)
				accepted(t, version, f, values[f.Key])
				spoil(d, f, value, func(spoilt any) {
					if Validate(version, f.Key, encode(spoilt)) == nil {
						t.Fatalf("%s: accepts an unknown code: %s", f.Key, encode(spoilt))
					}
				})
			}
			for _, p := range d.Check(values) {
				if p.Code != Required {
					t.Fatalf("closing finds fault with an accepted value: %v", p)
				}
			}
		})
	}
}

func accepted(t *rapid.T, version string, f *Field, value json.RawMessage) {
	if err := Validate(version, f.Key, value); err != nil {
		t.Fatalf("refuses %s: %v", value, err)
	}
	var read any
	if err := json.Unmarshal(value, &read); err != nil {
		t.Fatal(err)
	}
	again := encode(read)
	var reread any
	if err := errors.Join(json.Unmarshal(again, &reread), Validate(version, f.Key, again)); err != nil || !reflect.DeepEqual(read, reread) {
		t.Fatalf("%s is not the same when it was read and written: %s, %v", value, again, err)
	}
}

// draw makes a value that a field may hold.
func draw(t *rapid.T, d *Definition, f *Field) any {
	codes := choosable(d, f)
	switch f.Type {
	case Select:
		return rapid.SampledFrom(codes).Draw(t, f.Key)
	case Multi, Ranked:
		most := len(codes)
		if f.Max > 0 {
			most = min(most, f.Max)
		}
		return rapid.SliceOfNDistinct(rapid.SampledFrom(codes), 0, min(most, 4), rapid.ID).Draw(t, f.Key)
	case Tree:
		path := Path(d.Choices(f), rapid.SampledFrom(codes).Draw(t, f.Key))
		return path[:rapid.IntRange(0, len(path)).Draw(t, "steps")]
	case Checklist:
		return rapid.MapOfN(rapid.SampledFrom(codes), rapid.SampledFrom(optionCodes(d.answers(f))), 0, len(codes)).Draw(t, f.Key)
	case Bool:
		return rapid.Bool().Draw(t, f.Key)
	case Text:
		return rapid.StringOfN(rapid.RuneFrom([]rune("aë漢😀 \n\"\\")), 0, min(f.Max, 200), -1).Draw(t, f.Key)
	case Ref:
		return rapid.StringMatching(`[A-Za-z0-9_-]{1,64}`).Draw(t, f.Key)
	case Group:
		return drawGroup(t, d, f)
	}
	if len(codes) > 0 && rapid.Bool().Draw(t, "special") {
		return rapid.SampledFrom(codes).Draw(t, f.Key)
	}
	if f.Type == Int {
		return rapid.IntRange(f.Min, f.Max).Draw(t, f.Key)
	}
	return drawDate(t, f)
}

func choosable(d *Definition, f *Field) (codes []string) {
	for _, o := range d.Choices(f) {
		if !o.Has(Heading) {
			codes = append(codes, o.Code)
		}
	}
	return codes
}

func drawDate(t *rapid.T, f *Field) any {
	at := fmt.Sprintf("%04d-%02d-%02dT%02d:%02d", rapid.IntRange(1900, 2199).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"),
		rapid.IntRange(1, 28).Draw(t, "day"), rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"))
	exact := []int{4, 7, 10}
	if f.Type == DateTime {
		exact = append(exact, 16)
	}
	date := map[string]any{"at": at[:rapid.SampledFrom(exact).Draw(t, "exact")]}
	if f.Approx {
		date["approx"] = rapid.Bool().Draw(t, "approx")
	}
	if f.Ongoing {
		date["ongoing"] = rapid.Bool().Draw(t, "ongoing")
	}
	return date
}

func drawGroup(t *rapid.T, d *Definition, f *Field) any {
	group := []map[string]any{}
	for i := range rapid.IntRange(0, min(f.Max, 3)).Draw(t, f.Key) {
		item := map[string]any{"id": fmt.Sprint("i", i)}
		for j := range f.Fields {
			if part := &f.Fields[j]; rapid.Bool().Draw(t, part.Key+" filled") {
				item[part.Key] = draw(t, d, part)
			}
		}
		group = append(group, item)
	}
	return group
}

const noCode = "no_such_code"

// spoil makes copies of a value, in each of which another code is one that does not exist.
func spoil(d *Definition, f *Field, value any, try func(any)) {
	switch v := value.(type) {
	case string:
		if len(choosable(d, f)) > 0 {
			try(noCode)
		}
	case []string:
		for i := range v {
			with := slices.Clone(v)
			with[i] = noCode
			try(with)
		}
		if f.Max == 0 || len(v) < f.Max {
			try(append(slices.Clone(v), noCode))
		}
	case map[string]string:
		for question, answer := range v {
			try(with(v, question, noCode))
			try(with(without(v, question), noCode, answer))
		}
	case []map[string]any:
		for i, item := range v {
			for j := range f.Fields {
				part := &f.Fields[j]
				if item[part.Key] == nil {
					continue
				}
				spoil(d, part, item[part.Key], func(spoilt any) {
					group := slices.Clone(v)
					group[i] = with(item, part.Key, spoilt)
					try(group)
				})
			}
		}
	}
}

func with[V any](m map[string]V, key string, value V) map[string]V {
	copied := without(m, key)
	copied[key] = value
	return copied
}

func without[V any](m map[string]V, key string) map[string]V {
	copied := map[string]V{}
	for k, v := range m {
		if k != key {
			copied[k] = v
		}
	}
	return copied
}
