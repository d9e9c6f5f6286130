// Package figures keeps counts of contacts from telling of one child: what is rarer than Few is not told, nor can it be worked out of the
// rest. It is pure.
package figures

import (
	"slices"
	"strings"
)

// Few is the least that a figure tells.
const Few = 5

// Cell is how many contacts have a code; N is nil where that is not told.
type Cell struct {
	Code string `json:"code"`
	N    *int   `json:"n"`
}

// Table is a total and what it is made of, the most frequent first.
type Table struct {
	Total *int   `json:"total"`
	Cells []Cell `json:"cells"`
}

// Told makes a table of counts. A count below Few is not told; if it is the only one, the next smallest is kept back too, or it would be
// what the total lacks. A total below Few tells nothing at all.
func Told(counts map[string]int) Table {
	table, total := Table{Cells: []Cell{}}, 0
	for code, n := range counts {
		if n > 0 {
			table.Cells = append(table.Cells, Cell{code, new(n)})
			total += n
		}
	}
	slices.SortFunc(table.Cells, func(a, b Cell) int {
		if *a.N != *b.N {
			return *b.N - *a.N
		}
		return strings.Compare(a.Code, b.Code)
	})
	if total >= Few || total == 0 {
		table.Total = &total
	}
	table.keepBack(total)
	return table
}

// keepBack takes away what is rare, from the smallest on.
func (t *Table) keepBack(total int) {
	kept := 0
	for i := range slices.Backward(t.Cells) {
		if *t.Cells[i].N >= Few && kept != 1 && total >= Few {
			return
		}
		t.Cells[i].N, kept = nil, kept+1
	}
}
