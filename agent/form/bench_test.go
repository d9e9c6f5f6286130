package form

import (
	"encoding/json"
	"testing"
)

// BenchmarkCheck measures what closing a contact costs the one goroutine that has the floor.
func BenchmarkCheck(b *testing.B) {
	d, _ := Version("2")
	var values Values
	if err := json.Unmarshal([]byte(full), &values); err != nil {
		b.Fatal(err)
	}
	if len(d.Check(values)) > 0 {
		b.Fatal("it does not close")
	}
	for b.Loop() {
		d.Check(values)
	}
}
