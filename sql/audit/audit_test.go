package audit

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/rfc6962"
)

// The root as RFC 9162 defines it, without any of the tricks.
func slowRoot(entries []Entry) []byte {
	switch n := len(entries); n {
	case 0:
		return rfc6962.DefaultHasher.EmptyRoot()
	case 1:
		return rfc6962.DefaultHasher.HashLeaf(append(entries[0].content(), entries[0].MAC...))
	default:
		k := 1
		for k*2 < n {
			k *= 2
		}
		return rfc6962.DefaultHasher.HashChildren(slowRoot(entries[:k]), slowRoot(entries[k:]))
	}
}

func TestRootIsTheOneOfTheRFC(t *testing.T) {
	t.Parallel()
	r := newTrail(t, 70)
	for n, a := range r.anchors {
		if !bytes.Equal(a.Root, slowRoot(r.entries[:n+1])) {
			t.Fatalf("another root after %d entries", n+1)
		}
	}
	if !bytes.Equal(NewTree().Root(), slowRoot(nil)) {
		t.Error("another root of nothing")
	}
}

func TestATreeIsResumedFromItsPeaks(t *testing.T) {
	t.Parallel()
	r := newTrail(t, 70)
	for _, a := range r.anchors {
		nodes := make(map[int64][]byte)
		for _, n := range Peaks(a.Size) {
			nodes[n] = r.entries[n-1].Node
		}
		tree, whole := Resume(a.Size, nodes)
		if !whole || tree.Size() != a.Size || !bytes.Equal(tree.Root(), a.Root) {
			t.Fatalf("another tree of %d entries", a.Size)
		}
		delete(nodes, a.Size)
		if tree, whole := Resume(a.Size, nodes); whole || bytes.Equal(tree.Root(), a.Root) {
			t.Fatalf("a tree of %d entries without its last is whole", a.Size)
		}
	}
}

func TestEntriesAndGrowthCanBeProven(t *testing.T) {
	t.Parallel()
	r := newTrail(t, 45)
	entry := func(n int64) (Entry, error) { return r.entries[n-1], nil }
	for _, newer := range r.anchors {
		for n := int64(1); n <= newer.Size; n++ {
			inclusion, err := Inclusion(n, newer.Size, entry)
			if err != nil {
				t.Fatal(err)
			}
			e := r.entries[n-1]
			if err := Includes(newer.Size, newer.Root, e, inclusion); err != nil {
				t.Fatal(err)
			}
			if e.Actor += "x"; Includes(newer.Size, newer.Root, e, inclusion) == nil {
				t.Fatalf("entry %d of %d proves another", n, newer.Size)
			}
			older := r.anchors[n-1]
			consistency, err := Consistency(n, newer.Size, entry)
			if err != nil {
				t.Fatal(err)
			}
			if err := Extends(older, newer, consistency); err != nil {
				t.Fatal(err)
			}
			if older.Root = slices.Clone(older.Root); len(consistency) > 0 {
				older.Root[0]++
				if Extends(older, newer, consistency) == nil {
					t.Fatalf("%d of %d is consistent with another trail", n, newer.Size)
				}
			}
		}
	}
	if _, err := Inclusion(46, 45, entry); err == nil {
		t.Error("an entry that is not there was proven")
	}
	if _, err := Consistency(45, 44, entry); err == nil {
		t.Error("a trail that shrank was proven")
	}
	away := errors.New("away")
	if _, err := Inclusion(1, 45, func(int64) (Entry, error) { return Entry{}, away }); !errors.Is(err, away) {
		t.Errorf("got %v", err)
	}
}

// Somebody who has the key can write a whole trail anew, but not the anchors that others hold.
func TestATrailWrittenAnewIsKnownByItsAnchors(t *testing.T) {
	t.Parallel()
	r := newTrail(t, 50)
	tree, forged := NewTree(), slices.Clone(r.entries[:30])
	for _, e := range forged {
		tree.add(e.leaf())
	}
	for tree.Size() < 50 {
		e, err := r.keys.Append(tree, Act{Action: "number.revealed"}, noon)
		if err != nil {
			t.Fatal(err)
		}
		forged = append(forged, e)
	}
	if report := r.verify(forged); len(report.Findings) != 0 {
		t.Fatalf("without an anchor: %v", report.Findings)
	}
	report := r.verify(forged, r.anchors[19], r.anchors[39], r.anchors[49])
	want := Finding{Rewritten, 21, 40, r.anchors[39]}
	if len(report.Findings) != 1 || report.Findings[0].String() != want.String() || report.Anchors != 1 {
		t.Errorf("got %v", report.Findings)
	}
}

