package spool

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// written makes a spool of one segment and gives its content and the end of each frame in it, the
// magic's first.
func written(t *testing.T, seal tink.AEAD, frames ...string) (name string, content []byte, ends []int) {
	t.Helper()
	s, _ := open(t, Config{Dir: t.TempDir(), Seal: seal})
	for _, f := range frames {
		if err := s.Append([]byte(f)); err != nil {
			t.Fatal(err)
		}
		if len(ends) == 0 {
			ends = append(ends, int(s.last().done))
		}
		ends = append(ends, int(s.last().size))
	}
	shut(t, s)
	name = filepath.Base(s.last().path)
	content, err := os.ReadFile(s.last().path)
	if err != nil {
		t.Fatal(err)
	}
	return name, content, ends
}

// reopened puts content into a folder of its own and opens a spool on it.
func reopened(t *testing.T, seal tink.AEAD, name string, content []byte) (*Spool, []string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, Config{Dir: dir, Seal: seal})
}

// whole counts the frames that lie before an offset.
func whole(ends []int, offset int) int {
	n := 0
	for _, end := range ends[1:] {
		if end <= offset {
			n++
		}
	}
	return n
}

// A crash may cut the last write anywhere: every frame before it is kept, nothing is made up, and the
// spool goes on.
func TestEveryPlaceOfACut(t *testing.T) {
	t.Parallel()
	seal, frames := key(t), numbered(4)
	name, content, ends := written(t, seal, frames...)
	for offset := range len(content) + 1 {
		s, damaged := reopened(t, seal, name, content[:offset])
		if damaged != nil {
			t.Fatalf("cut at %d: taken for damage", offset)
		}
		fill(t, s, "after")
		want := append(slices.Clone(frames[:whole(ends, offset)]), "after")
		if got := empty(t, s); !slices.Equal(got, want) {
			t.Fatalf("cut at %d: got %q, want %q", offset, got, want)
		}
		shut(t, s)
	}
}

// A file system may have grown the file before its content reached the disk: the end is zeros.
func TestEveryPlaceOfZeros(t *testing.T) {
	t.Parallel()
	seal, frames := key(t), numbered(3)
	name, content, ends := written(t, seal, frames...)
	for offset := range len(content) {
		torn := append(slices.Clone(content[:offset]), make([]byte, len(content)-offset)...)
		s, _ := reopened(t, seal, name, torn)
		fill(t, s, "after")
		got, least := empty(t, s), frames[:whole(ends, offset)]
		if !slices.Equal(got[:len(got)-1], least) {
			t.Fatalf("zeros from %d: got %q, want %q", offset, got, least)
		}
		shut(t, s)
	}
}

// Whatever byte is damaged, at most its own frame is lost, if it is not its length; the file is kept.
func TestEveryDamagedByte(t *testing.T) {
	t.Parallel()
	seal, frames := key(t), numbered(4)
	name, content, ends := written(t, seal, frames...)
	for offset := range content {
		bad := slices.Clone(content)
		bad[offset] ^= 0x40
		s, damaged := reopened(t, seal, name, bad)
		if !slices.Equal(damaged, []string{name + aside}) {
			t.Fatalf("byte %d: damaged %v", offset, damaged)
		}
		if kept, err := os.ReadFile(filepath.Join(s.cfg.Dir, damaged[0])); err != nil || !bytes.Equal(kept, bad) {
			t.Fatalf("byte %d: the damaged file is not kept: %v", offset, err)
		}
		if got, want := empty(t, s), afterDamage(frames, ends, offset); !slices.Equal(got, want) {
			t.Fatalf("byte %d: got %q, want %q", offset, got, want)
		}
		shut(t, s)
	}
}

// afterDamage tells which frames can still be read.
func afterDamage(frames []string, ends []int, offset int) []string {
	if offset < ends[0] {
		return nil // without the magic the key is not known to be right
	}
	hit := whole(ends, offset)
	if offset < ends[hit]+headSize {
		return frames[:hit] // its length is not known, so neither is where the next begins
	}
	return append(slices.Clone(frames[:hit]), frames[hit+1:]...)
}

func TestAnotherKeysSpoolIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	name, content, _ := written(t, key(t), "one")
	s, damaged := reopened(t, key(t), name, content)
	defer shut(t, s)
	if len(damaged) != 1 || !s.Empty() {
		t.Errorf("damaged %v", damaged)
	}
	if kept, err := os.ReadFile(filepath.Join(s.cfg.Dir, damaged[0])); err != nil || !bytes.Equal(kept, content) {
		t.Errorf("it was changed: %v", err)
	}
	fill(t, s, "mine")
	if got := empty(t, s); !slices.Equal(got, []string{"mine"}) {
		t.Errorf("got %q", got)
	}
}

func TestFramesCannotBeMoved(t *testing.T) {
	t.Parallel()
	seal := key(t)
	name, content, ends := written(t, seal, "aa", "bb", "cc")
	swapped := slices.Concat(content[:ends[0]], content[ends[1]:ends[2]], content[ends[0]:ends[1]], content[ends[2]:])
	s, damaged := reopened(t, seal, name, swapped)
	if got := empty(t, s); !slices.Equal(got, []string{"cc"}) || len(damaged) != 1 {
		t.Errorf("got %q", got)
	}
	shut(t, s)
	s, damaged = reopened(t, seal, strings.Replace(name, "1.", "2.", 1), content)
	if got := empty(t, s); got != nil || len(damaged) != 1 {
		t.Errorf("a renamed segment gives %q", got)
	}
	shut(t, s)
}

// Damage that comes while the spool is open: what can be read goes on.
func TestSetAside(t *testing.T) {
	t.Parallel()
	s, _ := open(t, Config{Dir: t.TempDir(), Seal: key(t)})
	defer shut(t, s)
	fill(t, s, "one", "two", "three")
	if err := errOf(s.Peek()); err != nil {
		t.Fatal(err)
	}
	if err := s.Drop(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(s.last().path, os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteAt([]byte("damage"), s.last().done+headSize)
	}
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	if _, err := s.Peek(); err == nil {
		t.Fatal("damage is not seen")
	}
	if err := s.SetAside(); err != nil {
		t.Fatal(err)
	}
	if got := empty(t, s); !slices.Equal(got, []string{"three"}) {
		t.Errorf("got %q", got)
	}
	if names := files(t, s.cfg.Dir); len(names) != 1 || !strings.HasSuffix(names[0], aside) {
		t.Errorf("left are %v", names)
	}
}

func TestFailingDiskLosesNothingThatWasKept(t *testing.T) {
	t.Parallel()
	s, _ := open(t, Config{Dir: t.TempDir(), Seal: key(t)})
	defer shut(t, s)
	for _, kept := range [][]string{{"one"}, nil} {
		fill(t, s, kept...)
		if len(kept) == 0 {
			if err := s.begin(); err != nil { // a segment whose first frame will fail
				t.Fatal(err)
			}
		}
		s.tail.Close() // every write to it fails from now on
		if err := s.Append([]byte("lost")); err == nil {
			t.Error("a failed write is taken for kept")
		}
		fill(t, s, "after")
		if got, want := empty(t, s), append(slices.Clone(kept), "after"); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if err := s.Append(make([]byte, maxFrame)); err == nil {
		t.Error("a frame beyond all size is taken")
	}
}

func errOf(_ []byte, err error) error { return err }
