package supply

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../../"

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(root + file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestEveryDirectDependencyHasAReason(t *testing.T) {
	reasons := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\| ([\w@./-]+) \| ([^|]{6,}) \|$`).FindAllSubmatch(read(t, "deploy/DEPENDENCIES.md"), -1) {
		if name := string(m[1]); name != "module" && name != "package" {
			reasons[name] = true
		}
	}
	used := append(goModules(t), npmPackages(t)...)
	for _, name := range used {
		if !reasons[name] {
			t.Errorf("%s is used and has no reason in deploy/DEPENDENCIES.md", name)
		}
	}
	for name := range reasons {
		if !slices.Contains(used, name) {
			t.Errorf("deploy/DEPENDENCIES.md has a reason for %s, which nothing uses", name)
		}
	}
}

// goModules is what go.mod requires directly.
func goModules(t *testing.T) (names []string) {
	t.Helper()
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = root
	text, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(text, &mod); err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		if !r.Indirect {
			names = append(names, r.Path)
		}
	}
	if len(names) < 10 {
		t.Fatalf("go.mod requires only %v", names)
	}
	return names
}

func npmPackages(t *testing.T) []string {
	t.Helper()
	var p struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal(read(t, "web/ui/package.json"), &p); err != nil {
		t.Fatal(err)
	}
	for name, version := range p.Dependencies {
		if strings.ContainsAny(version, "^~*><x ") {
			t.Errorf("%s is not pinned: %s", name, version)
		}
	}
	return slices.Concat(slices.Collect(maps.Keys(p.Dependencies)), slices.Collect(maps.Keys(p.DevDependencies)))
}
