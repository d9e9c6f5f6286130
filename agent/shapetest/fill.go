package shapetest

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

var (
	anyJSON  = reflect.TypeFor[json.RawMessage]()
	aTime    = reflect.TypeFor[time.Time]()
	someTime = time.Date(2026, time.January, 2, 3, 4, 5, 6_000_000, time.UTC)
)

// fill puts something into a value and all that is in it; with least, not into what is left out when it is empty.
func fill(v reflect.Value, least bool) {
	t := v.Type()
	switch {
	case t == anyJSON:
		v.SetBytes([]byte("null"))
	case t.ConvertibleTo(aTime) && t.Kind() == reflect.Struct:
		if !least {
			v.Set(reflect.ValueOf(someTime).Convert(t))
		}
	case t.Kind() == reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		fill(v.Elem(), least)
	case t.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(t, 1, 1))
		fill(v.Index(0), least)
	case t.Kind() == reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), least)
		}
	case t.Kind() == reflect.Map:
		fillMap(v, least)
	case t.Kind() == reflect.Struct:
		fillFields(v, least)
	case !least:
		fillPlain(v)
	}
}

// fillMap: a map that has keys already keeps them, for they are its fields.
func fillMap(v reflect.Value, least bool) {
	t := v.Type()
	keys := v.MapKeys()
	if len(keys) == 0 {
		v.Set(reflect.MakeMap(t))
		keys = []reflect.Value{reflect.ValueOf("*").Convert(t.Key())}
	}
	for _, key := range keys {
		item := reflect.New(t.Elem()).Elem()
		if old := v.MapIndex(key); old.IsValid() && old.Kind() == reflect.Interface && !old.IsNil() {
			item = reflect.New(old.Elem().Type()).Elem()
		}
		fill(item, least)
		v.SetMapIndex(key, item)
	}
}

func fillFields(v reflect.Value, least bool) {
	for field, at := range v.Fields() {
		tag := field.Tag.Get("json")
		switch {
		case !at.CanSet() && !field.Anonymous, tag == "-":
		case least && (strings.Contains(tag, ",omitempty") || strings.Contains(tag, ",omitzero")):
		default:
			fill(at, least)
		}
	}
}

func fillPlain(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("a")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(7)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(7)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(7)
	}
}
