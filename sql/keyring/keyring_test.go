package keyring

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

// ring makes a marked keyring with a mirror.
func ring(t *testing.T) (r *Ring, id string) {
	t.Helper()
	r, err := Open(filepath.Join(t.TempDir(), "main"), filepath.Join(t.TempDir(), "mirror"))
	if err != nil {
		t.Fatal(err)
	}
	id = uuid.NewString()
	if err := r.Begin(id); err != nil {
		t.Fatal(err)
	}
	return r, id
}

// key adds a key.
func key(t *testing.T, r *Ring, content string) (id string) {
	t.Helper()
	id = uuid.NewString()
	if missed, err := r.Add(id, []byte(content)); err != nil || missed != nil {
		t.Fatal(missed, err)
	}
	return id
}

func wantCopies(t *testing.T, r *Ring, id string, want ...string) {
	t.Helper()
	copies, err := r.Copies(id)
	if len(copies) != len(want) {
		t.Fatalf("got %d copies, want %d: %v", len(copies), len(want), err)
	}
	for i, c := range copies {
		if string(c) != want[i] {
			t.Errorf("copy %d is %q, want %q", i, c, want[i])
		}
	}
}

// everything is the names and the bytes of all files in all folders.
func everything(t *testing.T, r *Ring) (names []string, content []byte) {
	t.Helper()
	for _, folder := range r.folders {
		err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			names, content = append(names, path), append(content, text...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names, content
}

func TestAKeyIsKeptTwiceAndPrivately(t *testing.T) {
	t.Parallel()
	r, _ := ring(t)
	id := key(t, r, "secret")
	wantCopies(t, r, id, "secret", "secret")
	for _, folder := range r.folders {
		info, err := os.Stat(file(folder, id))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		if info, err = os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("folder mode %v, %v", info.Mode(), err)
		}
	}
}

func TestADestroyedKeyIsNowhere(t *testing.T) {
	t.Parallel()
	r, _ := ring(t)
	id, other := key(t, r, "canary-gone"), key(t, r, "canary-stays")
	held, err := os.Open(file(r.folders[0], id)) // an open file shows what became of the block itself
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	left := file(r.folders[1], id) + ".123.part" // what a crash left
	if err := os.WriteFile(left, []byte("canary-gone"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := r.Destroy(id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Copies(id); !errors.Is(err, ErrGone) {
		t.Errorf("got %v", err)
	}
	names, content := everything(t, r)
	if bytes.Contains(content, []byte("canary-gone")) || strings.Contains(strings.Join(names, " "), id) {
		t.Errorf("it is still in %v", names)
	}
	was := make([]byte, 32)
	if n, _ := held.Read(was); bytes.Contains(was[:n], []byte("canary")) {
		t.Error("its block was not overwritten")
	}
	wantCopies(t, r, other, "canary-stays", "canary-stays")
}

func TestEitherFolderIsEnoughToReadAndToWrite(t *testing.T) {
	t.Parallel()
	for lost := range 2 {
		r, mark := ring(t)
		id := key(t, r, "old")
		if err := os.RemoveAll(r.folders[lost]); err != nil {
			t.Fatal(err)
		}
		wantCopies(t, r, id, "old")
		newer := uuid.NewString()
		if missed, err := r.Add(newer, []byte("new")); err != nil || missed == nil {
			t.Errorf("missed %v, %v", missed, err)
		}
		wantCopies(t, r, newer, "new")
		if err := r.Check(mark); err == nil || r.Usable(mark) != nil {
			t.Errorf("check says %v, usable %v", err, r.Usable(mark))
		}
		if err := r.Destroy(id); err == nil {
			t.Error("a key is taken for destroyed though a folder is away")
		}
		if copied, err := r.Mirror(mark); err != nil || copied != 1 { // the old one was destroyed in what was there
			t.Errorf("copied %d, %v", copied, err)
		}
		wantCopies(t, r, newer, "new", "new")
		if err := r.Check(mark); err != nil {
			t.Error(err)
		}
		if err := r.Destroy(id); err != nil {
			t.Error(err)
		}
	}
}

func TestWithoutAnyFolderNothingIsTakenForDestroyed(t *testing.T) {
	t.Parallel()
	r, mark := ring(t)
	id := key(t, r, "secret")
	for _, folder := range r.folders {
		if err := os.Rename(folder, folder+".unmounted"); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(folder, 0o700); err != nil { // an empty mount point
			t.Fatal(err)
		}
	}
	if _, err := r.Copies(id); err == nil || errors.Is(err, ErrGone) || !strings.Contains(err.Error(), "mount") {
		t.Errorf("got %v", err)
	}
	if _, err := r.Add(uuid.NewString(), []byte("x")); err == nil {
		t.Error("a key is written into a mount point")
	}
	if err := r.Usable(mark); err == nil {
		t.Error("it is usable")
	}
}

func TestAnothersKeyringIsLeftAlone(t *testing.T) {
	t.Parallel()
	r, _ := ring(t)
	for _, err := range []error{r.Begin(uuid.NewString()), r.Check(uuid.NewString()), r.Usable(uuid.NewString())} {
		if err == nil || !strings.Contains(err.Error(), "another database") {
			t.Errorf("got %v", err)
		}
	}
}

func TestReplaceMendsAndNeverResurrects(t *testing.T) {
	t.Parallel()
	r, _ := ring(t)
	id := key(t, r, "old")
	age := time.Now().Add(-48 * time.Hour).Truncate(time.Second)
	for _, folder := range r.folders {
		if err := os.Chtimes(file(folder, id), age, age); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file(r.folders[0], id), []byte("d"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(file(r.folders[0], id), age, age); err != nil {
		t.Fatal(err)
	}
	if err := r.Replace(id, []byte("new")); err != nil {
		t.Fatal(err)
	}
	wantCopies(t, r, id, "new", "new")
	err := r.Each(func(_ string, kept time.Time) error {
		if !kept.Equal(age) {
			t.Errorf("kept since %v, want %v", kept, age)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if err := r.Destroy(id); err != nil {
		t.Fatal(err)
	}
	if err := r.Replace(id, []byte("back")); !errors.Is(err, ErrGone) {
		t.Errorf("got %v", err)
	}
	if _, err := r.Copies(id); !errors.Is(err, ErrGone) {
		t.Errorf("got %v", err)
	}
}

// Many replace, complete and destroy the same keys at once: what was destroyed stays so.
func TestDestroyWinsEveryRace(t *testing.T) {
	t.Parallel()
	r, mark := ring(t)
	for range 20 {
		id := key(t, r, "old")
		var group sync.WaitGroup
		for n := range 4 {
			group.Go(func() {
				_ = r.Replace(id, []byte("new")) // ErrGone if it came too late
				if n == 0 {
					_, _ = r.Mirror(mark)
				}
			})
		}
		group.Go(func() {
			if err := r.Destroy(id); err != nil {
				t.Error(err)
			}
		})
		group.Wait()
		if _, err := r.Copies(id); !errors.Is(err, ErrGone) {
			t.Fatalf("got %v", err)
		}
	}
}

func TestEachFindsEveryKeyOnce(t *testing.T) {
	t.Parallel()
	r, _ := ring(t)
	want := map[string]bool{}
	for range 60 {
		want[key(t, r, "x")] = true
	}
	last := ""
	err := r.Each(func(id string, _ time.Time) error {
		if !want[id] || id <= last {
			t.Errorf("%s came twice, out of order, or is nobody's", id)
		}
		delete(want, id)
		last = id
		return nil
	})
	if err != nil || len(want) != 0 {
		t.Errorf("%d were left out, %v", len(want), err)
	}
}

func TestOpenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, c := range []struct{ dir, mirror, says string }{{"", "", "ALO116_KEYRING_DIR"}, {dir, dir + "/../" + filepath.Base(dir), "another disk"}} {
		if _, err := Open(c.dir, c.mirror); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("got %v", err)
		}
	}
	r, err := Open(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"", "../../etc/passwd", "x"} {
		if _, err := r.Copies(id); err == nil {
			t.Errorf("%q is taken for a key's name", id)
		}
		if _, err := r.Add(id, nil); err == nil {
			t.Errorf("%q is taken for a key's name", id)
		}
		if err := r.Destroy(id); err == nil {
			t.Errorf("%q is taken for a key's name", id)
		}
	}
}