func TestFindingsNameWhatIsWrong(t *testing.T) {
	t.Parallel()
	r := newTrail(t, 20)
	for says, change := range map[string]func([]Entry) []Entry{
		"entry 7 not as written":          func(e []Entry) []Entry { e[6].Actor = "p-9"; return e },
		"entries 7 to 8 missing: deleted": func(e []Entry) []Entry { return slices.Delete(e, 6, 8) },
		"entry 20 there more than once":   func(e []Entry) []Entry { return append(e, e[19]) },
		"entry 6 with other words":        func(e []Entry) []Entry { e[5].Salt = e[2].Salt; return e },
		"entry 6 without the words":       func(e []Entry) []Entry { e[5].Salt, e[5].Sealed = nil, nil; return e },
		"entry 8 stored with a hash":      func(e []Entry) []Entry { e[7].Node = e[6].Node; return e },
		"entries 18 to 20 cut off the end: the anchor of 2026-11-26T12:00:20Z knew 20": func(e []Entry) []Entry { return e[:17] },
		"entries 1 to 20 cut off the end":                                              func(e []Entry) []Entry { return nil },
		"entry 9 with words that an entry tells were erased": func(e []Entry) []Entry {
			e[8].Salt = []byte("salt")
			e[8].Commitment = commit(e[8].Salt, "x")
			var err error
			e[8].Sealed, err = r.keys.Seal.Encrypt([]byte("x"), wordsPlace(9))
			if err == nil {
				e[8].MAC, err = r.keys.MAC.ComputeMAC(e[8].content())
			}
			if err != nil {
				t.Fatal(err)
			}
			return rebuilt(e)
		},
	} {
		report := r.verify(change(slices.Clone(r.entries)), r.newest())
		if len(report.Findings) == 0 || !strings.HasPrefix(report.Findings[0].String(), says) {
			t.Errorf("want %q, got %v", says, report.Findings)
		}
	}
}

func TestAnchorSurvivesThePost(t *testing.T) {
	t.Parallel()
	r := newTrail(t, 5)
	line := r.newest().String()
	if strings.ContainsAny(line, "\n") || len(line) > 200 {
		t.Errorf("it is no line: %q", line)
	}
	mailed := "> Good evening,\n> " + strings.ReplaceAll(line, " ", "\n> ") + "\n"
	found, bad := r.keys.ReadAnchors("the old one: " + r.anchors[2].String() + "\n" + strings.ReplaceAll(mailed, "> ", " "))
	if bad != 0 || len(found) != 2 || found[0].String() != r.anchors[2].String() || found[1].String() != line {
		t.Errorf("got %v, %d bad", found, bad)
	}
	for _, forged := range []string{strings.Replace(line, " 5 ", " 6 ", 1), strings.Replace(line, "12:00", "12:01", 1), line[:len(line)-4],
		strings.Join(strings.Fields(line)[:4], " "), anchorMark, strings.Replace(line, " 5 ", " five ", 1)} {
		if found, bad := r.keys.ReadAnchors(forged); bad != 1 || len(found) != 0 {
			t.Errorf("%q: %v, %d bad", forged, found, bad)
		}
	}
	if _, bad := newKeys(t).ReadAnchors(line); bad != 1 {
		t.Error("another key made it, too")
	}
}

func TestKeeperKeepsTheNewestAndOneAnHour(t *testing.T) {
	t.Parallel()
	r := newTrail(t, 9)
	keeper := NewKeeper(r.keys, filepath.Join(t.TempDir(), "anchor"))
	if newest, err := keeper.Newest(); err != nil || newest.Size != 0 {
		t.Errorf("got %v, %v", newest, err)
	}
	put := func(i int, at time.Time) {
		t.Helper()
		tree := NewTree()
		for _, e := range r.entries[:i] {
			tree.add(e.leaf())
		}
		a, err := r.keys.Anchor(tree, at)
		if err == nil {
			err = keeper.Put(a)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	put(3, now)
	put(5, now.Add(time.Minute))
	put(4, now.Add(2*time.Minute)) // another program's was newer
	if newest, err := keeper.Newest(); err != nil || newest.Size != 5 {
		t.Errorf("got %v, %v", newest, err)
	}
	put(6, now.Add(2*time.Hour))
	if got := logged(t, keeper); !slices.Equal(got, []int64{3, 6}) {
		t.Errorf("the log has %v", got)
	}
	newest, err := keeper.Newest()
	if err == nil {
		err = keeper.Refute(newest)
	}
	if err != nil {
		t.Fatal(err)
	}
	put(4, now.Add(3*time.Hour))
	if got := logged(t, keeper); !slices.Equal(got, []int64{3, 6, 6}) && !slices.Equal(got, []int64{3, 6, 6, 4}) {
		t.Errorf("the log has %v", got)
	}
	if newest, err := keeper.Newest(); err != nil || newest.Size != 4 {
		t.Errorf("got %v, %v", newest, err)
	}
}

func logged(t *testing.T, k *Keeper) (sizes []int64) {
	t.Helper()
	text, err := os.ReadFile(k.LogFile())
	if err != nil {
		t.Fatal(err)
	}
	anchors, bad := k.keys.ReadAnchors(string(text))
	if bad != 0 {
		t.Errorf("%d bad anchors in the log", bad)
	}
	for _, a := range anchors {
		sizes = append(sizes, a.Size)
	}
	return sizes
}

func TestAForeignAnchorIsNotOverwritten(t *testing.T) {
	t.Parallel()
	r := newTrail(t, 3)
	file := filepath.Join(t.TempDir(), "anchor")
	if err := os.WriteFile(file, []byte(newTrail(t, 2).newest().String()), 0o600); err != nil {
		t.Fatal(err)
	}
	keeper := NewKeeper(r.keys, file)
	if _, err := keeper.Newest(); err == nil || !strings.Contains(err.Error(), "audit verify") {
		t.Errorf("got %v", err)
	}
	if err := keeper.Put(r.newest()); err == nil {
		t.Error("it was overwritten")
	}
	if err := NewKeeper(r.keys, filepath.Join(file, "none")).Put(r.newest()); err == nil {
		t.Error("a folder that is a file took an anchor")
	}
}
