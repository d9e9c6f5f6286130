package audit

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// tampers are the ways in which somebody with the database, but not the key, may change the trail. Each changes a copy
// and tells where, as the first entry that is not what it was.
var tampers = []struct {
	name string
	do   func(*rand.Rand, []Entry) (changed []Entry, at int64)
}{
	{"edit a column", func(r *rand.Rand, e []Entry) ([]Entry, int64) { return editColumn(r, e, r.IntN(columns)) }},
	{"edit a column and rebuild", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		e, at := editColumn(r, e, r.IntN(columns-1)) // without the one that is rebuilt
		return rebuilt(e), at
	}},
	{"delete one", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		i := r.IntN(len(e) - 1)
		return slices.Delete(e, i, i+1), int64(i + 1)
	}},
	{"delete some", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		i := r.IntN(len(e) - 1)
		return slices.Delete(e, i, i+1+r.IntN(len(e)-1-i)), int64(i + 1)
	}},
	{"delete one and rebuild", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		i := r.IntN(len(e) - 1)
		return rebuilt(numbered(slices.Delete(e, i, i+1))), int64(i + 1)
	}},
	{"insert a copy", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		i, from := two(r, len(e))
		return rebuilt(numbered(slices.Insert(e, i, e[from]))), int64(i + 1)
	}},
	{"insert a forgery", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		i := r.IntN(len(e) + 1)
		forged := Entry{At: noon, Action: "number.revealed", Object: "contact:1", MAC: noise(r, 37)}
		return rebuilt(numbered(slices.Insert(e, i, forged))), int64(i + 1)
	}},
	{"duplicate a row", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		i := r.IntN(len(e))
		return slices.Insert(e, i, e[i]), int64(i + 1)
	}},
	{"swap two", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		i, j := two(r, len(e))
		e[i], e[j] = e[j], e[i]
		e[i].N, e[j].N = e[j].N, e[i].N
		return e, int64(i + 1)
	}},
	{"swap two and rebuild", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		i, j := two(r, len(e))
		e[i], e[j] = e[j], e[i]
		return rebuilt(numbered(e)), int64(i + 1)
	}},
	{"reorder all", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		i, j := two(r, len(e))
		slices.Reverse(e[i : j+1])
		return rebuilt(numbered(e)), int64(i + 1)
	}},
	{"cut the tail", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		i := r.IntN(len(e))
		return e[:i], int64(i + 1)
	}},
	{"swap words", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		var worded []int
		for i := range e {
			if e[i].Sealed != nil {
				worded = append(worded, i)
			}
		}
		i, j := two(r, len(worded))
		a, b := &e[worded[i]], &e[worded[j]]
		a.Salt, a.Sealed, b.Salt, b.Sealed = b.Salt, b.Sealed, a.Salt, a.Sealed
		return e, a.N
	}},
	{"erase words in silence", func(r *rand.Rand, e []Entry) ([]Entry, int64) {
		for i := r.IntN(len(e)); ; i = (i + 1) % len(e) {
			if e[i].Sealed != nil {
				e[i].Salt, e[i].Sealed = nil, nil
				return e, e[i].N
			}
		}
	}},
}

const columns = 11

// editColumn changes one value of one entry.
func editColumn(r *rand.Rand, e []Entry, column int) ([]Entry, int64) {
	x := &e[r.IntN(len(e))]
	switch n := x.N; column {
	case 0:
		x.N += int64(len(e)) + r.Int64N(1<<40)
		if n == int64(len(e)) {
			return e, n
		}
		e = append(slices.Delete(e, int(n-1), int(n)), *x) // as the database orders them
		return e, n
	case 1:
		x.At = x.At.Add(time.Duration(1+r.IntN(1e6)) * time.Microsecond)
	case 2:
		x.Actor += "x"
	case 3:
		x.Action = "number.masked"
	case 4:
		x.Object = "contact:" + fmt.Sprint(r.Uint64())
	case 5:
		x.Purpose = "danger"
	case 6:
		x.Commitment = flip(r, x.Commitment, 32)
	case 7:
		x.MAC = flip(r, x.MAC, 37)
	case 8:
		x.Salt = flip(r, x.Salt, 32)
	case 9:
		x.Sealed = flip(r, x.Sealed, 60)
	default:
		x.Node = flip(r, x.Node, 32)
	}
	return e, x.N
}

// flip changes one bit, or makes something up where there was nothing.
func flip(r *rand.Rand, b []byte, size int) []byte {
	if b == nil {
		return noise(r, size)
	}
	b = bytes.Clone(b)
	b[r.IntN(len(b))] ^= 1 << r.IntN(8)
	return b
}

func noise(r *rand.Rand, size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// two gives two places, the smaller first.
func two(r *rand.Rand, size int) (int, int) {
	i, j := r.IntN(size), r.IntN(size-1)
	if j >= i {
		j++
	}
	return min(i, j), max(i, j)
}

func numbered(e []Entry) []Entry {
	for i := range e {
		e[i].N = int64(i + 1)
	}
	return e
}

// rebuilt computes all hashes anew, as everybody can without a key.
func rebuilt(e []Entry) []Entry {
	tree := NewTree()
	for i := range e {
		e[i].Node = tree.add(e[i].leaf())
	}
	return e
}

// TestEveryTamperIsFound tries 10,000, each by what it did to a copy of a good trail, with the newest anchor at hand.
func TestEveryTamperIsFound(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(116, 111))
	for size := 40; size <= 67; size += 9 { // full trees, odd ones, one beyond a power of two
		good := newTrail(t, size)
		for i := range 2500 {
			tamper := tampers[i%len(tampers)]
			changed, at := tamper.do(r, slices.Clone(good.entries))
			report := good.verify(changed, good.newest())
			if len(report.Findings) == 0 {
				t.Fatalf("%s at entry %d of %d was not found", tamper.name, at, size)
			}
			if !slices.ContainsFunc(report.Findings, func(f Finding) bool { return f.From <= at && at <= f.To }) {
				t.Errorf("%s at entry %d of %d: told %v", tamper.name, at, size, report.Findings)
			}
		}
		if report := good.verify(good.entries, good.anchors...); len(report.Findings) != 0 || report.Anchors != size || report.Size != int64(size) {
			t.Fatalf("the untouched trail: %+v", report)
		}
	}
}
