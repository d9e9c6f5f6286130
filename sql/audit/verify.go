package audit

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Report is what a verification found.
type Report struct {
	Size     int64     // entries there are
	Root     []byte    // their root; only if nothing is wrong with the entries
	Last     time.Time // of the last entry
	Anchors  int       // that agree
	Findings []Finding // by entry, then what only anchors tell; none: the trail is whole
}

// Verifier computes everything anew from the entries, which are added in the order of their numbers.
type Verifier struct {
	keys     Keys
	anchors  []Anchor // those not yet compared, smallest first
	tree     *Tree
	report   Report
	damaged  int64 // the last entry whose leaf is not genuine
	torn     bool  // entries are missing, so that there is no tree
	agreed   int64 // the size of the last anchor that agrees
	emptied  map[int64]bool
	worded   map[int64]bool
	erased   map[int64]bool
	anchored []Finding // what anchors contradict
}

// NewVerifier makes a verifier that also compares with anchors.
func NewVerifier(keys Keys, anchors []Anchor) *Verifier {
	sorted := slices.SortedFunc(slices.Values(anchors), func(a, b Anchor) int { return cmp.Compare(a.Size, b.Size) })
	sorted = slices.DeleteFunc(sorted, func(a Anchor) bool { return a.Size == 0 }) // with it everything agrees
	return &Verifier{keys: keys, anchors: sorted, tree: NewTree(),
		emptied: map[int64]bool{}, worded: map[int64]bool{}, erased: map[int64]bool{}}
}

// Add takes the next entry.
func (v *Verifier) Add(e Entry) {
	if e.N <= v.report.Size {
		v.find(Repeated, e.N, e.N)
		return
	}
	if next := v.report.Size + 1; e.N > next {
		v.find(Missing, next, e.N-1)
		v.torn = true
	}
	v.report.Size, v.report.Last = e.N, e.At
	genuine := v.keys.genuine(e)
	if !genuine {
		v.find(Edited, e.N, e.N)
		v.damaged = e.N
	}
	v.checkTree(e)
	if genuine {
		v.checkWords(e)
		v.noteErasure(e)
	}
}

// checkTree compares the stored hash, and the root where an anchor knows it. After damage nothing can be said
// of hashes that it went into.
func (v *Verifier) checkTree(e Entry) {
	if v.torn {
		return
	}
	node := v.tree.add(e.leaf())
	if begin := e.N - width(e.N) + 1; v.damaged < begin && !bytes.Equal(node, e.Node) {
		v.find(Rehashed, e.N, e.N)
	}
	v.compareAnchors()
}

// compareAnchors compares the anchors of the tree's size. Only the first that disagrees is told: later ones must.
func (v *Verifier) compareAnchors() {
	for len(v.anchors) > 0 && v.anchors[0].Size == v.tree.Size() {
		a := v.anchors[0]
		v.anchors = v.anchors[1:]
		if bytes.Equal(a.Root, v.tree.Root()) {
			v.agreed, v.report.Anchors = a.Size, v.report.Anchors+1
		} else if len(v.anchored) == 0 {
			v.anchored = append(v.anchored, Finding{Rewritten, v.agreed + 1, a.Size, a})
		}
	}
}

func (v *Verifier) checkWords(e Entry) {
	switch {
	case e.Commitment == nil && e.Salt == nil && e.Sealed == nil:
		return // there never were any
	case e.Commitment != nil && e.Salt == nil && e.Sealed == nil:
		v.emptied[e.N] = true
		return
	}
	words, err := v.keys.Words(e)
	if err != nil || e.Sealed == nil || !bytes.Equal(commit(e.Salt, words), e.Commitment) {
		v.find(WordsChanged, e.N, e.N)
		return
	}
	v.worded[e.N] = true
}

func (v *Verifier) noteErasure(e Entry) {
	if e.Action != Erased {
		return
	}
	if n, err := strconv.ParseInt(strings.TrimPrefix(e.Object, "audit:"), 10, 64); err == nil && n < e.N {
		v.erased[n] = true
	}
}

// find notes a finding, joined to the one before if it goes on.
func (v *Verifier) find(kind Kind, from, to int64) {
	if n := len(v.report.Findings); n > 0 {
		if last := &v.report.Findings[n-1]; last.Kind == kind && last.To+1 == from {
			last.To = to
			return
		}
	}
	v.report.Findings = append(v.report.Findings, Finding{Kind: kind, From: from, To: to})
}

// Report ends the verification.
func (v *Verifier) Report() Report {
	v.checkErasures()
	if n := len(v.anchors); n > 0 && v.anchors[n-1].Size > v.report.Size {
		a := v.anchors[n-1]
		v.anchored = append(v.anchored, Finding{Cut, v.report.Size + 1, a.Size, a})
	}
	if !v.torn && v.damaged == 0 {
		v.report.Root = v.tree.Root()
	}
	slices.SortStableFunc(v.report.Findings, func(a, b Finding) int { return cmp.Compare(a.From, b.From) })
	v.report.Findings = append(v.report.Findings, v.anchored...)
	return v.report
}

func (v *Verifier) checkErasures() {
	for _, n := range slices.Sorted(maps.Keys(v.emptied)) {
		if !v.erased[n] {
			v.find(WordsGone, n, n)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(v.erased)) {
		if v.worded[n] {
			v.find(WordsBack, n, n)
		}
	}
}
