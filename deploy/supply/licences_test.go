package supply

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// allowed is the licences under which a part may come: each lets any helpline run, change and give on the whole.
var allowed = []string{"MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD", "MPL-2.0", "OFL-1.1", "Unlicense"}

// phrases tell a licence by words that only it has; the first that fits is it.
var phrases = []struct{ licence, words string }{
	{"GPL", "GNU (LESSER |AFFERO )?GENERAL PUBLIC LICENSE\\s+Version"},
	{"MPL-2.0", "Mozilla Public License,? (v\\. |[Vv]ersion )2\\.0"},
	{"Apache-2.0", "Apache License,?\\s+Version 2\\.0"},
	{"BSD-3-Clause", "(?s)Redistribution and use in source and binary forms.*(Neither|nor) the name"},
	{"BSD-3-Clause", "(?s)Redistribution and use in source and binary forms.*may not be used to endorse"},
	{"BSD-2-Clause", "Redistribution and use in source and binary forms"},
	{"ISC", "Permission to use, copy, modify, (and/or|and) distribute this"},
	{"MIT", "Permission is hereby granted, free of charge"},
	{"Unlicense", "This is free and unencumbered software"},
}

// TestLicences lists the licence of all that is built in, or tested with, and compares it with deploy/LICENSES.csv. To write
// that file anew: UPDATE=1 go test ./deploy/supply -run Licences
func TestLicences(t *testing.T) {
	parts := append(goLicences(t), npmLicences(t)...)
	slices.Sort(parts)
	parts = slices.Compact(parts)
	list := "part,licence\n" + strings.Join(parts, "\n") + "\n"
	for _, p := range parts {
		if _, licence, _ := strings.Cut(p, ","); !slices.Contains(allowed, licence) {
			t.Errorf("%s: this licence is not allowed", p)
		}
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(root+"deploy/LICENSES.csv", []byte(list), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if string(read(t, "deploy/LICENSES.csv")) != list {
		t.Error("deploy/LICENSES.csv is of other parts: UPDATE=1 go test ./deploy/supply -run Licences")
	}
}

func goLicences(t *testing.T) (parts []string) {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-test", "-tags", "real", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}", "./...")
	cmd.Dir = root
	text, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	dirs := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if path, dir, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			dirs[path] = dir
		}
	}
	for path, dir := range dirs {
		parts = append(parts, fmt.Sprintf("%s,%s", path, licence(t, dir)))
	}
	if len(parts) < 30 {
		t.Fatalf("only %d modules were found", len(parts))
	}
	return parts
}

// licence reads what a module says of itself.
func licence(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !regexp.MustCompile(`(?i)^(licen[sc]e|copying|unlicense)`).MatchString(e.Name()) || e.IsDir() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range phrases {
			if regexp.MustCompile(p.words).Match(text) {
				return p.licence
			}
		}
	}
	return "unknown"
}

func npmLicences(t *testing.T) (parts []string) {
	t.Helper()
	var lock struct {
		Packages map[string]struct{ License, Integrity string }
	}
	if err := json.Unmarshal(read(t, "web/ui/package-lock.json"), &lock); err != nil {
		t.Fatal(err)
	}
	for path, p := range lock.Packages {
		if path == "" {
			continue
		}
		if p.Integrity == "" {
			t.Errorf("%s comes without proof of what it is", path)
		}
		parts = append(parts, strings.TrimPrefix(path[strings.LastIndex(path, "node_modules/"):], "node_modules/")+","+p.License)
	}
	return parts
}
