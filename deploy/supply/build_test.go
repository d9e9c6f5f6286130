//go:build real

package supply

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestBinaryIsReproducible builds what is committed in two folders, as two users at two times, the second without
// anything that the first has compiled.
func TestBinaryIsReproducible(t *testing.T) {
	first := build(t, "one", []string{"HOME=" + t.TempDir(), "USER=arta", "TZ=Europe/Tirane", "GOCACHE=" + output(t, "go", "env", "GOCACHE")}, time.Now())
	second := build(t, "another/and deeper", []string{"HOME=" + t.TempDir(), "USER=besa", "TZ=America/Lima", "LANG=sq_AL.UTF-8",
		"GOCACHE=" + t.TempDir()}, time.Unix(1e9, 0))
	if first != second {
		t.Errorf("the same commit makes two programs: %s and %s", first, second)
	}
}

// build clones, builds as the Makefile does, and gives the program's SHA-256.
func build(t *testing.T, name string, env []string, at time.Time) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	if out, err := exec.Command("git", "clone", "-q", root, dir).CombinedOutput(); err != nil {
		t.Fatalf("clone: %v: %s", err, out)
	}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.Name() == ".git" {
			return filepath.SkipDir
		}
		return os.Chtimes(path, at, at)
	})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("make", "-s", "binary")
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GOMODCACHE="+output(t, "go", "env", "GOMODCACHE")), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	program, err := os.ReadFile(filepath.Join(dir, "bin/alo116"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(program)
	return hex.EncodeToString(sum[:])
}

func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	text, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text[:len(text)-1])
}
