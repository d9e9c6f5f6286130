package queue

import (
	"encoding/json"
	"reflect"
	"strings"
)

// difference is the first place in which two lists differ, in words.
func difference[T any](a, b []T) (string, string) {
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			return "nothing more", saying(b[i])
		case i >= len(b):
			return saying(a[i]), "nothing more"
		}
		if x, y := saying(a[i]), saying(b[i]); !reflect.DeepEqual(a[i], b[i]) {
			return x, y
		}
	}
	return "", ""
}

func saying(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// clone makes the twin anew from what the core would save.
func (w *world) clone() {
	data, err := json.Marshal(w.core.Snapshot())
	if err != nil {
		w.Fatal(err)
	}
	var s Snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		w.Fatal(err)
	}
	w.twin = Restore(s)
	again, err := json.Marshal(w.twin.Snapshot())
	if err != nil {
		w.Fatal(err)
	}
	if a, b := difference(strings.Split(string(data), "},"), strings.Split(string(again), "},")); a != b {
		w.Fatalf("restored %s as %s", a, b)
	}
}
