package figures

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func said(t Table) string {
	var all []string
	show := func(n *int) string {
		if n == nil {
			return "few"
		}
		return fmt.Sprint(*n)
	}
	for _, c := range t.Cells {
		all = append(all, c.Code+" "+show(c.N))
	}
	return strings.Join(append(all, "of "+show(t.Total)), ", ")
}

func TestWhatIsRareIsNotTold(t *testing.T) {
	for _, c := range []struct {
		counts map[string]int
		want   string
	}{
		{nil, "of 0"},
		{map[string]int{"a": 4}, "a few, of few"},
		{map[string]int{"a": 2, "b": 2}, "a few, b few, of few"},
		{map[string]int{"a": 9, "b": 5, "none": 0}, "a 9, b 5, of 14"},
		{map[string]int{"a": 9, "b": 7, "c": 2}, "a 9, b few, c few, of 18"},
		{map[string]int{"a": 9, "b": 2}, "a few, b few, of 11"},
		{map[string]int{"a": 9, "b": 3, "c": 1}, "a 9, b few, c few, of 13"},
	} {
		if got := said(Told(c.counts)); got != c.want {
			t.Errorf("%v tells %s, not %s", c.counts, got, c.want)
		}
	}
}

// TestNothingRareCanBeWorkedOut: nothing below Few is told, and what the total lacks is of two cells at least.
func TestNothingRareCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.MapOfN(rapid.StringMatching(`[a-h]`), rapid.IntRange(0, 12), 0, 8).Draw(t, "counts")
		table, hidden := Told(counts), 0
		for _, c := range table.Cells {
			switch {
			case c.N == nil:
				hidden++
			case *c.N < Few || *c.N != counts[c.Code]:
				t.Fatalf("%s is told as %d", c.Code, *c.N)
			}
		}
		if table.Total != nil && hidden == 1 {
			t.Fatal("one alone is what the total lacks")
		}
	})
}
