package web

import (
	"io/fs"
	"regexp"
	"testing"

	"alo116/web/ui"
)

// TestTheDeskIsLight: what a counsellor's browser must fetch and read before the desk is there is under 200 KB of script, as it
// is sent.
func TestTheDeskIsLight(t *testing.T) {
	dist, err := fs.Sub(ui.Files, "dist")
	if err != nil {
		t.Fatal(err)
	}
	p, err := readPages(dist)
	if err != nil {
		t.Fatal(err)
	}
	if p.build == "" {
		t.Skip("the pages are not built: make build")
	}
	sum := 0
	for _, named := range regexp.MustCompile(`(?:src|href)="/(assets/[^"]+\.js)"`).FindAllStringSubmatch(string(p.files["index.html"].body), -1) {
		sum += len(p.files[named[1]].zipped)
	}
	if t.Logf("%d bytes", sum); sum == 0 || sum >= 200_000 {
		t.Errorf("the desk's script is %d bytes", sum)
	}
}
