package spool

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func key(t testing.TB) tink.AEAD {
	t.Helper()
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		t.Fatal(err)
	}
	seal, err := aead.New(handle)
	if err != nil {
		t.Fatal(err)
	}
	return seal
}

func open(t testing.TB, cfg Config) (*Spool, []string) {
	t.Helper()
	s, damaged, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s, damaged
}

func fill(t testing.TB, s *Spool, frames ...string) {
	t.Helper()
	for _, f := range frames {
		if err := s.Append([]byte(f)); err != nil {
			t.Fatal(err)
		}
	}
}

// empty takes out everything.
func empty(t testing.TB, s *Spool) (frames []string) {
	t.Helper()
	for {
		frame, err := s.Peek()
		if errors.Is(err, io.EOF) {
			return frames
		}
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, string(frame))
		if err := s.Drop(); err != nil {
			t.Fatal(err)
		}
	}
}

func shut(t testing.TB, s *Spool) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func files(t testing.TB, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "lock" {
			names = append(names, e.Name())
		}
	}
	return names
}

func numbered(n int) (frames []string) {
	for i := range n {
		frames = append(frames, fmt.Sprintf("frame %d %s", i, strings.Repeat("x", i%7)))
	}
	return frames
}

func TestFramesComeOutInTheirOrder(t *testing.T) {
	t.Parallel()
	s, _ := open(t, Config{Dir: t.TempDir(), Seal: key(t), Segment: 500})
	defer shut(t, s)
	want := numbered(50)
	fill(t, s, want[:20]...)
	if frame, err := s.Peek(); err != nil || string(frame) != want[0] {
		t.Errorf("got %q, %v", frame, err)
	}
	if err := s.Drop(); err != nil {
		t.Fatal(err)
	}
	fill(t, s, want[20:]...)
	if got := empty(t, s); !slices.Equal(got, want[1:]) {
		t.Errorf("got %q", got)
	}
	if s.Size() != 0 || !s.Empty() || len(files(t, s.cfg.Dir)) != 0 {
		t.Errorf("%d bytes and %v are left", s.Size(), files(t, s.cfg.Dir))
	}
	fill(t, s, "again")
	if got := empty(t, s); !slices.Equal(got, []string{"again"}) {
		t.Errorf("got %q", got)
	}
}

func TestFramesOutliveTheSpool(t *testing.T) {
	t.Parallel()
	cfg := Config{Dir: t.TempDir(), Seal: key(t), Segment: 500}
	want := numbered(30)
	for i := 0; i < 30; i += 10 {
		s, _ := open(t, cfg)
		fill(t, s, want[i:i+10]...)
		shut(t, s)
	}
	s, damaged := open(t, cfg)
	defer shut(t, s)
	if got := empty(t, s); !slices.Equal(got, want) || damaged != nil {
		t.Errorf("got %q, damaged %v", got, damaged)
	}
}

func TestNothingIsReadableOnDisk(t *testing.T) {
	t.Parallel()
	s, _ := open(t, Config{Dir: t.TempDir(), Seal: key(t)})
	defer shut(t, s)
	fill(t, s, "canary")
	for _, name := range files(t, s.cfg.Dir) {
		path := filepath.Join(s.cfg.Dir, name)
		content, err := os.ReadFile(path)
		if err != nil || bytes.Contains(content, []byte("canary")) {
			t.Errorf("%s is readable, %v", name, err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", name, info.Mode(), err)
		}
	}
}

func TestFullSpoolRefusesAndKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	cfg := Config{Dir: t.TempDir(), Seal: key(t), Max: 1000}
	s, _ := open(t, cfg)
	defer shut(t, s)
	var kept []string
	for _, f := range numbered(100) {
		if err := s.Append([]byte(f)); err == nil {
			kept = append(kept, f)
		} else if !errors.Is(err, ErrFull) {
			t.Fatal(err)
		}
	}
	if s.Size() > cfg.Max || len(kept) < 5 || len(kept) == 100 {
		t.Errorf("%d bytes, %d frames", s.Size(), len(kept))
	}
	if got := empty(t, s); !slices.Equal(got, kept) {
		t.Errorf("got %q", got)
	}
	fill(t, s, "room again")
}

func TestOneProcessOwnsTheFolder(t *testing.T) {
	t.Parallel()
	cfg := Config{Dir: filepath.Join(t.TempDir(), "made"), Seal: key(t)}
	s, _ := open(t, cfg)
	if _, _, err := Open(cfg); err == nil || !strings.Contains(err.Error(), "in use by another") {
		t.Errorf("got %v", err)
	}
	shut(t, s)
	s, _ = open(t, cfg)
	shut(t, s)
	if _, _, err := Open(Config{Seal: cfg.Seal}); err == nil || !strings.Contains(err.Error(), "ALO116_SPOOL_DIR") {
		t.Errorf("no folder: got %v", err)
	}
	if _, _, err := Open(Config{Dir: filepath.Join(cfg.Dir, "lock"), Seal: cfg.Seal}); err == nil {
		t.Error("a file is no folder")
	}
}
