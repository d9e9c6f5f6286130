package web

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestPagesWriteTextAsText: nothing that a page shows can become markup or a program, for no page has a way to do that.
func TestPagesWriteTextAsText(t *testing.T) {
	ways := regexp.MustCompile(`\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(|srcdoc|postMessage`)
	read := 0
	err := fs.WalkDir(os.DirFS("ui/src"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".svelte") && !strings.HasSuffix(path, ".ts") {
			return err
		}
		text, err := os.ReadFile("ui/src/" + path)
		if found := ways.Find(text); found != nil {
			t.Errorf("%s has %s", path, found)
		}
		read++
		return err
	})
	if err != nil || read < 50 {
		t.Errorf("read %d files, %v", read, err)
	}
}
