package queue

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestList compares the list with sorting, and the timers with searching.
func TestList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l list[int]
		var in []*node[int]
		for i := range rapid.IntRange(0, 60).Draw(t, "acts") {
			if len(in) > 0 && rapid.IntRange(0, 2).Draw(t, "leave") == 0 {
				j := rapid.IntRange(0, len(in)-1).Draw(t, "which")
				in[j].leave()
				in = slices.Delete(in, j, j+1)
			} else {
				n := &node[int]{at: moment(rapid.IntRange(0, 9).Draw(t, "at")), seq: uint64(i)}
				l.put(n)
				in = append(in, n)
			}
			checkList(t, &l, slices.Clone(in))
		}
	})
}

func checkList(t *rapid.T, l *list[int], want []*node[int]) {
	slices.SortFunc(want, func(a, b *node[int]) int { return order(a.before(b)) })
	n := l.first
	for _, w := range want {
		if n != w {
			t.Fatalf("out of order")
		}
		n = n.next
	}
	if n != nil || l.len != len(want) || l.len > 0 && l.last != want[len(want)-1] {
		t.Fatalf("%d in a list of %d", len(want), l.len)
	}
}

func TestTimers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h timers
		var all [20]timer
		for i := range all {
			all[i].seq = uint64(i)
		}
		for range rapid.IntRange(0, 80).Draw(t, "acts") {
			i := rapid.IntRange(0, len(all)-1).Draw(t, "which")
			h.set(&all[i], moment(rapid.IntRange(0, 30).Draw(t, "at")))
			var first *timer
			for j := range all {
				if u := &all[j]; u.at != 0 && (first == nil || u.at < first.at) {
					first = u
				}
			}
			if h.due(1<<62) != first {
				t.Fatalf("the first alarm is not the earliest timer")
			}
		}
	})
}
