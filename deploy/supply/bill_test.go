//go:build real

package supply

import (
	"encoding/json"
	"maps"
	"os/exec"
	"strings"
	"testing"
)

// TestTheBillsNameAllThatIsShipped makes the bills of materials, as `make supply` does, and compares them with what the service is built of and
// what the pages ask for, by name and version. Direct dependencies that no bill of the service names are of tests alone.
func TestTheBillsNameAllThatIsShipped(t *testing.T) {
	if out, err := exec.Command("./bill").CombinedOutput(); err != nil {
		t.Fatalf("the bills cannot be made: %v: %s", err, out)
	}
	built := builtIn(t)
	if bill := billed(t, "bin/alo116.cdx.json"); !maps.Equal(bill, built) {
		t.Errorf("the service is built of %v, and its bill names %v", built, bill)
	}
	var p struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal(read(t, "web/ui/package.json"), &p); err != nil {
		t.Fatal(err)
	}
	maps.Copy(p.Dependencies, p.DevDependencies)
	bill := billed(t, "bin/pages.cdx.json")
	for name, version := range p.Dependencies {
		if bill[name] != version {
			t.Errorf("the pages are made with %s %s, and their bill says %q", name, version, bill[name])
		}
	}
}

// billed is the parts in a bill, with their versions.
func billed(t *testing.T, file string) map[string]string {
	t.Helper()
	var bill struct {
		BOMFormat  string
		Components []struct{ Name, Version, Purl string }
	}
	if err := json.Unmarshal(read(t, file), &bill); err != nil || bill.BOMFormat != "CycloneDX" {
		t.Fatalf("%s is no bill: %v", file, err)
	}
	parts := map[string]string{}
	for _, c := range bill.Components {
		if !strings.HasPrefix(c.Purl, "pkg:") || strings.HasPrefix(c.Purl, "pkg:golang/std@") {
			continue
		}
		parts[c.Name] = c.Version
	}
	return parts
}

// builtIn is the modules of which packages are in the service, as it is built.
func builtIn(t *testing.T) map[string]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "./cmd/alo116")
	cmd.Dir = root
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0")
	text, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if path, version, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			parts[path] = version
		}
	}
	if len(parts) < 20 {
		t.Fatalf("the service is built only of %v", parts)
	}
	return parts
}
